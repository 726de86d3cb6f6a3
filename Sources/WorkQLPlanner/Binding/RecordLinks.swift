import WorkQLCatalog
import WorkQLSyntax

/// A scan whose rows are needed only where they are of the same records as those of another scan.
///
/// What: tables of one endpoint, such as recordings and their files, are compared by the identity of
/// their records: in a join, a correlated query, a list of IN, a query in FROM. What WHERE says of the
/// keys of one table is then also said of the other.
/// Why: the rows of both are in the same responses, and the other needs no calls of its own.
/// When not: the preserved side of an outer join is needed without the other, and limits it alone.
/// Keys that rows contain are properties of the record, which both tables have from it; they limit
/// the other table only where the statement does not name its keys that rows do not contain: those
/// would be NULL. An identity is never NULL, otherwise it would distinguish nothing.
struct RecordLink {
    var from: Int
    var to: Int
    /// The numbers of the common tables between, each of which may be named only once.
    var commonTables: Set<Int>
}

extension Binder {
    /// Notes the records that a condition requires of a source.
    mutating func link(_ bound: Expression, to index: Int) {
        let source = innermost.sources[index]
        func linkPairs(_ pairs: [(Expression, Expression)], among sources: [Source]) -> [RecordLink]
        {
            pairs.flatMap { other, own in
                links(from: record(other, among: sources), to: origins(of: own, in: source))
            }
        }
        var found: [RecordLink] = []
        switch bound.kind {
        case .binary(.equal, let left, let right):
            let around = scopes.reversed().flatMap(\.sources)
            found = linkPairs([(left, right), (right, left)], among: around)
        case .inQuery(let value, let query, negated: false):
            found = links(
                from: queryColumns[bound.span]?.origins.onlyRecord,
                to: origins(of: value, in: source))
            found += linkPairs(query.correlations, among: correlatedSources[bound.span] ?? [])
        case .exists(let query):
            found = linkPairs(query.correlations, among: correlatedSources[bound.span] ?? [])
        default: break
        }
        recordLinks += found
    }

    /// Notes that the records of a list are needed only where a value is one of them.
    mutating func linkList(at span: Span, to value: Expression) {
        let around = scopes.reversed().flatMap(\.sources)
        recordLinks += links(
            from: record(value, among: around), to: queryColumns[span]?.origins ?? [])
    }

    private func links(from origin: ColumnOrigin?, to targets: [ColumnOrigin]) -> [RecordLink] {
        guard let origin, let column = identity(origin) else { return [] }
        let endpoint = scans[origin.scan].table.endpoint.qualifiedName
        return targets.filter { target in
            target.scan != origin.scan && identity(target) == column
                && scans[target.scan].table.endpoint.qualifiedName == endpoint
        }.map { RecordLink(from: origin.scan, to: $0.scan, commonTables: $0.commonTables) }
    }

    /// Returns the name of the column, if it identifies the records of its table.
    private func identity(_ origin: ColumnOrigin) -> String? {
        guard case .column(_, let name) = origin.value.kind,
            identifiesRecords(name.folded, in: scans[origin.scan].table)
        else { return nil }
        return name.folded
    }

    /// Whether a column alone identifies what the endpoint of a table lists; rows may be parts of it.
    func identifiesRecords(_ column: String, in table: Table) -> Bool {
        let endpoint = table.endpoint.qualifiedName
        return table.identity.first == column
            && catalog.tables.contains { other in
                other.endpoint.qualifiedName == endpoint
                    && other.identity.filter { name in
                        other.columnIndex(name).map { other.columns[$0].source != .asked } ?? true
                    } == [column]
            }
    }

    /// Returns the scan of which every value of a column is.
    private func record(_ column: Expression, among sources: [Source]) -> ColumnOrigin? {
        guard case .column(let qualifier, let name) = column.kind,
            let source = sources.first(where: { $0.name == qualifier.last })
        else { return nil }
        if let scan = source.scan { return ColumnOrigin(scan: scan, value: column) }
        return source.columns.first { ($0.printed ?? $0.name) == name }?.origins.onlyRecord
    }

