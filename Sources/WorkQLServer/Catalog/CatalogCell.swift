import WorkQLSQLite

/// A value of a row of the catalog. Arrays are JSON texts, as everywhere in its database.
enum CatalogCell: Sendable {
    case null
    case integer(Int64)
    case text(String)

    static func oid(_ value: UInt32) -> CatalogCell { .integer(Int64(value)) }
    static func array(_ values: [Int]) -> CatalogCell {
        .text("[" + values.map(String.init).joined(separator: ",") + "]")
    }

    var bindable: (any Bindable)? {
        switch self {
        case .null: nil
        case .integer(let value): value
        case .text(let value): value
        }
    }
}

extension CatalogCell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }
    init(nilLiteral: ()) { self = .null }
}

extension ServerType {
    /// The affinity with which SQLite stores values of the type.
    var affinity: String {
        switch self {
        case .boolean, .int2, .int4, .int8, .oid, .xid, .regproc, .regclass, .regtype,
            .regnamespace, .regrole:
            "INTEGER"
        case .float4, .float8, .numeric: "REAL"
        default: "TEXT"
        }
    }

    /// Whether values are OIDs of objects that are shown by their names.
    var isName: Bool {
        [.regproc, .regclass, .regtype, .regnamespace, .regrole].contains(self)
    }

    /// Whether the first element has the index 0, as in PostgreSQL's oldest array types.
    var isVector: Bool { self == .int2Vector || self == .oidVector }

    var isArray: Bool { element != 0 }
}
