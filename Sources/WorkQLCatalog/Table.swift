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
    package var source = RowSource.answers
    /// What tells more about a row, one row a call; nil when nothing does.
    package var detail: Detail?
    /// For a table whose rows stand one under another.
    package var hierarchy: Hierarchy?

    /// Whether rows belong to times, so that a range selects them.
    package var isTimed: Bool { endpoint.range.meaning != .absent }

    package var service: Service { endpoint.service }

    /// The endpoints that its rows are made of.
    package var endpoints: [Endpoint] {
        switch source {
        case .answers: [endpoint]
        case .directory(let list):
            Directory.wecom.endpoints(of: Directory.shares(of: list, attributes))
        }
    }

    /// `wecom.checkin`
    package var qualifiedName: String { "\(service.name).\(name)" }

    private var attributes: [Directory.Attribute] { columns.compactMap(\.attribute) }

    /// The place of the column of this name, in any case of its ASCII letters.
    package func columnIndex(_ name: String) -> Int? {
        let folded = name.lowercased()
        return columns.firstIndex { $0.name == folded }
    }
}

/// Where a table's rows come from.
package enum RowSource: Hashable, Sendable {
    /// The answers of the table's endpoint.
    case answers
    /// A list that is put together from the answers of several endpoints.
    case directory(Directory.List)
}

/// The columns by which a row names itself and the row above it.
package struct Hierarchy: Hashable, Sendable {
    package let id: String
    package let parent: String
}

/// A second endpoint, which tells more about one row.
package struct Detail: Sendable {
    package let endpoint: Endpoint
    /// Takes the row's value of its column.
    package let key: KeyParameter
    package let rows: RowPath
}

/// Where in an answer the rows stand: a list, a list inside each element of a list, or one object.
/// Of several spellings the first that is there counts.
package struct RowPath: Hashable, Sendable {
    package let list: [String]
    package let nested: [String]?
    /// The object of the answer in which the list stands; nil for the answer itself.
    package var inside: String?
    /// Whether an object stands in the list's place, which is the only row.
    package var isObject = false

    init(_ list: String..., nested: [String]? = nil) {
        self.list = list
        self.nested = nested
    }

    static func list(_ name: String, inside object: String) -> RowPath {
        var path = RowPath(name)
        path.inside = object
        return path
    }

    static func object(_ name: String) -> RowPath {
        var path = RowPath(name)
        path.isObject = true
        return path
    }
}
