import WorkQLPages

extension RowValue {
    static func oid(_ value: UInt32) -> RowValue { .integer(Int64(value)) }

    /// Arrays are JSON texts, as everywhere in the catalog's database.
    static func array(_ values: [Int]) -> RowValue {
        .text("[" + values.map(String.init).joined(separator: ",") + "]")
    }
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
