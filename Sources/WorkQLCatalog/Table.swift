/// A table as a value: everything the planner, the API layer, DESCRIBE and the documentation state
/// about it is derived from here.
///
/// ```swift
/// let orders = Table(
///     name: "orders", summary: "orders by who took them", endpoint: endpoint,
///     rows: .list("orders"),
///     columns: [
///         .text("order_id", "number of the order"),
///         .text("userid", "who took it"),
///         .timestamp("placed_at", .seconds, "when it was placed"),
///         .real("amount", "value in yuan"),
///     ],
///     time: "placed_at", identity: ["order_id"])
/// let catalog = try Catalog.builtIn.adding(orders)
/// ```
public struct Table: Sendable {
    /// In lower-case letters, with digits and underscores.
    public let name: String
    /// One sentence in English.
    public let summary: String
    /// The page's own title, in its own language.
    public let label: String
    /// The endpoint that its rows are requested from.
    public internal(set) var endpoint: Endpoint
    /// The location of its rows in a response.
    public let rows: RowPath
    /// Its columns, in the order of `SELECT *`.
    public internal(set) var columns: [Column]
    /// The column that contains the time of a row, for ordering and display; nil when rows contain
    /// none.
    public let time: String?
    /// The columns that together identify a row; rows that are equal in all of them are one row
    /// that was returned twice. Empty when the service returns nothing that identifies rows.
    public let identity: [String]
    package let source: RowSource
    /// The endpoint that returns more about a row, one row a call; nil when there is none.
    package let detail: Detail?
    /// The hierarchy of a table whose rows are below one another.
    package let hierarchy: Hierarchy?
    /// The rows that the user may see; nil for all.
    package internal(set) var visibleRows: RowRestriction?

    /// Creates a table whose rows are in the responses of an endpoint. Errors in a declaration are
    /// reported when it is added to a catalog.
    public init(
        name: String, summary: String, label: String = "", endpoint: Endpoint, rows: RowPath,
        columns: [Column], time: String? = nil, identity: [String] = []
    ) {
        self.init(
            name: name, summary: summary, label: label, endpoint: endpoint, rows: rows,
            columns: columns, time: time, identity: identity, source: .answers)
    }

    init(
        name: String, summary: String, label: String, endpoint: Endpoint, rows: RowPath,
        columns: [Column], time: String?, identity: [String], source: RowSource,
        detail: Detail? = nil, hierarchy: Hierarchy? = nil
    ) {
        self.name = name
        self.summary = summary
        self.label = label
        self.endpoint = endpoint
        for (index, parameter) in endpoint.keys.parameters.enumerated() {
            self.endpoint.keys.parameters[index].ignoresCase =
                columns.first { $0.name == parameter.column }?.ignoresCase ?? false
        }
        self.rows = rows
        self.columns = columns
        self.time = time
        self.identity = identity
        self.source = source
        self.detail = detail
        self.hierarchy = hierarchy
    }

    /// Whether rows have times, so that a range selects them.
    package var isTimed: Bool { endpoint.range.meaning != .absent }

    package var service: Service { endpoint.service }

    /// The endpoints that its rows are fetched from.
    package var endpoints: [Endpoint] {
        switch source {
        case .answers: [endpoint]
        case .local: []
        case .directory(let list):
            Directory.wecom.endpoints(of: Directory.shares(of: list, attributes))
        }
    }

    /// `wecom.checkin`
    package var qualifiedName: String { "\(service.name).\(name)" }

    /// The name under which its rows are stored.
    package var storedName: String {
        endpoint.fingerprint.isEmpty ? name : "\(qualifiedName) \(endpoint.fingerprint)"
    }

    private var attributes: [Directory.Attribute] { columns.compactMap(\.attribute) }

    /// Returns the index of the column of this name, in any case of its ASCII letters.
    package func columnIndex(_ name: String) -> Int? {
        let folded = name.lowercased()
        return columns.firstIndex { $0.name == folded }
    }
}

/// The source of a table's rows.
package enum RowSource: Sendable {
    /// The responses of the table's endpoint.
    case answers
    /// A sequence of the embedding program.
    case local(LocalRows)
    /// A list that is composed from the responses of several endpoints.
    case directory(Directory.List)

    package var isAnswers: Bool { if case .answers = self { true } else { false } }

    /// nil where a service is called.
    package var local: LocalRows? { if case .local(let rows) = self { rows } else { nil } }
}

/// The columns that contain the id of a row, the id of the row above it, and its name.
package struct Hierarchy: Hashable, Sendable {
    package let id: String
    package let parent: String
    package let name: String
}

/// A second endpoint, which returns more about one row.
package struct Detail: Sendable {
    package let endpoint: Endpoint
    /// The parameter for the row's value of its column.
    package let key: KeyParameter
    package let rows: RowPath
}

/// The location of the rows in a response: a list, a list inside each element of a list, or one
/// object. Of several spellings the first that exists counts.
public struct RowPath: Hashable, Sendable {
    package let list: [String]
    package private(set) var nested: [String]?
    /// The object of the response that contains the list; nil for the response itself.
    package private(set) var inside: String?
    /// Whether there is an object instead of the list, which is the only row.
    package private(set) var isObject = false
    /// Whether the response itself is the list.
    package private(set) var isRoot = false

    init(_ list: String..., nested: [String]? = nil) {
        self.list = list
        self.nested = nested
    }

    /// Returns the path of the list of this name.
    ///
    /// - Parameter object: the object of the response that contains it; nil for the response
    ///   itself.
    public static func list(_ name: String, inside object: String? = nil) -> RowPath {
        var path = RowPath(name)
        path.inside = object
        return path
    }

    /// Returns the path of the lists of one name in each element of a list: the files of each
    /// recording. Columns of the element are those `ofParent`.
    public static func list(_ name: String, ofEach parent: String) -> RowPath {
        RowPath(parent, nested: [name])
    }

    /// Returns the path of the object of this name, which is the only row.
    public static func object(_ name: String) -> RowPath {
        var path = RowPath(name)
        path.isObject = true
        return path
    }

    /// The path of the list only, without those in its elements.
    package var withoutNested: RowPath {
        var path = self
        path.nested = nil
        return path
    }

    /// The response itself, which is a bare JSON array. A failing response may be an object.
    public static let root: RowPath = {
        var path = RowPath()
        path.isRoot = true
        return path
    }()
}
