/// A reader of Parquet files: their columns and row groups, and their rows.
///
/// All input that violates the format throws a `ParquetError`. No memory is allocated for sizes
/// that the bytes merely state: a page's values are bounded by its row group's rows, and its size
/// by the maximum to which its bytes can decompress.
package struct ParquetReader: Sendable {
    package struct Field: Equatable, Sendable {
        package var name: String
        package var type: ParquetType
        /// Whether it is a list, a map or a struct, which is read as JSON.
        package var isNested: Bool
        /// Whether its values are of no known type: all of them are NULL, as Arrow writes its type
        /// null.
        package var isUntyped: Bool
        var node: SchemaNode
        var leaves: Range<Int> { node.leaves }
    }

    package struct RowGroup: Equatable, Sendable {
        package var rowCount: Int
        /// nil for columns that are not wanted.
        var chunks: [ColumnChunk?]
    }

    /// The maximum number of rows of a row group, which are read at once. Writers make groups of
    /// about a million.
    package static let maximumRows = 1 << 26

    package let rowGroups: [RowGroup]
    package let rowCount: Int
    private let schema: Schema
    private var source: any ParquetSource
    /// Whether the stated size of a column may lack the header of its dictionary (PARQUET-816).
    private let hasLooseSizes: Bool

    /// - Parameters:
    ///   - wanted: the names of the fields that are used; of the others nothing is known but their
    ///     types. All when nil.
    ///   - known: a reader of a file that may have the same schema, which is then not read again.
    package init(
        _ source: any ParquetSource, fields wanted: Set<String>? = nil,
        like known: ParquetReader? = nil
    ) throws(ParquetError) {
        let bytes = try Self.footer(of: source)
        let (schema, groups, rest) = try withBytes(of: bytes) { bytes throws(ParquetError) in
            let footer = try ParquetFooter(bytes)
            guard footer.rest[8] == nil else { throw .unsupported("encrypted columns") }
            let schema = try Schema(footer, bytes, like: known?.schema)
            let groups = try Self.groups(of: footer, bytes, schema, wanted)
            return (schema, groups, footer.rest)
        }
        self.source = source
        self.schema = schema
        hasLooseSizes = rest[6]?.text.map { $0.hasPrefix("parquet-mr") } ?? true
        rowGroups = groups
        rowCount = groups.reduce(0) { $0 + $1.rowCount }
    }

    private static func footer(
        of source: any ParquetSource
    ) throws(ParquetError) -> ArraySlice<UInt8> {
        let magic = Array("PAR1".utf8)
        guard source.size >= 12 else { throw .notParquet }
        let tail = Array(try source.read(at: source.size - 8, count: 8))
        guard tail[4...] == magic[...] else {
            if tail[4...] == Array("PARE".utf8)[...] { throw .unsupported("encrypted footer") }
            throw .notParquet
        }
        guard try source.read(at: 0, count: 4) == magic[...] else { throw .notParquet }
        let length = (0..<4).reduce(0) { $0 | Int(tail[$1]) << (8 * $1) }
        guard length <= source.size - 12 else { throw .truncated }
        return try source.read(at: source.size - 8 - length, count: length)
    }

    private static func groups(
        of footer: ParquetFooter, _ bytes: UnsafeRawBufferPointer, _ schema: Schema,
        _ wanted: Set<String>?
    ) throws(ParquetError) -> [RowGroup] {
        var isWanted = [Bool](repeating: wanted == nil, count: schema.leaves.count)
        if let wanted {
            for field in schema.fields where wanted.contains(field.name) {
                for leaf in field.leaves { isWanted[leaf] = true }
            }
        }
        var groups: [RowGroup] = []
        for group in footer.groups {
            guard let rows = group.rows, rows >= 0 else {
                throw .malformed("rows of a row group")
            }
            // A run of a few bytes can represent any number of NULLs, each of which takes memory.
            guard rows <= Self.maximumRows else {
                throw .unsupported("row group of more than \(Self.maximumRows) rows")
            }
            guard group.chunks.count == schema.leaves.count else {
                throw .malformed("columns of a row group")
            }
            var chunks: [ColumnChunk?] = []
            chunks.reserveCapacity(group.chunks.count)
            for (index, place) in group.chunks.enumerated() {
                guard isWanted[index] else {
                    chunks.append(nil)
                    continue
                }
                var reader = ThriftReader(bytes, at: place.lowerBound)
                let ordered = index < footer.areOrdered.count && footer.areOrdered[index]
                chunks.append(
                    try ColumnChunk(
                        try reader.readStructure(), leaf: schema.leaves[index], ordered))
            }
            groups.append(RowGroup(rowCount: Int(rows), chunks: chunks))
        }
        return groups
    }

    package var fields: [Field] { schema.fields }

    var leaves: [ParquetLeaf] { schema.leaves }

    /// The columns whose times are taken as instants, although neither the file nor its writer says
    /// whether they are in UTC.
    package var guessedInstants: [String] { schema.guessedInstants }

    /// Returns the minimum and the maximum value of a column in a row group; nil if the file does
    /// not contain them, or in a form that cannot be trusted.
    package func bounds(ofField field: Int, inRowGroup group: Int) -> ParquetBounds? {
        guard !fields[field].isNested else { return nil }
        return rowGroups[group].chunks[fields[field].leaves.lowerBound]?.bounds
    }

    package func nullCount(ofField field: Int, inRowGroup group: Int) -> Int? {
        guard !fields[field].isNested else { return nil }
        return rowGroups[group].chunks[fields[field].leaves.lowerBound]?.nullCount
    }

    /// Returns the range of the file's bytes with a field of a row group.
    package func range(ofField field: Int, inRowGroup group: Int) -> Range<Int> {
        let chunks = rowGroups[group].chunks[fields[field].leaves].compactMap(\.self)
        let start = chunks.lazy.map(\.offset).min() ?? 0
        return start..<max(start, chunks.lazy.map { $0.offset + $0.size }.max() ?? 0)
    }

    /// Returns a reader of the same file whose bytes come from another source.
    package func reading(_ source: any ParquetSource) -> ParquetReader {
        var reader = self
        reader.source = source
        return reader
    }

    /// Returns the rows of a row group, with only the wanted fields.
    package func read(
        rowGroup group: Int, fields wanted: [Int]
    ) throws(ParquetError) -> [ParquetColumn] {
        let rowGroup = rowGroups[group]
        let zstd = ZstdDecompressor()
        var columns: [ParquetColumn] = []
        for index in wanted {
            let field = fields[index]
            guard !field.isNested else {
                var contents: [ChunkContent] = []
                for leaf in field.leaves {
                    contents.append(
                        try readChunk(
                            rowGroup.chunks[leaf], leaf: leaves[leaf], rows: rowGroup.rowCount,
                            zstd))
                }
                var column = NestedColumn(field.node, contents)
                columns.append(try column.rows(rowGroup.rowCount))
                continue
            }
            let leaf = leaves[field.leaves.lowerBound]
            let chunk = rowGroup.chunks[field.leaves.lowerBound]
            let content = try readChunk(chunk, leaf: leaf, rows: rowGroup.rowCount, zstd)
            columns.append(try content.column(name: field.name, rows: rowGroup.rowCount))
        }
        return columns
    }

    private func readChunk(
        _ chunk: ColumnChunk?, leaf: ParquetLeaf, rows: Int, _ zstd: ZstdDecompressor
    ) throws(ParquetError) -> ChunkContent {
        guard let chunk else {
            throw .malformed("column \(leaf.path.joined(separator: ".")), which is not wanted")
        }
        guard chunk.valueCount == rows || leaf.maxRepetition > 0 else {
            throw .malformed("number of values of column \(leaf.path.joined(separator: "."))")
        }
        let slack =
            hasLooseSizes ? min(100, source.size - min(chunk.offset, source.size)) : 0
        let isWhole = chunk.size <= source.size - min(chunk.offset, source.size) - slack
        let bytes = try source.read(
            at: chunk.offset, count: chunk.size + (isWhole ? slack : 0))
        var content = ChunkContent(leaf: leaf, total: chunk.valueCount)
        try withBytes(of: bytes) { bytes throws(ParquetError) in
            var pages = PageReader(bytes: bytes, leaf: leaf, codec: chunk.codec, zstd)
            while content.levelCount < chunk.valueCount {
                try pages.readPage(into: &content)
            }
        }
        return content
    }
}

