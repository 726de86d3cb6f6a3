import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Resolves the names of an expression, infers its type, and rewrites it into what SQLite computes.
///
/// SQLite holds a timestamp as the number of seconds since 1970, with a fraction where there are
/// milliseconds, so that a difference of two timestamps is a number of seconds and their order is
/// the order of the numbers. Every constant expression of time, such as `now() - 7d` or a text
/// compared with a timestamp, is replaced by a number here, where its span is still known for an
/// error.
struct Binder {
    let context: TimeContext
    let catalog: Catalog
    let environment: PlanningContext
    /// The scopes from the outermost query to the one being bound.
    var scopes: [Scope] = []
    /// The scope of the SELECT that was bound last.
    var lastScope = Scope()
    /// The visible common tables, the nearest last. LETs in use precede all others and are not
    /// removed.
    var commonTables: [BoundTable] = []
    /// LETs in use, which become common tables of the whole statement.
    var hoisted: [CommonTable] = []
    var scans: [TableReference] = []
    /// The scans of the common tables that FROMs have named so far, one range for each name.
    var commonScans: [Range<Int>] = []
    /// The relations of FROM clauses that are not scans.
    var locals: [LocalSource] = []
    /// The number of times that a FROM has named each common table.
    var commonTableUses: [Int] = []
    /// Conditions on the columns of common tables.
    var heldConditions: [HeldConditions] = []
    /// The scans that are compared by the identity of their records.
    var recordLinks: [RecordLink] = []
    /// Conditions on keys of records, for scans whose other keys may be named later.
    var heldKeys: [HeldConditions] = []
    /// The types of the queries that are used as lists or values, use no name of an enclosing query
    /// and give the same values whenever they run, keyed by the spans of the expressions.
    var columnQueries: [Span: ColumnType] = [:]
    /// The sources that the queries inside EXISTS read, and those of other queries that use names of
    /// an enclosing one, keyed by the spans of the expressions.
    var correlatedSources: [Span: [Source]] = [:]
    /// The number of calls bound so far of functions that differ from call to call, as random().
    var randomCalls = 0
    /// Whether the keys of a group may be NULL because another grouping set has them.
    var isInGroupingSets = false
    /// The spans of the queries whose single column ignores case.
    var queriesIgnoringCase: Set<Span> = []
    /// The spans of the queries whose column holds digits with leading zeros.
    var paddedQueries: Set<Span> = []
    /// The spans of the queries that are known to return a NULL.
    var queriesWithNull: Set<Span> = []
    /// The one column of each query that stands for values, by where the query stands.
    var queryColumns: [Span: SourceColumn] = [:]
    /// Where names stand that mean a column around the query in which they stand, and what they are
    /// not a column of.
    var outerNames: [Span: (outer: Name?, inner: [Source])] = [:]
    /// The index of the outermost scope from which a name was used since this was last set.
    var outermostUse = Int.max
    var files: [FileName] = []
    /// The columns that the statement names of files without column names, keyed by the indices of
    /// the files.
    var openColumns: [Int: [Name]] = [:]
    var readsLast = false
    /// The columns of the last result that are NULL for want of a condition, by their indices, and
    /// where the statement names them.
    var lastUnknown: [Int: AbsentValues] = [:]
    var lastAsked: [Int: AskedUse] = [:]
    /// The bounds of the buckets of each TIMESERIES: the start of each bucket, and the end of the
    /// last.
    var buckets: [[Instant]] = []
    /// The time clauses that `days()` and `workdays()` without arguments have taken.
    var rangesOfDays: [TimeClause] = []
    /// The shift of times; set while the earlier SELECT of a COMPARE is bound.
    var timeShift: TimeShift?
    /// The common tables bound again for the earlier SELECT that is being bound.
    var movedTables: [CommonTable] = []
    /// The number of common tables that were bound again; it makes their names unique.
    var movedCount = 0
    /// The time clauses that tables, days() and common tables have taken, in order.
    var clausesTaken: [TimeClause] = []
    /// The calls of `days()` and `workdays()` with ranges of their own, in order.
    var ownDays: [TableCall] = []
    /// The time clause that applies to the expression being bound.
    var nearestClause: TimeClause?
    /// The number of tables that the statement reads; those of a common table count wherever it is
    /// named.
    var tablesRead = 0
    /// The sizes of the integers of parameters and casts, which are bound to written numbers too; nil
    /// for those of 64 bits.
    var givenSizes: [Span: IntegerSize?] = [:]
    /// The item of a select list that is being bound, where it is only a name.
    var shownItem: Span?
    /// The number of queries around that are read as sets of values, in which repeated rows make no
    /// difference.
    var setsDepth = 0
    /// The number of nested queries that are being bound.
    var depth = 0
    /// Queries that run first, because their values are keys.
    var subplans: [Subplan] = []
    /// Queries of keys that are known not to matter, and are not run first.
    var uselessQueries: Set<Query> = []
    /// The names of people and departments that the statement compares with those of the lists.
    var namedObjects: [NamedObject] = []
    private(set) var notes: [Diagnostic] = []
    var conditionalNotes: [ConditionalNote] = []

