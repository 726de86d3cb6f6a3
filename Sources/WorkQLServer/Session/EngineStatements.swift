import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The component that answers a statement.
enum StatementHandler {
    case catalog(CatalogDescription)
    case engine
}

/// Statements that the engine answers.
extension ClientSession {
    func statementHandler(of statement: ClientStatement) throws(UserError) -> StatementHandler {
        let types = statement.types.map { $0 == 0 ? nil : ServerType.named($0) }
        if let description = try server.catalog?.describe(
            statement.text, parameters: types, session: facts)
        {
            return .catalog(description)
        }
        _ = try parsed(statement)
        return .engine
    }

    /// - Throws: syntax errors, and an error for statements that clients may not run.
    func parsed(_ statement: ClientStatement) throws(UserError) -> Statement {
        if let parsed = statement.parsed { return parsed }
        if let known = parsedTexts[statement.text] {
            statement.parsed = known
            return known
        }
        let parsed: Statement
        switch Parser.parse(statement.text, dialect: .postgreSQL) {
        case .complete(let statements):
            guard let only = statements.first, statements.count == 1 else {
                throw UserError(state: "42601", "the text is not one statement")
            }
            parsed = only
        case .incomplete(let mistake): throw UserError(mistake)
        case .failed(let mistakes):
            throw mistakes.first.map { UserError($0) }
                ?? UserError(state: "42601", "the text is not a statement")
        }
        try refuse(parsed)
        try checkVisibility(of: parsed)
        if let format = parsed.format {
            throw UserError(
                state: "0A000", "FORMAT is for scripts", help: "remove it", at: format.span.start)
        }
        let known = valued(statement.text, parsed).namingColumns(asIn: parsed)
        statement.parsed = known
        keep(known, of: statement.text)
        return known
    }

    /// Keeps the tree of a text, because programs send the same ones again. Nothing that it depends
    /// on changes during a session.
    private func keep(_ parsed: Statement, of text: String) {
        guard text.utf8.count < 10_000 else { return }
        if parsedTexts.count >= 64 { parsedTexts = [:] }
        parsedTexts[text] = parsed
    }

    /// Returns a query with the values of the session's functions.
    private func valued(_ text: String, _ parsed: Statement) -> Statement {
        guard case .query = parsed.kind,
            case .complete(let statements) = Parser.parse(
                text, dialect: .postgreSQL, values: facts.literals),
            let only = statements.first
        else { return parsed }
        return only
    }

    private func refuse(_ statement: Statement) throws(UserError) {
        switch statement.kind {
        case .forget:
            throw UserError(
                state: "42501", "FORGET is not allowed over the network",
                help: "run it with workql, beside the store", at: 0)
        case .describeFile(let file):
            throw UserError(
                state: "42501", "files cannot be read here",
                help: "ask the tables of SHOW TABLES, or run the statement with workql",
                at: file.span.start)
        case .copy:
            throw UserError(
                state: "42501", "COPY writes no files of the server",
                help: "write COPY (…) TO STDOUT",
                at: 0)
        case .save, .run:
            throw UserError(
                state: "42501", "saved queries are the command's",
                help: "send the statement of the query", at: 0)
        case .parameters:
            throw UserError(
                state: "0A000", "PARAM is for scripts", help: "bind values to $1, $2, …", at: 0)
        case .query, .refresh, .explain, .describe, .describeQuery, .summarize, .show, .set,
            .reset, .bind:
            return
        }
    }

    /// Returns the query of a statement; nil if it is not a query.
    func query(of statement: Statement) throws(UserError) -> Query? {
        switch statement.kind {
        case .query(let query), .refresh(let query): return query
        case .summarize(let query):
            return try engine([]).summary(of: query)
        default: return nil
        }
    }

    /// Reports names that mean nothing, and types that do not meet, as PostgreSQL does, before
    /// parameters have values. What else is wrong may depend on these.
    func checkNames(of statement: ClientStatement) async throws {
        guard try query(of: try parsed(statement)) != nil else { return }
        do {
            _ = try await columns(of: Portal(statement), isUnbound: true)
        } catch let error as UserError where isOfText(error, statement) {
            throw error
        } catch is UserError {
            return
        }
    }

