/// The metadata at the end of a file, of which the largest parts are not read yet.
///
/// The columns of the row groups are most of it, and the schema is most of the rest. A reader of two
/// columns of many small files of one writer skips the other columns, and compares the bytes of each
/// schema with those of the previous file instead of reading them.
struct ParquetFooter {
    struct Group {
        var rows: Int64?
        /// Where the metadata of each column is.
        var chunks: [Range<Int>] = []
    }

    /// Where the list of schema elements is.
    private(set) var schema: Range<Int>?
    private(set) var groups: [Group] = []
    /// Whether the bounds of each column are in the order that the format defines.
    private(set) var areOrdered: [Bool] = []
    /// All other fields.
    private(set) var rest: ThriftValue

    init(_ bytes: UnsafeRawBufferPointer) throws(ParquetError) {
        var reader = ThriftReader(bytes)
        var schema: Range<Int>?
        var groups: [Group] = []
        var areOrdered: [Bool] = []
        var rest: [ThriftValue.Field] = []
        try reader.readFields { reader, number, type throws(ParquetError) in
            switch (number, type) {
            case (2, 9): schema = try Self.place(&reader, type)
            case (4, 9):
                groups = []
                try reader.readElements(depth: 0) { reader, _, type throws(ParquetError) in
                    groups.append(try Self.group(&reader, type))
                }
            case (7, 9):
                areOrdered = []
                try reader.readElements(depth: 0) { reader, _, type throws(ParquetError) in
                    areOrdered.append(try Self.isOrdered(&reader, type))
                }
            default:
                let value = try reader.readField(type, depth: 0)
                rest.append(ThriftValue.Field(number: number, value: value))
            }
        }
        self.schema = schema
        self.groups = groups
        self.areOrdered = areOrdered
        self.rest = .structure(rest)
    }

    /// Moves past a value, and returns where it is.
    private static func place(
        _ reader: inout ThriftReader, _ type: UInt8
    ) throws(ParquetError) -> Range<Int> {
        let start = reader.position
        try reader.skipValue(type, depth: 1)
        return start..<reader.position
    }

    private static func group(
        _ reader: inout ThriftReader, _ type: UInt8
    ) throws(ParquetError) -> Group {
        guard type == 12 else { throw .malformed("rows of a row group") }
        var group = Group()
        try reader.readFields(depth: 1) { reader, number, type throws(ParquetError) in
            switch (number, type) {
            case (1, 9):
                group.chunks = []
                try reader.readElements(depth: 1) { reader, _, type throws(ParquetError) in
                    guard type == 12 else { throw .malformed("columns of a row group") }
                    group.chunks.append(try place(&reader, type))
                }
            case (3, _): group.rows = try reader.readField(type, depth: 1).int
            default: try reader.skipField(type, depth: 1)
            }
        }
        return group
    }

    private static func isOrdered(
        _ reader: inout ThriftReader, _ type: UInt8
    ) throws(ParquetError) -> Bool {
        guard type == 12 else {
            try reader.skipValue(type, depth: 1)
            return false
        }
        var isOrdered = false
        try reader.readFields(depth: 1) { reader, number, type throws(ParquetError) in
            if number == 1 { isOrdered = true }
            try reader.skipField(type, depth: 1)
        }
        return isOrdered
    }
}