/// The minimum and the maximum value of a column.
package enum ParquetBounds: Equatable, Sendable {
    case integers(Int64, Int64)
    case reals(Double, Double)
    /// Bounds only: those of a long text may be truncated.
    case bytes([UInt8], [UInt8])
}

/// One column's part of a row group.
struct ColumnChunk: Equatable, Sendable {
    var codec: ParquetCodec
    var valueCount: Int
    var offset: Int
    var size: Int
    var bounds: ParquetBounds?
    var nullCount: Int?

    init(_ chunk: ThriftValue, leaf: ParquetLeaf, _ ordered: Bool) throws(ParquetError) {
        let name = leaf.path.joined(separator: ".")
        guard chunk[1] == nil else { throw .unsupported("column \(name) in another file") }
        guard let data = chunk[3] else {
            throw chunk[8] != nil || chunk[9] != nil
                ? .unsupported("encrypted column \(name)") : .malformed("column \(name)")
        }
        guard data[1]?.int == Int64(leaf.physical.rawValue) else {
            throw .malformed("type of column \(name)")
        }
        guard let number = data[4]?.int, let codec = ParquetCodec(rawValue: Int(number)) else {
            throw .unsupported("compression of column \(name)")
        }
        guard let values = data[5]?.int, (0...Int64(ParquetReader.maximumRows)).contains(values),
            let size = data[7]?.int, size >= 0, size <= Int64(Int32.max) * 4,
            let first = data[9]?.int, first >= 0
        else { throw .malformed("place of column \(name)") }
        self.codec = codec
        valueCount = Int(values)
        // Some writers set the dictionary's offset to 0 if there is none.
        let dictionary = data[11]?.int ?? 0
        offset = Int(dictionary > 0 && dictionary < first ? dictionary : first)
        self.size = Int(size)
        guard let statistics = data[12] else { return }
        nullCount = statistics[3]?.int.flatMap { Int(exactly: $0) }
        guard ordered, let least = statistics[6]?.bytes, let maximum = statistics[5]?.bytes else {
            return
        }
        bounds = ParquetBounds(least, maximum, leaf: leaf)
    }
}

