import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    /// Adds the relations of a FROM to the innermost scope.
    ///
    /// - Parameter clause: the time clause that applies to tables without one of their own.
    /// - Returns: the relation as SQLite knows it.
    mutating func bind(
        _ relation: Relation, inheriting clause: TimeClause?
    ) throws(Diagnostic) -> Relation {
        switch relation.kind {
        case .table(let name, let alias, let time):
            return try bindTable(name, alias, time, inheriting: clause, at: relation.span)
        case .file(let file, let alias):
            return try bindFile(file, alias, at: relation.span)
        case .rows(let call, let alias):
            return try bindRows(call, alias, inheriting: clause, at: relation.span)
        case .query(let query, let alias):
            return try bindDerived(query, alias, inheriting: clause, at: relation.span)
        case .join(let kind, let left, let right, let constraint):
            if kind != .inner, kind != .cross { innermost.hasOuterJoin = true }
            let start = innermost.sources.count
            let mark = scanMark
            let boundLeft = try bind(left, inheriting: clause)
            let middle = innermost.sources.count
            let boundRight = try bind(right, inheriting: clause)
            try refuseLateral(right, boundRight, rightOf: kind)
            readTwice(since: mark)
            let bound = try bindConstraint(
                constraint, kind, left: start..<middle,
                right: middle..<innermost.sources.count)
            markAbsent(
                in: kind, left: start..<middle, right: middle..<innermost.sources.count)
            return Relation(.join(kind, boundLeft, boundRight, bound), span: relation.span)
        }
    }

    var innermost: Scope {
        get { scopes.last ?? Scope() }
        set { scopes[scopes.count - 1] = newValue }
    }

    private mutating func add(_ source: Source, at span: Span) throws(Diagnostic) {
        if let other = innermost.sources.first(where: { $0.name == source.name }) {
            throw Diagnostic(
                .duplicateName, "two tables are named \"\(other.name.text)\" here", at: span,
                help: "give one of them another name: … AS \(other.name.text)2")
        }
        try count(tables: 1, at: span)
        guard innermost.sources.count < 64 else {
            throw Diagnostic(
                .chainTooLong, "more than 64 tables in one FROM", at: span,
                help: "join some of them in a query in FROM or WITH")
        }
        innermost.sources.append(source)
    }

    /// Counts the tables that the statement reads, and refuses too many. SQLite expands a common
    /// table each time it is named, before it detects that it is the same one: a chain of n tables
    /// that each name the previous one twice expands to 2 to the power of n.
    private mutating func count(tables: Int, at span: Span) throws(Diagnostic) {
        tablesRead += tables
        guard tablesRead <= 20_000 else {
            throw Diagnostic(
                .chainTooLong, "the statement expands to more than 20000 tables", at: span,
                help:
                    "a common table expression counts each time it is used, with all the tables "
                    + "that it uses"
            )
        }
    }

    /// Adds a relation that is not a scan.
    mutating func addLocal(
        _ relation: Relation, _ title: Name, _ columns: [SourceColumn], standsAlone: Bool = true,
        at span: Span
    ) throws(Diagnostic) {
        let all = Select(items: [SelectItem(.star(StarChange()))], from: [relation])
        try add(
            Source(name: title, columns: columns, scan: nil, local: locals.count), at: span)
        locals.append(
            LocalSource(
                name: title, all: standsAlone ? Query(body: .select(all)) : nil))
    }

    private mutating func bindTable(
        _ name: TableName, _ alias: TableAlias?, _ time: TimeClause?,
        inheriting clause: TimeClause?, at span: Span
    ) throws(Diagnostic) -> Relation {
        if name.service == nil, let common = try commonTable(name.name, inheriting: clause) {
            if let time {
                throw Diagnostic(
                    .unusedRange, "a time range for \"\(name.name.text)\", which is a query",
                    at: time.span,
                    help: "put the range into the query")
            }
            return try addCommonTable(common, alias, at: span, called: name.name)
        }
        if name.isLastResult {
            if let time {
                throw Diagnostic(
                    .unusedRange, "a time range for the last result", at: time.span,
                    help: "its rows are already fetched: add a condition on its time column")
            }
            return try bindLast(name, alias, at: span)
        }
        let table = try self.table(name)
        let title = alias?.name ?? Name(table.name, span: name.span)
        if let time, !table.isTimed { throw Self.untimed(table.name, at: time.span) }
        let scan = scans.count
        scans.append(
            TableReference(
                table: table, name: Name(title.text, span: name.span),
                clause: table.isTimed ? time ?? clause : nil))
        scans[scan].written = alias == nil ? name.name : nil
        scans[scan].limitToVisibleRows()
        if let taken = scans[scan].clause { clausesTaken.append(taken) }
        let columns = table.columns.enumerated().map { index, column in
            SourceColumn(
                name: Name(column.name), type: column.type, codes: column.codes,
                joined: column.joined, absence: column.absence, isDetail: column.isDetail,
                ignoresCase: column.ignoresCase,
                texts: SampledTexts(namesIn: column), holds: column.holds,
                asked: column.source == .asked ? [AskedColumn(scan: scan, column: index)] : [],
                label: column.label, elements: column.elements, isHidden: column.isHidden)
        }
        if let list = alias?.columns.first {
            throw Diagnostic(
                .nameParts, "names for the columns of a table", at: list.span,
                help:
                    "name them in the select list: \(table.visibleColumns.first?.name ?? "1") AS \(list.text)"
            )
        }
        let label = alias == nil ? table.label : ""
        try add(Source(name: title, columns: columns, scan: scan, label: label), at: span)
        return Relation(
            .table(
                TableName(name: Name(Scan.name(scan))), alias: TableAlias(title), time: nil),
            span: span)
    }

    static func untimed(_ table: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .unusedRange, "\(table) takes no time range", at: span,
            help: "\(table) has no history: remove the range")
    }

    private mutating func addCommonTable(
        _ index: Int, _ alias: TableAlias?, at span: Span, called name: Name
    ) throws(Diagnostic) -> Relation {
        let common = commonTables[index]
        try count(tables: common.tables, at: span)
        if let read = [common.scans, common.commonScans].compactMap(\.self).hull {
            if common.isUsed { readTwice(read) }
            commonScans.append(read)
        }
        commonTables[index].isUsed = true
        commonTableUses[common.number] += 1
        let use = CommonTableUse(table: common.number, number: commonTableUses[common.number])
        clausesTaken += common.clauses
        ownDays += common.ownDays
        let title = alias?.name ?? name
        let columns = try renamed(common.columns, alias, at: span).map { column in
            var column = column
            for origin in column.origins.indices {
                column.origins[origin].commonTables.insert(common.number)
                column.origins[origin].uses.insert(use)
            }
            return column
        }
        let relation = relation(to: common.printed, alias, called: title, at: span)
        try addLocal(relation, title, columns, at: span)
        return relation
    }

    /// Returns a table under the alias, and the column names, of a FROM. SQLite accepts names for
    /// columns only in a common table.
    private func relation(
        to printed: Name, _ alias: TableAlias?, called title: Name, at span: Span
    ) -> Relation {
        let plain = Relation.Kind.table(
            TableName(name: printed), alias: TableAlias(title), time: nil)
        guard let alias, !alias.columns.isEmpty else { return Relation(plain, span: span) }
        let all = Select(items: [SelectItem(.star(StarChange()))], from: [Relation(plain)])
        return named(Query(body: .select(all)), alias.columns, called: title, at: span)
    }

    func named(
        _ query: Query, _ columns: [Name], called title: Name, at span: Span
    ) -> Relation {
        let inner = Name("\(title.text)\(EngineNames.named)")
        let table = Relation(.table(TableName(name: inner), alias: nil, time: nil))
        let all = Select(items: [SelectItem(.star(StarChange()))], from: [table])
        let wrapped = Query(
            with: [CommonTable(name: inner, columns: columns, query: query)], body: .select(all))
        return Relation(.query(wrapped, alias: TableAlias(title)), span: span)
    }

    /// Marks scans that SQLite may read more than once; their rows have to be kept.
    private mutating func bindLast(
        _ name: TableName, _ alias: TableAlias?, at span: Span
    ) throws(Diagnostic) -> Relation {
        let columns = try environment.lastColumns(name.span).enumerated().map { index, result in
            var column = SourceColumn(result)
            lastUnknown[index] = result.unknown
            column.asked =
                result.unknown == nil
                ? [] : [AskedColumn(scan: AskedColumn.last, column: index)]
            return column
        }
        readsLast = true
        let title = alias?.name ?? name.name
        let relation = relation(to: Name(Plan.lastName), alias, called: title, at: span)
        try addLocal(relation, title, try renamed(columns, alias, at: span), at: span)
        return relation
    }

    private mutating func bindFile(
        _ file: FileName, _ alias: TableAlias?, at span: Span
    ) throws(Diagnostic) -> Relation {
        let columns = try environment.fileColumns(file).map(SourceColumn.init)
        let position: Int
        if let known = files.firstIndex(of: file) {
            position = known
        } else {
            position = files.count
            files.append(file)
        }
        let stem = file.path.split(separator: "/").last.map(String.init) ?? file.path
        let title = alias?.name ?? Name(FileName.title(of: file.path, stem))
        let relation = relation(
            to: Name(Plan.fileName(position)), alias, called: title, at: span)
        guard environment.isOpenFile(file) else {
            try addLocal(relation, title, try renamed(columns, alias, at: span), at: span)
            return relation
        }
        openColumns[position] = openColumns[position] ?? []
        guard let alias, !alias.columns.isEmpty else {
            try addLocal(relation, title, columns, at: span)
            innermost.sources[innermost.sources.count - 1].openFile = position
            return relation
        }
        // The file has one column; each further name of the alias adds a column.
        openColumns[position, default: []] = alias.columns.dropFirst().enumerated().map {
            index, _ in
            Name("column\(index + 2)")
        }
        let named = alias.columns.map { SourceColumn(name: $0, type: nil) }
        try addLocal(relation, title, named, at: span)
        return relation
    }

    /// Binds a query in FROM. It sees the queries that enclose its SELECT, but not its neighbours.
    mutating func bindDerived(
        _ query: Query, _ alias: TableAlias?, inheriting clause: TimeClause?, at span: Span
    ) throws(Diagnostic) -> Relation {
        let neighbours = innermost
        innermost = Scope()
        let outer = outermostUse
        outermostUse = .max
        let (bound, columns) = try bind(query, inheriting: clause)
        let standsAlone = outermostUse >= scopes.count - 1
        outermostUse = min(outer, outermostUse)
        innermost = neighbours
        let title = alias?.name ?? neighbours.freeName
        let columnsSeen = SourceColumn.distinguished(
            try renamed(columns.map(SourceColumn.init), alias, at: span))
        let needsNames = columnsSeen.contains { $0.printed != nil }
        let relation =
            if needsNames || alias.map({ !$0.columns.isEmpty }) ?? false {
                named(bound, columnsSeen.map { $0.printed ?? $0.name }, called: title, at: span)
            } else {
                Relation(.query(bound, alias: TableAlias(title)), span: span)
            }
        try addLocal(relation, title, columnsSeen, standsAlone: standsAlone, at: span)
        return relation
    }

    /// Returns the columns under the names of an alias.
    func renamed(
        _ columns: [SourceColumn], _ alias: TableAlias?, at span: Span
    ) throws(Diagnostic) -> [SourceColumn] {
        guard let alias, let first = alias.columns.first else { return columns }
        guard alias.columns.count == columns.count else {
            throw Diagnostic(
                .columnCount,
                "\(counted(alias.columns.count, "name")) for "
                    + counted(columns.count, "column"),
                at: first.span
            ).about(.columns)
        }
        return zip(columns, alias.columns).map { column, name in
            SourceColumn(
                name: name, type: column.type, codes: column.codes, joined: column.joined,
                absence: column.absence, ignoresCase: column.ignoresCase, isPadded: column.isPadded,
                isWallClock: column.isWallClock, integerSize: column.integerSize,
                hasNull: column.hasNull, texts: column.texts,
                holds: column.holds, asked: column.asked, time: column.time,
                elements: column.elements, computed: column.computed, origins: column.origins)
        }
    }

    private mutating func bindConstraint(
        _ constraint: JoinConstraint, _ kind: JoinKind, left: Range<Int>, right: Range<Int>
    ) throws(Diagnostic) -> JoinConstraint {
        switch constraint {
        case .none: return .none
        case .on(let condition):
            let bound = try bindCondition(condition, in: .join).moved(in: self)
            try requireInJoin(bound, left.lowerBound..<right.upperBound)
            attach(bound, condition, to: sides(of: kind, left, right))
            noteEqualities(bound)
            noteUnmovedDays(in: bound)
            return .on(bound)
        case .using(let names): return try bindUsing(names, kind, left: left, right: right)
        }
    }

    /// Returns the sources whose rows are needed only where the condition of a join is true.
    func sides(of kind: JoinKind, _ left: Range<Int>, _ right: Range<Int>) -> [Int] {
        switch kind {
        case .inner, .cross: Array(left) + Array(right)
        case .left: Array(right)
        case .right: Array(left)
        case .full: []
        }
    }

    /// Behind the dot of a name that was probably meant as a file's.
    private static let fileEndings = [
        "csv", "tsv", "txt", "json", "ndjson", "jsonl", "xlsx", "parquet",
    ]

    /// Returns the table of a name; throws an error that suggests the nearest name.
    func table(_ name: TableName) throws(Diagnostic) -> Table {
        if let service = name.service,
            !catalog.tables.contains(where: { $0.service.name == service.folded })
        {
            let services = Set(catalog.tables.map(\.service.name)).sorted()
            let near = nearest(service.text, in: services)
            let file = service.text + "." + name.name.text
            if Self.fileEndings.contains(where: { Name.fold(file).hasSuffix("." + $0) }) {
                throw Diagnostic(
                    .unknownTable, "unknown table \"\(file)\"", at: name.span,
                    writing: Printer.quoted(file), otherwise: "write a file name in single quotes")
            }
            throw Diagnostic(
                .unknownTable, "unknown service \"\(service.text)\"", at: service.span,
                meaning: near, otherwise: "there are " + services.joined(separator: " and "))
        }
        if let table = catalog.table(name.name.text, service: name.service?.text) { return table }
        if let table = try catalog.table(called: name) { return table }
        if let elsewhere = catalog.table(name.name.text) {
            throw Diagnostic(
                .unknownTable, "unknown table \"\(name.name.text)\" in \(name.service?.text ?? "")",
                at: name.span,
                help: "write \(elsewhere.qualifiedName)")
        }
        let isFile = Self.fileEndings.contains { name.name.folded.hasSuffix("." + $0) }
        if isFile, name.service == nil {
            throw Diagnostic(
                .unknownTable, "unknown table \"\(name.name.text)\"", at: name.name.span,
                writing: Printer.quoted(name.name.text),
                otherwise: "write a file name in single quotes")
        }
        // Who writes Chinese is answered in it.
        let meant = catalog.tables(meantBy: name.name.text).map { table in
            ChineseNames.ofTable(named: table.label) ?? table.name
        }
        if meant.count > 1 {
            throw Diagnostic(
                .unknownTable, "unknown table \"\(name.name.text)\"", at: name.name.span,
                help: "write " + meant.joined(separator: " or "))
        }
        if let meant = meant.first {
            throw Diagnostic(
                .unknownTable, "unknown table \"\(name.name.text)\"", at: name.name.span,
                meaning: meant)
        }
        let known = catalog.tables.map(\.name) + commonTables.map(\.name.text)
        let near = nearest(
            name.name.text, in: known + environment.queries.keys.map(\.text).sorted())
        throw Diagnostic(
            .unknownTable, "unknown table \"\(name.name.text)\"", at: name.name.span,
            meaning: near, otherwise: "SHOW TABLES lists them")
    }
}

extension [SourceColumn] {
    /// The names for a common table's columns; empty where each column keeps its own name.
    var printedNames: [Name] {
        contains { $0.printed != nil } ? map { $0.printed ?? $0.name } : []
    }
}