    init(context: TimeContext, catalog: Catalog, environment: PlanningContext = PlanningContext()) {
        self.context = context
        self.catalog = catalog
        self.environment = environment
    }

    /// A query that has a name: a common table or a LET.
    struct BoundTable {
        var name: Name
        /// The name in SQLite's statement.
        var printed: Name
        var columns: [SourceColumn]
        /// Its index among `commonTableUses`.
        var number: Int
        /// The scans inside it.
        var scans: Range<Int>
        /// The scans of the common tables that it names, and of those between them; nil without any.
        var commonScans: Range<Int>?
        /// The number of tables that it counts for where it is named.
        var tables = 0
        var isUsed = false
        var isLet = false
        /// nil while it is unknown, as inside a recursive table.
        var definition: CommonTable?
        var isRecursive = false
        /// The table as written; nil for a LET, which has a range of its own.
        var written: CommonTable?
        /// The time clauses that its tables take.
        var clauses: [TimeClause] = []
        /// The calls in it whose days are of a range of their own.
        var ownDays: [TableCall] = []
        /// The table that it replaces for the earlier SELECT of a COMPARE, with the clause of the
        /// COMPARE's own range.
        var replaced: [(table: BoundTable, clause: TimeClause)] = []
    }

    struct Bound {
        var expression: Expression
        /// nil where only the values determine it.
        var type: ColumnType?
    }

    /// The clause that contains an expression, as far as it restricts the expression.
    struct ClauseContext {
        /// The name of the clause in messages.
        var clause: String
        var allowsAggregates: Bool
        var allowsWindows = false
        var aliasFirst = false

        static let selectList = ClauseContext(
            clause: "the select list", allowsAggregates: true, allowsWindows: true)
        static let condition = ClauseContext(clause: "WHERE", allowsAggregates: false)
        static let grouping = ClauseContext(clause: "GROUP BY", allowsAggregates: false)
        static let having = ClauseContext(clause: "HAVING", allowsAggregates: true)
        static let qualification = ClauseContext(
            clause: "QUALIFY", allowsAggregates: true, allowsWindows: true)
        static let ordering = ClauseContext(
            clause: "ORDER BY", allowsAggregates: true, allowsWindows: true)
        static let orderingName = ClauseContext(
            clause: "ORDER BY", allowsAggregates: true, allowsWindows: true, aliasFirst: true)
        static let join = ClauseContext(clause: "ON", allowsAggregates: false)
        static let values = ClauseContext(clause: "VALUES", allowsAggregates: false)
        static let limit = ClauseContext(clause: "LIMIT", allowsAggregates: false)
    }

    /// The functions that it calls have the work: it calls itself once for each level of a tree, and
    /// everything in here takes its stack.
    mutating func bind(
        _ expression: Expression, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        let span = expression.span
        func same(_ kind: Expression.Kind, _ type: ColumnType?) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        switch expression.kind {
        case .literal(let literal):
            // A list may be long, and most literals stay what they are.
            if let type = literal.ownType { return Bound(expression: expression, type: type) }
            return try bind(literal, at: span)
        case .column(let qualifier, let name):
            return try bindColumn(qualifier: qualifier, name: name, at: span, in: context)
        case .parameter(let name):
            return try bindParameter(name, at: span, in: context)
        case .unary(.not, let operand):
            return try bindNot(operand, at: span, in: context)
        case .unary(let op, let operand):
            return try signed(op, try bind(operand, in: context), at: span)
        case .binary(let op, let left, let right):
            return try bind(op, left, right, at: span, in: context)
        case .between(let value, let low, let high, let negated):
            return try bindBetween(value, low, high, negated: negated, at: span, in: context)
        case .inList(let value, let items, let negated):
            return try bindIn(value, items, negated: negated, at: span, in: context)
        case .inQuery(let value, let query, let negated):
            return try bindIn(value, query, negated: negated, at: span, in: context)
        case .inParameter(let value, let name, let negated):
            return try bindIn(value, name, negated: negated, at: span, in: context)
        case .match(let op, let value, let pattern, let escape, let negated):
            return try bindMatch(
                op, value, pattern, escape, negated: negated, at: span, in: context)
        case .subquery(let query): return try bindValue(of: query, at: span)
        case .exists(let query): return try bindExists(query, at: span)
        case .test(let value, .null, let negated):
            let tested = try bind(value, in: context).expression
            noteNeverNull(tested, negated: negated, at: span)
            return same(.test(tested, .null, negated: negated), .boolean)
        case .test(let value, let truth, let negated):
            return same(
                .test(try bindCondition(value, in: context), truth, negated: negated), .boolean)
        case .case(let operand, let whens, let otherwise):
            return try bindCase(operand, whens, otherwise, at: span, in: context)
        case .cast(let value, let type):
            return try bindCast(value, type, at: span, in: context)
        case .tryCast(let value, let type):
            return try bindCast(value, type, orNull: true, at: span, in: context)
        case .bounded(let value, let bound):
            return try bindBounded(value, bound, at: span, in: context)
        case .call(let call):
            return try bind(call, at: span, in: context)
        }
    }

