import WorkQLCatalog

extension Table {
    /// The columns of the list's own elements that identify an element; empty if none do.
    fileprivate var keyColumns: [Column] {
        let columns = identity.compactMap { columnIndex($0) }.map { self.columns[$0] }
        return columns.filter { column in
            switch column.source {
            case .field: rows.nested == nil
            case .parent: true
            case .element: rows.nested == nil
            case .asked, .detail, .directory: false
            }
        }
    }

    /// Returns the indices, on a page of these columns, of the keys of the list's elements; nil if
    /// some are missing, or if rows are not elements.
    func keyIndices(among columns: [Int]) -> [Int]? {
        let wanted = keyColumns.compactMap { columnIndex($0.name) }
        let indices = wanted.compactMap(columns.firstIndex)
        return rows.nested != nil || wanted.isEmpty || indices.count < wanted.count ? nil : indices
    }

    /// Returns the indices of columns such that every row of the endpoint has a value in at least
    /// one of them; empty if no such columns are known.
    func evidence(among columns: [Int]) -> [Int] {
        // A row with its time, or with its identity, certainly has a value.
        guard Service.builtIn.contains(service),
            let sure = (endpoint.range.column ?? identity.first).flatMap(columnIndex),
            columns.contains(sure)
        else { return [] }
        return columns.indices.filter { !self.columns[columns[$0]].isAsked }
    }
}

extension Column {
    fileprivate var isAsked: Bool { if case .asked = source { true } else { false } }
}

extension AnswerDecoder {
    /// Creates a decoder of the keys that identify the elements of a table's list; returns nil if
    /// its pages are not numbered, or if the elements have no keys.
    convenience init?(keysOf table: Table) throws(DecodingFailure) {
        guard case .numbered = table.endpoint.paging else { return nil }
        let columns = table.keyColumns.map(\.ofElement)
        guard !columns.isEmpty else { return nil }
        try self.init(
            of: table.endpoint, table.rows.withoutNested, columns: columns,
            isPlain: columns.contains { $0.source == .element })
    }
}

extension Fetch.KeySource {
    /// Returns nil if no page of the tables contains the keys of their list's elements.
    init?(_ table: Table, _ columns: [Int], further: [(table: Table, columns: [Int])]) {
        if let indices = table.keyIndices(among: columns) {
            self.init(further: nil, indices: indices)
            return
        }
        for (index, other) in further.enumerated() where other.table.rows.list == table.rows.list {
            if let indices = other.table.keyIndices(among: other.columns) {
                self.init(further: index, indices: indices)
                return
            }
        }
        return nil
    }
}
