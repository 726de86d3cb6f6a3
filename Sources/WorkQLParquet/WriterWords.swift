/// What the writer of a file says about columns whose Parquet types do not: the meaning of INT96,
/// and of INT64 that Arrow uses for durations.
///
/// - The key `ARROW:schema` has the types of Arrow's columns, as pyarrow, Polars and others write
///   them: a timestamp with a zone is an instant, one without is a local time.
/// - Spark and Hive (`parquet-mr`) convert local times to UTC before they write INT96.
/// - Impala writes local times as they are.
///
/// pyarrow 26 and DuckDB 2 read each INT96 as a timestamp without a zone, and Spark 3 as an
/// instant, except that it can shift files of other writers
/// (`spark.sql.parquet.int96TimestampConversion`).
struct WriterWords: Equatable {
    private let createdBy: String
    private let columns: [ArrowColumn]

    /// - Parameter metadata: the file's footer.
    init(_ metadata: ThriftValue) {
        createdBy = metadata[6]?.text ?? ""
        let schema = metadata[5]?.list?.first { $0[1]?.text == "ARROW:schema" }
        columns = schema?[2]?.text.flatMap(ArrowColumn.columns) ?? []
    }

    /// Gives a column the meaning that the writer states.
    ///
    /// - Parameter index: the index of the table's own column that it belongs to.
    /// - Returns: whether its meaning is a guess.
    func annotate(_ leaf: inout ParquetLeaf, ofField index: Int) -> Bool {
        var type: ArrowColumn.Kind?
        if leaf.isFlat, columns.indices.contains(index), columns[index].name == leaf.path.first {
            type = columns[index].kind
        }
        switch (leaf.physical, leaf.annotation, type) {
        case (.int64, .none, .duration(let perSecond)?):
            leaf.annotation = .duration(perSecond: perSecond)
        case (.int96, _, .timestamp(let hasZone)?):
            leaf.annotation = .timestamp(.micros, utc: hasZone)
        case (.int96, _, _):
            leaf.annotation = .timestamp(.micros, utc: !createdBy.hasPrefix("impala"))
            return !["impala", "parquet-mr"].contains { createdBy.hasPrefix($0) }
        default: break
        }
        return false
    }
}

/// A column of an Arrow schema.
struct ArrowColumn: Equatable {
    enum Kind: Equatable {
        case timestamp(hasZone: Bool)
        case duration(perSecond: Int64)
        case other
    }

    var name: String
    var kind: Kind

    /// Returns the columns of a schema: a message of Arrow's IPC format, in Base64. nil if it
    /// cannot be read, because nothing is lost without it.
    static func columns(base64 text: String) -> [ArrowColumn]? {
        guard var bytes = bytes(base64: text), bytes.count > 8 else { return nil }
        // Since version 0.15 the length is preceded by a mark.
        bytes.removeFirst(bytes.starts(with: [0xFF, 0xFF, 0xFF, 0xFF]) ? 8 : 4)
        guard let message = FlatTable(rootOf: bytes), message.byte(1) == 1,
            let fields = message.table(2)?.tables(1)
        else { return nil }
        return fields.map { field in
            ArrowColumn(name: field.text(0) ?? "", kind: Kind(field))
        }
    }

    private static func bytes(base64 text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "/"): digit = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}

extension ArrowColumn.Kind {
    fileprivate init(_ field: FlatTable) {
        let type = field.table(3)
        switch field.byte(2) {
        case 10: self = .timestamp(hasZone: type?.text(1)?.isEmpty == false)
        case 18:
            // Milliseconds are the default, which is left out.
            let perSecond: [Int64] = [1, 1000, 1_000_000, 1_000_000_000]
            let unit = Int(type?.byte(0) ?? 1)
            self = perSecond.indices.contains(unit) ? .duration(perSecond: perSecond[unit]) : .other
        default: self = .other
        }
    }
}

/// A table in the encoding FlatBuffers. Every access is checked: a file may be damaged.
private struct FlatTable {
    private let bytes: [UInt8]
    private let position: Int

    init?(rootOf bytes: [UInt8]) {
        self.init(bytes, at: 0)
    }

    /// - Parameter reference: the position of the offset to the table.
    private init?(_ bytes: [UInt8], at reference: Int) {
        self.bytes = bytes
        guard let offset = Self.number(bytes, reference, 4),
            bytes.indices.contains(reference + offset)
        else { return nil }
        position = reference + offset
    }

    /// Returns the little-endian number of some bytes; nil beyond the end.
    private static func number(_ bytes: [UInt8], _ start: Int, _ size: Int) -> Int? {
        guard start >= 0, start <= bytes.count - size else { return nil }
        return (0..<size).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }

    /// Returns the position of a field; nil if it is left out.
    private func place(_ field: Int) -> Int? {
        guard let back = Self.number(bytes, position, 4) else { return nil }
        let fields = position - Int(Int32(truncatingIfNeeded: back))
        guard let size = Self.number(bytes, fields, 2), 4 + 2 * field < size,
            let offset = Self.number(bytes, fields + 4 + 2 * field, 2), offset > 0
        else { return nil }
        return position + offset
    }

    func byte(_ field: Int) -> UInt8? {
        place(field).flatMap { Self.number(bytes, $0, 1) }.map { UInt8($0) }
    }

    func table(_ field: Int) -> FlatTable? { place(field).flatMap { FlatTable(bytes, at: $0) } }

    /// Returns the position and the number of elements of a vector.
    private func vector(_ field: Int) -> (start: Int, count: Int)? {
        guard let place = place(field), let offset = Self.number(bytes, place, 4),
            let count = Self.number(bytes, place + offset, 4), count <= bytes.count
        else { return nil }
        return (place + offset + 4, count)
    }

    func text(_ field: Int) -> String? {
        guard let (start, count) = vector(field), start <= bytes.count - count else { return nil }
        return String(decoding: bytes[start..<start + count], as: UTF8.self)
    }

    func tables(_ field: Int) -> [FlatTable]? {
        guard let (start, count) = vector(field) else { return nil }
        let tables = (0..<count).compactMap { FlatTable(bytes, at: start + 4 * $0) }
        return tables.count == count ? tables : nil
    }
}
