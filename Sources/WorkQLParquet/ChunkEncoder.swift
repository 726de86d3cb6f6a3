internal import zlib

/// An encoder of one column of a row group: the dictionary if there is one, then the pages.
struct ChunkEncoder {
    private let column: ParquetColumn
    private let isNullable: Bool
    private let zstd: ZstdCompressor
    private let content: DenseValues
    private var record: ChunkRecord

    private static let pageRows = 20_000
    private static let pageBytes = 1 << 20

    init(_ column: ParquetColumn, isNullable: Bool, _ zstd: ZstdCompressor) throws(ParquetError) {
        self.column = column
        self.isNullable = isNullable
        self.zstd = zstd
        content = try DenseValues(column)
        record = ChunkRecord(values: column.count, nulls: column.count - content.count)
    }

    mutating func encode(
        into bytes: inout [UInt8], base: Int
    ) throws(ParquetError) -> ChunkRecord {
        let dictionary = column.hasNoDictionary ? nil : content.makeDictionary()
        record.bounds = bounds(dictionary?.entries)
        if let dictionary {
            record.dictionaryOffset = base + bytes.count
            record.encodings.insert(0)
            var page: [UInt8] = []
            dictionary.entries.appendPlain(0..<dictionary.entries.count, to: &page)
            try append(page, to: &bytes) { header in
                header.write(
                    7,
                    {
                        $0.write(1, i32: dictionary.entries.count)
                        $0.write(2, i32: 0)
                        $0.write(3, false)
                    })
            } type: {
                2
            }
        }
        record.dataOffset = base + bytes.count
        let encoding = dictionary == nil ? content.encoding : 8
        record.encodings.insert(encoding)
        var row = 0
        var value = 0
        repeat {
            let (rowEnd, valueEnd) = pageEnd(row, value, hasDictionary: dictionary != nil)
            var page: [UInt8] = []
            if isNullable { appendDefinition(row..<rowEnd, to: &page) }
            if let dictionary {
                let width = bitWidth(of: max(dictionary.entries.count - 1, 1))
                page.append(UInt8(width))
                dictionary.codes.withUnsafeBufferPointer {
                    page.appendRuns(
                        UnsafeBufferPointer(rebasing: $0[value..<valueEnd]), width: width)
                }
            } else {
                content.append(value..<valueEnd, to: &page)
            }
            let count = rowEnd - row
            try append(page, to: &bytes) { header in
                header.write(
                    5,
                    {
                        $0.write(1, i32: count)
                        $0.write(2, i32: encoding)
                        $0.write(3, i32: 3)
                        $0.write(4, i32: 3)
                    })
            } type: {
                0
            }
            (row, value) = (rowEnd, valueEnd)
        } while row < column.count
        return record
    }

    /// Returns the bounds of the column. They are computed from the dictionary's entries if the
    /// dictionary was made of the values, since there are fewer entries; a dictionary that the
    /// column already had may have entries that are not used.
    private func bounds(_ entries: DenseValues?) -> (least: [UInt8], greatest: [UInt8])? {
        guard let entries, !content.isCoded else { return content.bounds }
        return entries.bounds
    }

    /// Returns the end of a page that begins at `row`, and the index of the value there.
    private func pageEnd(_ row: Int, _ value: Int, hasDictionary: Bool) -> (Int, Int) {
        let limit = min(column.count, row + Self.pageRows)
        if hasDictionary || !content.varies {
            // So many values of a fixed size are less than a page's bytes.
            let nulls = column.validity?[row..<limit].count { !$0 } ?? 0
            return (limit, value + limit - row - nulls)
        }
        var value = value
        var size = 0
        for next in row..<limit where !column.isNull(at: next) {
            size += content.size(at: value)
            if size > Self.pageBytes, next > row { return (next, value) }
            value += 1
        }
        return (limit, value)
    }

    private func appendDefinition(_ rows: Range<Int>, to page: inout [UInt8]) {
        var levels: [UInt8] = []
        if let validity = column.validity {
            let numbers = rows.map { validity[$0] ? 1 as UInt32 : 0 }
            numbers.withUnsafeBufferPointer { levels.appendRuns($0, width: 1) }
        } else if !rows.isEmpty {
            levels.appendVarint(UInt64(rows.count) << 1)
            levels.append(1)
        }
        page.appendLittleEndian(UInt32(levels.count))
        page += levels
    }

    private mutating func append(
        _ page: [UInt8], to bytes: inout [UInt8], _ body: (inout ThriftWriter) -> Void,
        type: () -> Int
    ) throws(ParquetError) {
        guard page.count <= Int32.max else { throw .unsupported("page of more than 2 GB") }
        let before = bytes.count
        let headerSize = zstd.compress(page) { compressed in
            let checksum = crc32(
                0, compressed.assumingMemoryBound(to: UInt8.self).baseAddress,
                UInt32(compressed.count))
            var header = ThriftWriter()
            header.write(1, i32: type())
            header.write(2, i32: page.count)
            header.write(3, i32: compressed.count)
            header.write(4, i32: Int(Int32(truncatingIfNeeded: checksum)))
            body(&header)
            header.finish()
            bytes += header.bytes
            bytes.append(contentsOf: compressed)
            return header.bytes.count
        }
        guard let headerSize else { throw .unsupported("page that zstd does not take") }
        record.uncompressed += headerSize + page.count
        record.compressed += bytes.count - before
    }
}
