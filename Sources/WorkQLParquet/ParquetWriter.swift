internal import zlib

/// A writer of a table as a Parquet file, one row group at a time.
///
/// The bytes are returned as they are produced, so that memory holds only the columns of one row
/// group. Pages are of version 1, compressed with zstd, with checksums; texts and repeated values
/// are written as dictionary codes, times and other integers as differences.
///
/// ```swift
/// var writer = ParquetWriter(columns: [.init(name: "userid", type: .text)], createdBy: version)
/// var bytes = try writer.encode([userids])
/// bytes += writer.finish()
/// ```
package struct ParquetWriter: Sendable {
    package struct Column: Equatable, Sendable {
        package var name: String
        package var type: ParquetType
        package var isNullable: Bool

        package init(name: String, type: ParquetType, isNullable: Bool = true) {
            self.name = name
            self.type = type
            self.isNullable = isNullable
        }
    }

    package let columns: [Column]
    private let createdBy: String
    private let level: Int32
    /// The column by which the rows are sorted, and the direction.
    private let sorting: (column: Int, descending: Bool)?
    private var groups: [GroupRecord] = []
    private var position = 0

    /// - Parameter createdBy: of the form `name version 1.2.3 (build …)`. Some readers ignore the
    ///   statistics if it has another form.
    package init(
        columns: [Column], createdBy: String, level: Int32 = 3,
        sorting: (column: Int, descending: Bool)? = nil
    ) {
        self.columns = columns
        self.createdBy = createdBy
        self.level = level
        self.sorting = sorting
    }

    /// Returns the bytes of one row group, which follow those returned before.
    ///
    /// - Parameter columns: in the order of the table's columns, all with the same number of rows.
    package mutating func encode(_ columns: [ParquetColumn]) throws(ParquetError) -> [UInt8] {
        guard columns.count == self.columns.count,
            columns.allSatisfy({ $0.count == columns[0].count }),
            columns.allSatisfy({ $0.validity?.count ?? $0.count == $0.count })
        else { throw .malformed("columns of a row group") }
        var bytes = position == 0 ? Array("PAR1".utf8) : []
        let base = position
        var record = GroupRecord(rows: columns.first?.count ?? 0)
        let zstd = ZstdCompressor(level: level)
        for (column, declared) in zip(columns, self.columns) {
            guard column.type == declared.type else { throw .malformed("type of \(declared.name)") }
            guard declared.isNullable || !(column.validity?.contains(false) ?? false) else {
                throw .malformed("NULL in \(declared.name)")
            }
            var encoder = try ChunkEncoder(column, isNullable: declared.isNullable, zstd)
            record.chunks.append(try encoder.encode(into: &bytes, base: base))
        }
        position += bytes.count
        groups.append(record)
        return bytes
    }

    /// Where each column of each row group so far ends in the file; the first one begins after
    /// the format's four letters, and each other one where the previous one ends.
    package var columnEnds: [Int] {
        groups.flatMap { $0.chunks.map { $0.start + $0.compressed } }
    }

    /// Returns the file's last bytes.
    package mutating func finish() -> [UInt8] {
        var bytes = position == 0 ? Array("PAR1".utf8) : []
        var footer = ThriftWriter()
        footer.write(1, i32: 2)
        footer.write(2, structures: -1..<columns.count) { element, index in
            guard index >= 0 else {
                element.write(4, "schema")
                element.write(5, i32: columns.count)
                return
            }
            columns[index].writeSchema(to: &element)
        }
        footer.write(3, Int64(groups.reduce(0) { $0 + $1.rows }))
        footer.write(4, structures: groups) { thrift, group in
            group.write(to: &thrift, columns: columns, sorting: sorting)
        }
        footer.write(6, createdBy)
        footer.write(7, structures: columns) { order, _ in order.write(1, { _ in }) }
        footer.finish()
        bytes += footer.bytes
        bytes.appendLittleEndian(UInt32(footer.bytes.count))
        bytes += Array("PAR1".utf8)
        position += bytes.count
        return bytes
    }
}