    /// Passes conditions on the keys of records between the scans of the same records, when the whole
    /// statement is bound.
    mutating func passKeysOfRecords() {
        for held in heldKeys where !scans[held.scan].namesAskedKey {
            scans[held.scan].conditions += held.conditions
        }
        heldKeys = []
        let usable = recordLinks.filter { link in
            link.commonTables.allSatisfy { commonTableUses[$0] == 1 }
        }
        var isComplete = usable.isEmpty
        while !isComplete {
            isComplete = true
            for link in usable where passKeys(link) { isComplete = false }
        }
    }

    /// - Returns: whether anything was new.
    private mutating func passKeys(_ link: RecordLink) -> Bool {
        let (first, second) = (scans[link.from], scans[link.to])
        let known = second.conditions.count + second.filters.count
        for name in keysOfRecords(from: first, to: second) {
            let (old, new) = (first.key(name), second.key(name))
            for condition in first.conditions where condition.bound.onlyColumn == old {
                let moved = condition.bound.replacing(old, by: new)
                guard moved != condition.bound || old == new,
                    !second.conditions.contains(where: { $0.bound == moved })
                else { continue }
                scans[link.to].conditions.append(
                    TableReference.Condition(
                        bound: moved, text: moved.reason(condition.text, old, new), isMoved: true))
            }
            for filter in first.filters where filter.expression == old {
                guard let column = second.keyIndex(of: Name(name)),
                    !filter.origin.isScan(link.to),
                    !second.filters.contains(where: {
                        $0.column == column && $0.origin == filter.origin
                    })
                else { continue }
                scans[link.to].filters.append(
                    DynamicFilter(
                        column: column, expression: new, condition: nil,
                        text: new.reason(filter.text, old, new), origin: filter.origin))
            }
        }
        return scans[link.to].conditions.count + scans[link.to].filters.count > known
    }

    /// Returns the keys of which two scans of the same records have the same values.
    private func keysOfRecords(from first: TableReference, to second: TableReference) -> [String] {
        let carried =
            second.namesAskedKey ? [] : first.table.commonKeys(with: second.table, asked: false)
        return first.table.commonKeys(with: second.table, asked: true) + carried
    }
}

extension Table {
    /// Returns the keys that are columns of two tables of one endpoint.
    ///
    /// - Parameter asked: whether rows contain them only where a condition gives them.
    func commonKeys(with other: Table, asked: Bool) -> [String] {
        endpoint.keys.parameters.map(\.column).filter { name in
            [self, other].allSatisfy { table in
                table.columnIndex(name).map { (table.columns[$0].source == .asked) == asked }
                    ?? false
            }
        }
    }
}

extension TableReference {
    /// Whether the statement names a key that rows contain only where a condition gives it.
    fileprivate var namesAskedKey: Bool {
        table.endpoint.keys.parameters.contains { key in
            table.columnIndex(key.column).map { asked[$0] != nil } ?? false
        }
    }

    fileprivate func key(_ column: String) -> Expression {
        Expression(.column(qualifier: [name], name: Name(column)))
    }
}

extension Expression {
    /// Why a condition applies to a column that it does not name.
    fileprivate func reason(_ text: String, _ old: Expression, _ new: Expression) -> String {
        old == new
            ? text : "\(text), as \(Printer().print(old)) = \(Printer().print(new))"
    }
}

extension [ColumnOrigin] {
    /// The scan of which every value is.
    fileprivate var onlyRecord: ColumnOrigin? { first(where: \.isOnly) }
}

extension DynamicFilter.Origin {
    fileprivate func isScan(_ index: Int) -> Bool {
        if case .scan(index, _) = self { true } else { false }
    }
}
