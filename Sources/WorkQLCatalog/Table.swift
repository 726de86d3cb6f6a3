/// A table is a value: everything the planner, the API layer, DESCRIBE and the documents say about
/// it is derived from here.
package struct Table: Sendable {
    package let name: String
    /// One sentence in English.
    package let summary: String
    /// The page's own Chinese title.
    package let label: String
    package let endpoint: Endpoint
    package let rows: RowPath
    package let columns: [Column]
    /// The column that tells when a row happened, for ordering and display; nil when rows carry
    /// none.
    package let time: String?
    /// The columns that together tell two rows apart; rows alike in all of them are one row that
    /// came twice. Empty when the service gives rows nothing to tell them by.
    package let identity: [String]

    package var service: Service { endpoint.service }

    /// `wecom.checkin`
    package var qualifiedName: String { "\(service.rawValue).\(name)" }

    /// The place of the column of this name, in any case of its ASCII letters.
    package func columnIndex(_ name: String) -> Int? {
        let folded = name.lowercased()
        return columns.firstIndex { $0.name == folded }
    }
}

/// Where in an answer the rows stand: a list, or a list inside each element of a list. Of several
/// spellings the first that is there counts.
package struct RowPath: Hashable, Sendable {
    package let list: [String]
    package let nested: [String]?

    init(_ list: String..., nested: [String]? = nil) {
        self.list = list
        self.nested = nested
    }
}
