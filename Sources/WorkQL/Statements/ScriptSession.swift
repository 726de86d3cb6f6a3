package import WorkQLAPI
package import WorkQLCatalog
import WorkQLFiles
package import WorkQLPlanner
import WorkQLStore
package import WorkQLSyntax
package import WorkQLTime

/// Runs the statements of a script one after the other, with one current time, one set of
/// credentials and one count of each quota, and remembers what they set, declare and name.
package struct ScriptSession: Sendable {
    @dynamicMemberLookup
    package struct Options: Sendable {
        package var now: Instant
        /// The settings that SET can change.
        package var settings: SettingValues
        /// The base of relative paths of files; nil is the working folder.
        package var folder: String?
        /// Whether the script came through standard input, which then holds no table.
        package var inputIsScript = false
        /// Values for the parameters that PARAM declares, as they were given.
        package var parameters: [Name: String]
        /// Those of them that RUN gives as literals, which have types of their own.
        package var arguments: [Name: ParameterValue] = [:]
        /// Whether nothing is sent: answers come from the store, however old.
        package var isOffline = false
        /// Whether tables are read from the store only; without a range or a key, everything that
        /// it has of them. Used together with `isOffline`.
        package var readsStoreAlone = false
        /// Whether a key is not answered from a stored list of all keys, because the rows of each key
        /// are carried elsewhere from the store.
        package var fetchesEachKey = false
        /// Whether statements may name files.
        package var takesFiles = true
        /// What a plan takes for stored besides the store.
        package var assumed: AssumedCoverage?
        /// Whether an answer is returned even if a part of it could not be fetched.
        package var takesPartial = false
        /// Whether a plan that needs more calls than `maxCalls` is begun nevertheless: it ends where
        /// they are spent, and what was fetched stays in the store.
        package var spendsBudget = false
        /// Called before a call with the number of calls that the statement has made then, on any
        /// thread; false prevents the call. Nil where only `maxCalls` limits them.
        package var reserve: (@Sendable (Int) -> Bool)?
        /// Receives the progress of a running statement, on any thread.
        package var onProgress: (@Sendable (RunProgress) -> Void)?
        /// The words of descriptions and plans; with those of the reference, names are its too.
        package var wording = Wording.reference
        /// Set by a caller whose thread has nothing else to do: statements without a scan then run
        /// on it, and this function is called at intervals, so that the caller can stop them.
        package var whileBusy: (@Sendable () -> Void)?
        /// Called before a plan is run that costs more than `confirm_calls` or `confirm_seconds`;
        /// nil skips the confirmation.
        package var confirm: (@Sendable (PlanCost) async -> Bool)?

        package init(
            now: Instant, settings: SettingValues = SettingValues(), folder: String? = nil,
            parameters: [Name: String] = [:]
        ) {
            self.now = now
            self.settings = settings
            self.folder = folder
            self.parameters = parameters
        }

        package subscript<Value>(
            dynamicMember path: WritableKeyPath<SettingValues, Value>
        ) -> Value {
            get { settings[keyPath: path] }
            set { settings[keyPath: path] = newValue }
        }
    }

    package struct Outcome<Writer: ResultWriter>: Sendable {
        package var writer: Writer
        /// nil for a statement that has no answer, such as SET; the writer is then untouched.
        package var statistics: QueryStatistics?
        package var notes: [Diagnostic]
        /// Why the answer is incomplete although its rows are correct; nil when it is complete.
        package var shortfall: UserError?
    }

    package var options: Options
    /// The tables that statements may name.
    package private(set) var catalog: Catalog
    /// nil where they are the same.
    private(set) var suppliers: Catalog?
    private let initial: Options
    package let client: ServiceClient
    /// Whether plans show how much of the account's quotas is used, and what earlier calls
    /// returned.
    private(set) var showsAccount = true
    let seenPages = PageStatistics()
    private(set) var fileTables: FileTableCache
    let stores: StorePool
    let threads = SQLiteThreads()
    /// The parameters that PARAM declared and the queries that LET named, in the statements that
    /// have run.
    package private(set) var parameters: [Name: ParameterValue] = [:]
    package private(set) var queries: [Name: Query] = [:]
    /// Whether the answers of queries are kept for `_`.
    package var keepsAnswers = false
    /// Whether no statement follows, so that nothing needs to be kept for the session alone.
    package var isLast = false
    var last = LastResult.none
    /// The query that the last result came from.
    package private(set) var lastQuery: Query?
    /// The cost of the last statement; nil if it had no answer, or failed.
    package private(set) var lastAccount: QueryStatistics?
    /// Whether the statement fetches everything again.
    package private(set) var isRefreshing = false

    package init(options: Options, client: ServiceClient, catalog: Catalog = .builtIn) {
        self.options = options
        initial = options
        self.client = client
        self.catalog = catalog
        fileTables = FileTableCache(folder: options.folder, inputIsScript: options.inputIsScript)
        stores = StorePool(catalog: catalog, client: client)
    }

    /// Sets the current time, as a shell does before each text.
    package mutating func advance(to now: Instant) { options.now = now }

    /// Replaces the functions `onProgress`, `confirm` and `whileBusy` of the options.
    package mutating func attend(
        onProgress: (@Sendable (RunProgress) -> Void)?,
        confirm: (@Sendable (PlanCost) async -> Bool)?, whileBusy: (@Sendable () -> Void)? = nil
    ) {
        options.onProgress = onProgress
        options.confirm = confirm
        options.whileBusy = whileBusy
    }

    /// The names of the queries that LET named, in alphabetical order.
    package var namedQueries: [String] { queries.keys.map(\.text).sorted() }

    /// Continues as another session, with its credentials, quotas and defaults. What was set,
    /// declared, named and answered in this session is kept.
    package mutating func move(to other: ScriptSession) {
        var moved = other
        for setting in Setting.all where !setting.isSame(options.settings, initial.settings) {
            setting.copy(from: options.settings, to: &moved.options.settings)
        }
        moved.options.now = options.now
        moved.options.onProgress = options.onProgress
        moved.options.confirm = options.confirm
        moved.enter(folder: options.folder)
        moved.parameters = parameters
        moved.queries = queries
        moved.keepsAnswers = keepsAnswers
        moved.last = last
        self = moved
    }

    /// Binds values to parameters, which need not be declared by PARAM.
    package mutating func bind(_ values: [Name: ParameterValue]) {
        parameters.merge(values, uniquingKeysWith: { _, later in later })
    }

    /// Limits statements to a part of the tables. Rows are fetched and stored as before.
    ///
    /// - Parameters:
    ///   - suppliers: the tables from which values of keys come where no condition names them.
    ///   - showsAccount: whether plans show how much of the account's quotas is used, and what
    ///     earlier calls returned.
    package mutating func restrict(
        to visible: Catalog, suppliers: Catalog, showsAccount: Bool = true
    ) {
        (catalog, self.suppliers) = (visible, suppliers)
        self.showsAccount = showsAccount
    }

    /// Fetches everything again from now on.
    package mutating func refresh() {
        isRefreshing = true
        client.forgetDirectory()
    }

    /// Records that the next plan and its execution belong to another statement.
    package func beginStatement() {
        fileTables.beginStatement()
        let age = storeAge
        if age.sharesCalls {
            client.keepDirectory { age.uses($0, freshness: Directory.wecom.freshness) }
        } else {
            client.forgetDirectory()
        }
    }

    /// Sets the base of relative paths of files; nil is the working folder.
    package mutating func enter(folder: String?) {
        options.folder = folder
        fileTables = FileTableCache(
            folder: folder, inputIsScript: options.inputIsScript, after: fileTables,
            whileBusy: options.whileBusy)
    }

    /// Returns the path of a file that a statement names.
    package func path(of file: FileName) -> String {
        UserPath.resolved(file.path, in: options.folder)
    }

    /// Returns the columns of a file that a statement names; nil if it is missing, is not a table
    /// or has more than `bytes`. The file is read, and not kept for statements.
    package func columns(of file: FileName, upTo bytes: Int) -> [ResultColumn]? {
        fileTables.columns(file, upTo: bytes)
    }

    /// Runs one statement and passes its rows to the writer. The caller carries out COPY, because
    /// it knows how files are written.
    ///
    /// - Returns: the writer after the last row, the cost of the statement, and notes about it.
    /// - Throws: `UserError`. Cancelling the task stops the calls in flight.
    ///
    /// - Parameters:
    ///   - form: how plans are written.
    ///   - isDry: whether queries are explained instead of run.
    package mutating func run<Writer: ResultWriter>(
        _ statement: Statement, into writer: Writer, plansAs form: PlanForm = .lines,
        isDry: Bool = false
    ) async throws(UserError) -> Outcome<Writer> {
        lastAccount = nil
        beginStatement()
        let observation = StatementObservation(statement, client.instruments)
        let result: Result<Outcome<Writer>, UserError> = await observation.during {
            do throws(UserError) {
                return .success(
                    try await answer(statement, into: writer, plansAs: form, isDry: isDry))
            } catch {
                return .failure(error)
            }
        }
        observation.end(result.map { $0.statistics })
        var outcome = try result.get()
        lastAccount = outcome.statistics
        outcome.notes += fileTables.takeNotes { text in
            Printer().print(statement).contains(Printer.quoted(text))
        }
        return outcome
    }

    private mutating func answer<Writer: ResultWriter>(
        _ statement: Statement, into writer: Writer, plansAs form: PlanForm, isDry: Bool
    ) async throws(UserError) -> Outcome<Writer> {
        switch statement.kind {
        case .query(let query), .copy(let query, to: _, _):
            return try await answer(query, into: writer, as: form, isDry: isDry, at: statement.span)
        case .refresh(let query):
            isRefreshing = true
            defer { isRefreshing = false }
            client.forgetDirectory()
            let statement = Statement(.query(query), span: statement.span)
            return try await answer(statement, into: writer, plansAs: form, isDry: isDry)
        case .explain(let query, .analysis) where !isDry:
            let session = self
            return try await withPlan(of: query) { (plan, before) throws(UserError) in
                try await session.analyze(plan, as: form, into: writer, after: before)
            }
        case .explain(let query, let explanation):
            var before = QueryStatistics()
            let plan = try await planned(query, mayCall: false, into: &before)
            let report = await report(on: plan, showsCalls: explanation == .calls)
            return try describe(report, as: form, into: writer)
        case .describe(let name) where name.isLastResult:
            let columns: [ResultColumn]
            do { columns = try last.columns(at: name.span) } catch { throw UserError(error) }
            return try describe(.file(columns), into: writer)
        case .describe(let name):
            let table: Table
            do { table = try planner([:]).table(name) } catch { throw UserError(error) }
            return try describe(.table(table, in: options.wording), into: writer)
        case .describeFile(let file):
            let columns: [ResultColumn]
            do { columns = try fileTables.columns(file) } catch { throw UserError(error) }
            return try describe(.file(columns), into: writer)
        case .describeQuery(let query):
            return try describe(.file(try plan(query).columns), into: writer)
        case .summarize(let query):
            let summary = SummaryQuery(of: query, with: try plan(query).columns).query
            return try await answer(
                summary, into: writer, as: form, isDry: isDry, at: statement.span,
                labels: SummaryQuery.labels)
        case .show(.functions(let pattern)):
            return try describe(.functions(like: pattern), into: writer)
        case .show(.tables): return try describe(.tables(catalog), into: writer)
        case .show(.quota): return try describe(await quotas(), into: writer)
        case .show(.store): return try describe(storeContents(), into: writer)
        case .forget(let name, let condition, let time):
            return try describe(forget(name, where: condition, time), into: writer)
        case .show(.settings(let pattern)):
            return try describe(.settings(options.settings, like: pattern), into: writer)
        case .set(let name, to: let value):
            let before = options.settings
            do {
                let setting = try Setting.named(name)
                try setting.set(value, in: &options.settings, folder: options.folder)
                if setting.opensStore { try openStore() }
            } catch {
                options.settings = before
                throw error
            }
        case .reset(let name):
            try Setting.named(name).copy(from: initial.settings, to: &options.settings)
        case .parameters(let declarations):
            for declaration in declarations { try declare(declaration) }
        case .bind(let name, let value):
            switch value {
            case .query(let query): queries[name] = query
            case .list(let items): parameters[name] = .list(items)
            case .expression(let expression): parameters[name] = .literal(expression)
            }
        case .save, .run:
            throw UserError(
                .query, "saved queries are the command's", at: statement.span,
                help: "run the statement with workql", code: .notSupported)
        }
        return Outcome(writer: writer, statistics: nil, notes: [])
    }

    /// - Parameter labels: the Chinese terms for columns that no table has, by their names.
    private mutating func answer<Writer: ResultWriter>(
        _ query: Query, into writer: Writer, as form: PlanForm, isDry: Bool, at span: Span,
        labels: [String: String] = [:]
    ) async throws(UserError) -> Outcome<Writer> {
        client.instruments.trace?(ScriptSession.self, Query.self)
        if isDry {
            var before = QueryStatistics()
            let plan = try await planned(query, mayCall: false, into: &before)
            let notes = lastUnknown(to: query, at: span)
            last = .announced(plan.columns)
            return try describe(await report(on: plan), as: form, into: writer, notes: notes)
        }
        let session = self
        let (outcome, result) = try await withPlan(of: query) {
            (plan, before) throws(UserError) in
            try await session.answer(
                plan.labelled(labels), into: writer, after: before, at: span)
        }
        if let result {
            last = result
            // What is selected of the last result is called as that is.
            if !query.tableNames.contains(PlanningContext.lastResult) { lastQuery = query }
        }
        return outcome
    }

    private mutating func declare(_ declaration: ParameterDeclaration) throws(UserError) {
        if let value = options.arguments[declaration.name], value.fits(declaration.type) {
            parameters[declaration.name] = value
        } else if let text = options.parameters[declaration.name] {
            parameters[declaration.name] =
                try ParameterReader(context: context).value(text, of: declaration)
        } else if let initial = declaration.initial {
            do throws(Diagnostic) {
                try ParameterReader(context: context).check(initial, of: declaration)
            } catch {
                throw UserError(error)
            }
            parameters[declaration.name] = initial
        } else {
            throw UserError(
                .usage, "parameter \(declaration.name.text) has no value",
                at: declaration.name.span, help: "pass it with -p \(declaration.name.text)=…",
                code: .missingParameter)
        }
    }

    func describe<Writer: ResultWriter>(
        _ description: StaticResult, into writer: Writer, notes: [Diagnostic] = []
    ) throws(UserError) -> Outcome<Writer> {
        var writer = writer
        do {
            try description.worded(by: options.wording).write(to: &writer, zone: options.zone)
        } catch {
            throw UserError(wrapping: error)
        }
        var statistics = QueryStatistics()
        statistics.rows = description.rows.count
        return Outcome(writer: writer, statistics: statistics, notes: notes)
    }
}

extension ParameterValue {
    /// Whether a parameter of the type takes the value as it is; others are read from its text.
    fileprivate func fits(_ type: ParameterType) -> Bool {
        switch self {
        case .list: type == .any || type == .list
        case .literal(let value): type == .any || value.kind == .literal(.null)
        case .time, .date: type == .any
        }
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
