/// A type of PostgreSQL, identified by the OID that clients know.
package struct ServerType: Hashable, Sendable {
    package let oid: UInt32
    /// The size of a value in bytes; -1 if values vary in length, -2 for a C string.
    package let size: Int16
    /// The name as `format_type` writes it.
    package let name: String
    /// The OID of an array's element type; 0 for any other type.
    package let element: UInt32

    init(_ oid: UInt32, _ size: Int16, _ name: String, of element: UInt32 = 0) {
        self.oid = oid
        self.size = size
        self.name = name
        self.element = element
    }

    private init(_ oid: UInt32, arrayOf type: ServerType) {
        self.init(oid, -1, type.name + "[]", of: type.oid)
    }
}

extension ServerType {
    package static let boolean = ServerType(16, 1, "boolean")
    package static let bytea = ServerType(17, -1, "bytea")
    /// One byte: `"char"`.
    package static let byte = ServerType(18, 1, "\"char\"")
    package static let name = ServerType(19, 64, "name")
    package static let int8 = ServerType(20, 8, "bigint")
    package static let int2 = ServerType(21, 2, "smallint")
    package static let int2Vector = ServerType(22, -1, "int2vector", of: 21)
    package static let int4 = ServerType(23, 4, "integer")
    package static let regproc = ServerType(24, 4, "regproc")
    package static let text = ServerType(25, -1, "text")
    package static let oid = ServerType(26, 4, "oid")
    package static let xid = ServerType(28, 4, "xid")
    package static let oidVector = ServerType(30, -1, "oidvector", of: 26)
    package static let json = ServerType(114, -1, "json")
    package static let nodeTree = ServerType(194, -1, "pg_node_tree")
    package static let float4 = ServerType(700, 4, "real")
    package static let float8 = ServerType(701, 8, "double precision")
    package static let unknown = ServerType(705, -2, "unknown")
    package static let aclItem = ServerType(1033, 16, "aclitem")
    package static let bpchar = ServerType(1042, -1, "character")
    package static let varchar = ServerType(1043, -1, "character varying")
    package static let date = ServerType(1082, 4, "date")
    package static let time = ServerType(1083, 8, "time without time zone")
    package static let timestamp = ServerType(1114, 8, "timestamp without time zone")
    package static let timestamptz = ServerType(1184, 8, "timestamp with time zone")
    package static let interval = ServerType(1186, 16, "interval")
    package static let timetz = ServerType(1266, 12, "time with time zone")
    package static let numeric = ServerType(1700, -1, "numeric")
    package static let regclass = ServerType(2205, 4, "regclass")
    package static let regtype = ServerType(2206, 4, "regtype")
    package static let record = ServerType(2249, -1, "record")
    package static let void = ServerType(2278, 4, "void")
    package static let uuid = ServerType(2950, 16, "uuid")
    package static let jsonb = ServerType(3802, -1, "jsonb")
    package static let regnamespace = ServerType(4089, 4, "regnamespace")
    package static let regrole = ServerType(4096, 4, "regrole")

    package static let booleans = ServerType(1000, arrayOf: .boolean)
    package static let bytes = ServerType(1002, arrayOf: .byte)
    package static let names = ServerType(1003, arrayOf: .name)
    package static let int2s = ServerType(1005, arrayOf: .int2)
    package static let int4s = ServerType(1007, arrayOf: .int4)
    package static let texts = ServerType(1009, arrayOf: .text)
    package static let bpchars = ServerType(1014, arrayOf: .bpchar)
    package static let varchars = ServerType(1015, arrayOf: .varchar)
    package static let int8s = ServerType(1016, arrayOf: .int8)
    package static let float4s = ServerType(1021, arrayOf: .float4)
    package static let float8s = ServerType(1022, arrayOf: .float8)
    package static let oids = ServerType(1028, arrayOf: .oid)
    package static let aclItems = ServerType(1034, arrayOf: .aclItem)
    package static let timestamps = ServerType(1115, arrayOf: .timestamp)
    package static let dates = ServerType(1182, arrayOf: .date)
    package static let times = ServerType(1183, arrayOf: .time)
    package static let timestamptzs = ServerType(1185, arrayOf: .timestamptz)
    package static let numerics = ServerType(1231, arrayOf: .numeric)
    package static let uuids = ServerType(2951, arrayOf: .uuid)
    package static let jsons = ServerType(199, arrayOf: .json)

    /// The types above, in the order of their OIDs.
    package static let all: [ServerType] = [
        boolean, bytea, byte, name, int8, int2, int2Vector, int4, regproc, text, oid, xid,
        oidVector, json, nodeTree, float4, float8, unknown, aclItem, bpchar, varchar, date, time,
        timestamp, timestamptz, interval, timetz, numeric, regclass, regtype, record, void, uuid,
        jsonb, regnamespace, regrole, booleans, bytes, names, int2s, int4s, texts, bpchars,
        varchars, int8s, float4s, float8s, oids, aclItems, timestamps, dates, times, timestamptzs,
        numerics, uuids, jsons,
    ].sorted { $0.oid < $1.oid }

    /// Returns the type of an OID; nil for one that the server does not know.
    package static func named(_ oid: UInt32) -> ServerType? { byOID[oid] }

    private static let byOID = Dictionary(uniqueKeysWithValues: all.map { ($0.oid, $0) })

    /// The values of a type of whole numbers; nil for another type, and for 64 bits.
    var wholeNumbers: ClosedRange<Int64>? {
        switch self {
        case .int2: Int64(Int16.min)...Int64(Int16.max)
        case .int4: Int64(Int32.min)...Int64(Int32.max)
        case .oid, .xid: 0...Int64(UInt32.max)
        default: nil
        }
    }

    /// The element type of an array.
    package var elementType: ServerType? { element == 0 ? nil : .named(element) }
}