extension ParquetBounds {
    /// Returns nil for types whose order differs from the order of the values that are read from
    /// them.
    init?(_ least: [UInt8], _ greatest: [UInt8], leaf: ParquetLeaf) {
        func number(_ bytes: [UInt8]) -> UInt64 {
            bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        switch (leaf.physical, leaf.annotation) {
        case (_, .decimal), (_, .duration), (_, .integer(_, signed: false)): return nil
        case (.int32, _):
            guard least.count == 4, greatest.count == 4 else { return nil }
            let bounds = [least, greatest].map { Int64(Int32(truncatingIfNeeded: number($0))) }
            self = .integers(bounds[0], bounds[1])
        case (.int64, _):
            guard least.count == 8, greatest.count == 8 else { return nil }
            let bounds = [least, greatest].map { Int64(bitPattern: number($0)) }
            self = .integers(bounds[0], bounds[1])
        case (.float, _), (.double, _):
            let size = leaf.physical == .float ? 4 : 8
            guard least.count == size, greatest.count == size else { return nil }
            let bounds = [least, greatest].map {
                size == 4
                    ? Double(Float(bitPattern: UInt32(number($0))))
                    : Double(bitPattern: number($0))
            }
            guard !bounds[0].isNaN, !bounds[1].isNaN else { return nil }
            // Writers disagree whether -0.0 is less than 0.0, so a bound of 0 includes both.
            self = .reals(bounds[0] == 0 ? -0.0 : bounds[0], bounds[1] == 0 ? 0.0 : bounds[1])
        case (.byteArray, _): self = .bytes(least, greatest)
        default: return nil
        }
    }
}