extension ParquetWriter.Column {
    fileprivate func writeSchema(to element: inout ThriftWriter) {
        element.write(1, i32: type.physical.rawValue)
        element.write(3, i32: isNullable ? 1 : 0)
        element.write(4, name)
        let converted: Int? =
            switch type {
            case .text: 0
            case .date: 6
            case .time(.millis): 7
            case .time(.micros): 8
            case .timestamp(.millis, utc: true): 9
            case .timestamp(.micros, utc: true): 10
            case .json: 19
            default: nil
            }
        if let converted { element.write(6, i32: converted) }
        switch type {
        case .text: element.write(10) { $0.write(1) { _ in } }
        case .date: element.write(10) { $0.write(6) { _ in } }
        case .json: element.write(10) { $0.write(12) { _ in } }
        case .time(let unit):
            element.write(10) { $0.write(7) { writeTime(&$0, utc: false, unit) } }
        case .timestamp(let unit, let utc):
            element.write(10) { $0.write(8) { writeTime(&$0, utc: utc, unit) } }
        default: break
        }
    }

    private func writeTime(_ thrift: inout ThriftWriter, utc: Bool, _ unit: ParquetTimeUnit) {
        thrift.write(1, utc)
        thrift.write(2) { $0.write(Int16(unit.rawValue)) { _ in } }
    }
}

extension ParquetType {
    var physical: PhysicalType {
        switch self {
        case .boolean: .boolean
        case .date, .time(.millis): .int32
        case .integer, .time, .timestamp: .int64
        case .real: .double
        case .text, .json, .bytes: .byteArray
        }
    }
}

struct GroupRecord: Sendable {
    var rows: Int
    var chunks: [ChunkRecord] = []

    func write(
        to thrift: inout ThriftWriter, columns: [ParquetWriter.Column],
        sorting: (column: Int, descending: Bool)?
    ) {
        thrift.write(1, structures: zip(columns, chunks).map { ($0, $1) }) { chunk, pair in
            pair.1.write(to: &chunk, column: pair.0)
        }
        thrift.write(2, Int64(chunks.reduce(0) { $0 + $1.uncompressed }))
        thrift.write(3, Int64(rows))
        if let sorting {
            thrift.write(4, structures: [sorting]) { element, sorting in
                element.write(1, i32: sorting.column)
                element.write(2, sorting.descending)
                element.write(3, false)
            }
        }
        thrift.write(5, Int64(chunks.first?.start ?? 4))
        thrift.write(6, Int64(chunks.reduce(0) { $0 + $1.compressed }))
    }
}

/// The metadata in the footer about one column of a row group.
struct ChunkRecord: Sendable {
    var values: Int
    var encodings: Set<Int> = [3]
    var dictionaryOffset: Int?
    var dataOffset = 0
    /// Both sizes include the headers of the pages.
    var uncompressed = 0
    var compressed = 0
    var nulls: Int
    var bounds: (least: [UInt8], greatest: [UInt8])?

    var start: Int { dictionaryOffset ?? dataOffset }

    func write(to chunk: inout ThriftWriter, column: ParquetWriter.Column) {
        chunk.write(2, Int64(start))
        chunk.write(
            3,
            { data in
                data.write(1, i32: column.type.physical.rawValue)
                data.write(2, i32List: encodings.sorted())
                data.write(3, texts: [column.name])
                data.write(4, i32: ParquetCodec.zstd.rawValue)
                data.write(5, Int64(values))
                data.write(6, Int64(uncompressed))
                data.write(7, Int64(compressed))
                data.write(9, Int64(dataOffset))
                if let dictionaryOffset { data.write(11, Int64(dictionaryOffset)) }
                data.write(
                    12,
                    { statistics in
                        statistics.write(3, Int64(nulls))
                        guard let bounds else { return }
                        statistics.write(5, bounds.greatest)
                        statistics.write(6, bounds.least)
                    })
            })
    }
}