    /// Whether an error is one of the text alone: other values of the parameters would not avoid it.
    private func isOfText(_ error: UserError, _ statement: ClientStatement) -> Bool {
        let names: Set = ["42P01", "42703", "42702", "42883", "42804", "42803", "42P20"]
        if names.contains(error.state) { return true }
        return statement.parameterCount == 0 && ["22", "42", "0A"].contains(error.state.prefix(2))
    }

    /// Returns a session for one statement, at the current time, with values for its parameters.
    func engine(_ parameters: [ServerParameter]) -> ScriptSession {
        var session = script
        session.restrict(
            to: catalog, suppliers: suppliers, showsAccount: !rules.isRestricted)
        session.advance(to: server.now())
        session.options.takesFiles = false
        session.attend(onProgress: nil, confirm: nil)
        var values: [Name: ParameterValue] = [:]
        for (index, parameter) in parameters.enumerated() {
            values[Name("\(index + 1)")] = parameter.engineValue
        }
        session.bind(values)
        return session
    }

    /// Returns the types of `$1`, `$2`, …: the client's declarations, otherwise the types inferred
    /// from the statement, otherwise text.
    func parameterTypes(of statement: ClientStatement) throws(UserError) -> [ServerType] {
        if let known = statement.parameters { return known }
        let count = statement.parameterCount
        guard count > 0 else { return [] }
        guard count <= 65_535 else {
            throw UserError(state: "54000", "a statement has at most 65535 parameters")
        }
        var types = statement.types.prefix(count).map { $0 == 0 ? nil : ServerType.named($0) }
        for (index, oid) in statement.types.enumerated() where oid != 0 && index < count {
            guard types[index] != nil else {
                throw UserError(state: "42704", "type \(oid) of $\(index + 1) is unknown")
            }
        }
        types += Array(repeating: nil, count: count - types.count)
        if types.contains(nil) {
            let inferred = try inferredTypes(of: statement, count)
            for index in types.indices where types[index] == nil { types[index] = inferred[index] }
        }
        let known = types.map { $0 ?? .text }
        statement.parameters = known
        return known
    }

    /// Returns the types of the parameters for the engine: those that the client declares, and
    /// otherwise those that the query determines.
    func knownTypes(
        of statement: ClientStatement, in query: Query
    ) -> [Name: ParameterTypes.Inferred] {
        var types = engine([]).parameterTypes(of: query)
        for (index, oid) in statement.types.enumerated() {
            let name = Name("\(index + 1)")
            guard let declared = ServerType.named(oid), let inferred = types[name],
                !inferred.isTime, !inferred.isList, declared.element == 0
            else { continue }
            var type = declared.engineType ?? inferred.type
            // A number without a fraction is an integer, as LIMIT takes it.
            if type == .real, inferred.type == .integer { type = .integer }
            types[name] = ParameterTypes.Inferred(
                type: type, isInterval: inferred.isInterval || declared == .interval)
        }
        return types
    }

    private func inferredTypes(
        of statement: ClientStatement, _ count: Int
    ) throws(UserError) -> [ServerType?] {
        guard case .query = statement.kind else { return Array(repeating: nil, count: count) }
        if case .catalog(let description) = try statementHandler(of: statement) {
            return (0..<count).map { index in
                index < description.parameters.count ? description.parameters[index] : nil
            }
        }
        guard let query = try query(of: try parsed(statement)) else {
            return Array(repeating: nil, count: count)
        }
        let types = engine([]).parameterTypes(of: query)
        return (1...count).map { number in
            guard let inferred = types[Name("\(number)")] else { return nil }
            if inferred.isInterval { return .interval }
            let type = CellEncoder.type(of: inferred.type)
            return inferred.isList ? type.array : type
        }
    }