    /// Returns the number of a further common table.
    mutating func numberOfCommonTable() -> Int {
        commonTableUses.append(0)
        return commonTableUses.count - 1
    }

    /// Adds a note unless it was added before, since COMPARE binds a SELECT twice.
    mutating func note(_ diagnostic: Diagnostic) {
        if !notes.contains(diagnostic) { notes.append(diagnostic) }
    }

    private mutating func bindColumn(
        qualifier: [Name], name: Name, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        if !openColumns.isEmpty { openColumn(name, of: qualifier.last) }
        for depth in scopes.indices.reversed() {
            let meaning = try scopes[depth].meaning(
                qualifier: qualifier, name: name, at: span,
                aliasFirst: context.aliasFirst && depth == scopes.count - 1)
            if meaning != nil { outermostUse = min(outermostUse, depth) }
            if depth < scopes.count - 1, qualifier.isEmpty, !innermost.sources.isEmpty {
                noteOuter(meaning, at: span, in: scopes[depth])
            }
            switch meaning {
            case nil: continue
            case .merged(let shared):
                useMerged(name, in: scopes[depth])
                return Bound(expression: shared.expression(name, at: span), type: shared.type)
            case .alias(let alias):
                guard context.allowsAggregates || !alias.isAggregate else {
                    throw Diagnostic(
                        .misplacedAggregate, "aggregate \"\(name.text)\" in \(context.clause)",
                        at: span,
                        help: context.clause == "WHERE" ? "put the condition into HAVING" : nil)
                }
                computeFromShown(alias.expression)
                return Bound(
                    expression: Expression(.column(qualifier: [], name: name), span: span),
                    type: alias.type)
            case .column(let source, let column):
                let named = scopes[depth].sources[source]
                nameAsked(named.columns[column], at: span)
                return use(column, of: named, at: span)
            }
        }
        for scope in scopes.reversed() {
            guard let real = try scope.labelled(name, of: qualifier.last, at: span) else {
                continue
            }
            return try bindColumn(
                qualifier: real.qualifier, name: real.name, at: span, in: context)
        }
        throw unknown(qualifier: qualifier, name: name, at: span)
    }

    /// Returns a reference to a column, and makes its scan fetch the column.
    mutating func use(_ column: Int, of source: Source, at span: Span) -> Bound {
        if let scan = source.scan { scans[scan].columns.insert(column) }
        if let remark = source.remarks[column], !notes.contains(remark) { note(remark) }
        let used = source.columns[column]
        if let computed = used.computed {
            return Bound(expression: computed.at(span), type: used.type)
        }
        let name = Name((used.printed ?? used.name).text, span: span)
        return Bound(
            expression: Expression(.column(qualifier: [source.name], name: name), span: span),
            type: source.columns[column].type)
    }

    mutating func useMerged(_ name: Name, in scope: Scope) {
        for source in scope.sources {
            if let scan = source.scan, let column = source.index(of: name) {
                scans[scan].columns.insert(column)
            }
        }
    }

    private func unknown(qualifier: [Name], name: Name, at span: Span) -> Diagnostic {
        let sources = scopes.last?.sources ?? []
        guard let qualifier = qualifier.last else {
            var mistake = (scopes.last ?? Scope()).unknown(name, among: sources, at: span)
            if mistake.fix == nil, let help = joinHelp(name, for: sources) { mistake.help = help }
            return mistake
        }
        let names = scopes.flatMap { $0.sources.map(\.name.text) }
        guard !names.isEmpty else {
            return Diagnostic(
                .unknownTable, "\"\(qualifier.text)\" is not a table: this SELECT has no FROM",
                at: qualifier.span)
        }
        let renamed = scopes.lazy.flatMap(\.sources).first { source in
            source.scan.map { scans[$0].table.name == qualifier.folded } ?? false
        }
        let message = "unknown table \"\(qualifier.text)\""
        guard let renamed else {
            return Diagnostic(
                .unknownTable, message, at: qualifier.span,
                meaning: nearest(qualifier.text, in: names),
                otherwise: "write " + names.joined(separator: " or "))
        }
        var mistake = Diagnostic(
            .unknownTable, message, at: qualifier.span,
            help: "the table is named \"\(renamed.name.text)\" here")
        mistake.fix = Diagnostic.Fix(
            Printer.name(renamed.name.text), replacing: qualifier.span)
        return mistake
    }
}

extension ColumnType {
    var isNumber: Bool { self == .integer || self == .real }

    /// The type with its article, for messages.
    package var phrase: String {
        switch self {
        case .text: "text"
        case .integer: "an integer"
        case .real: "a number"
        case .boolean: "a boolean"
        case .timestamp: "a timestamp"
        case .date: "a date"
        case .time: "a time of day"
        case .json: "JSON"
        }
    }
}