    /// Returns the answer to a statement that makes no calls: SHOW, DESCRIBE; nil for one without
    /// an answer.
    func collected(
        _ statement: Statement
    ) async throws(UserError) -> (columns: [ResultColumn], rows: [[RowValue]])? {
        if case .bind = statement.kind {
            let changed = try await control.run {
                [script] () async -> Result<ScriptSession, UserError> in
                var session = script
                do throws(UserError) {
                    _ = try await session.run(statement, into: ValueCollector())
                    return .success(session)
                } catch {
                    return .failure(error)
                }
            }
            script = changed
            return nil
        }
        let session = engine([])
        let collected = try await control.run { () async -> Result<ValueCollector, UserError> in
            var session = session
            do throws(UserError) {
                return .success(try await session.run(statement, into: ValueCollector()).writer)
            } catch {
                return .failure(error)
            }
        }
        return (collected.columns, collected.rows)
    }
}

extension ServerType {
    /// The engine's type of a parameter of this type; nil where its value is a text that may be
    /// anything.
    fileprivate var engineType: ColumnType? {
        switch self {
        case .int2, .int4, .int8, .oid, .xid: .integer
        case .float4, .float8, .numeric: .real
        case .boolean: .boolean
        case .timestamp, .timestamptz: .timestamp
        case .date: .date
        case .time: .time
        default: nil
        }
    }

    /// The type of arrays of this type; that of text arrays if there is none.
    var array: ServerType {
        ServerType.all.first { $0.element == oid && $0.name.hasSuffix("[]") } ?? .texts
    }
}

/// Collects a short answer.
struct ValueCollector: ResultWriter {
    private(set) var columns: [ResultColumn] = []
    private(set) var rows: [[RowValue]] = []

    mutating func begin(_ columns: [ResultColumn], zone: Zone) { self.columns = columns }

    mutating func write(_ row: ResultRow) { rows.append(row.values(columns.count)) }

    mutating func finish() {}
}

/// Collects one portion of the rows of an answer.
struct RowKeeper: ResultWriter {
    let columns: Int
    let portion: Portion
    private(set) var rows: [[RowValue]] = []

    init(columns: Int, portion: Portion) {
        self.columns = columns
        self.portion = portion
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) {}

    mutating func write(_ row: ResultRow) {
        rows.append(row.values(columns))
        portion.add(bytes: 0)
    }

    mutating func finish() {}
}

extension ResultRow {
    fileprivate func values(_ count: Int) -> [RowValue] {
        (0..<count).map { index in
            switch kind(index) {
            case .null: .null
            case .integer: .integer(integer(index))
            case .real: .real(real(index))
            case .text, .blob: .text(withText(index) { Array($0) })
            }
        }
    }
}

extension Query {
    /// Whether the query returns no rows by its form: `LIMIT 0`, `WHERE 1 <> 1`, which programs
    /// send to get only the columns.
    var isNeverTrue: Bool {
        if case .literal(.integer(0))? = limit?.kind { return true }
        guard case .select(let select) = body, select.condition?.isNeverTrue ?? false else {
            return false
        }
        // The set () of GROUPING SETS, buckets and the groups of a comparison may have rows for no
        // input; the engine knows.
        guard select.timeSeries == nil, select.comparison == nil else { return false }
        switch select.grouping {
        case .by(let keys) where !keys.isEmpty: return true
        // Without groups, aggregates return one row for no input; GROUP BY ALL may find no key.
        case .by, .all: return !select.items.contains { $0.mayAggregate } && select.having == nil
        case .sets: return false
        }
    }
}

extension SelectItem {
    /// Whether it contains a call, which may be an aggregate.
    fileprivate var mayAggregate: Bool {
        switch kind {
        case .star, .tableStar: false
        case .expression(let expression, _):
            switch expression.kind {
            case .literal, .column, .parameter: false
            default: true
            }
        }
    }
}

extension Expression {
    fileprivate var isNeverTrue: Bool {
        switch kind {
        case .literal(.boolean(false)), .literal(.null), .literal(.integer(0)): return true
        case .binary(.and, let left, let right): return left.isNeverTrue || right.isNeverTrue
        case .binary(.or, let left, let right): return left.isNeverTrue && right.isNeverTrue
        case .binary(let op, let left, let right):
            guard case .literal(.integer(let first)) = left.kind,
                case .literal(.integer(let second)) = right.kind
            else { return false }
            switch op {
            case .equal: return first != second
            case .notEqual: return first == second
            case .less: return first >= second
            case .greater: return first <= second
            default: return false
            }
        default: return false
        }
    }
}
