/// A value of Thrift's compact protocol.
///
/// Parquet's metadata is a tree of small structs. They are parsed into this type and then accessed
/// by field number, so that unknown fields of later versions need no code.
enum ThriftValue: Equatable, Sendable {
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case bytes([UInt8])
    case list([ThriftValue])
    /// A struct has few fields, which are found sooner in a list than by their hashes.
    case structure([Field])

    struct Field: Equatable, Sendable {
        var number: Int16
        var value: ThriftValue
    }
}

extension ThriftValue {
    subscript(_ field: Int16) -> ThriftValue? {
        guard case .structure(let fields) = self else { return nil }
        // Of a number that is repeated, the last one counts.
        return fields.last { $0.number == field }?.value
    }

    var int: Int64? { if case .int(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    var list: [ThriftValue]? { if case .list(let value) = self { value } else { nil } }
    var isStructure: Bool { if case .structure = self { true } else { false } }
    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}

/// A parser of Thrift's compact protocol from untrusted bytes.
struct ThriftReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int
    /// The number of values that may still be read: a list of empty structs costs one byte per
    /// element, so the number of bytes alone does not bound the memory well enough.
    private var budget: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
        budget = bytes.count - position + 16
    }

    mutating func readStructure(depth: Int = 0) throws(ParquetError) -> ThriftValue {
        var fields: [ThriftValue.Field] = []
        try readFields(depth: depth) { reader, number, type throws(ParquetError) in
            let value = try reader.readField(type, depth: depth)
            fields.append(ThriftValue.Field(number: number, value: value))
        }
        return .structure(fields)
    }

    /// Reads a struct field by field.
    ///
    /// - Parameter body: reads, or skips, the value of a field of this number and type.
    mutating func readFields(
        depth: Int = 0,
        _ body: (inout ThriftReader, Int16, UInt8) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        guard depth < 24 else { throw .malformed("metadata nested too deeply") }
        var number: Int16 = 0
        while true {
            let head = try readByte()
            let type = head & 0x0f
            if type == 0 { return }
            if head >> 4 == 0 {
                guard let next = Int16(exactly: try readZigZag()) else {
                    throw .malformed("field number in metadata")
                }
                number = next
            } else {
                let (next, overflow) = number.addingReportingOverflow(Int16(head >> 4))
                guard !overflow else { throw .malformed("field number in metadata") }
                number = next
            }
            try body(&self, number, type)
        }
    }

    /// Reads a list element by element.
    ///
    /// - Parameter body: reads, or skips, the element of this index and type.
    mutating func readElements(
        depth: Int, _ body: (inout ThriftReader, Int, UInt8) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        guard depth < 24 else { throw .malformed("metadata nested too deeply") }
        let head = try readByte()
        let count = head >> 4 == 15 ? try readCount() : Int(head >> 4)
        guard count <= bytes.count - position else { throw .truncated }
        for index in 0..<count { try body(&self, index, head & 0x0f) }
    }

    /// Reads the value of a field; that of a Boolean is its type.
    mutating func readField(_ type: UInt8, depth: Int) throws(ParquetError) -> ThriftValue {
        switch type {
        case 1: .bool(true)
        case 2: .bool(false)
        default: try readValue(type, depth: depth)
        }
    }

    mutating func skipField(_ type: UInt8, depth: Int) throws(ParquetError) {
        if type != 1, type != 2 { try skipValue(type, depth: depth) }
    }

    mutating func readValue(_ type: UInt8, depth: Int) throws(ParquetError) -> ThriftValue {
        budget -= 1
        guard budget >= 0 else { throw .malformed("metadata with too many values") }
        switch type {
        case 1, 2: return .bool(try readByte() == 1)
        case 3: return .int(Int64(Int8(bitPattern: try readByte())))
        case 4, 5, 6: return .int(try readZigZag())
        case 7:
            var bits: UInt64 = 0
            for shift in 0..<8 { bits |= UInt64(try readByte()) << UInt64(8 * shift) }
            return .double(Double(bitPattern: bits))
        case 8:
            let count = try readCount()
            guard count <= bytes.count - position else { throw .truncated }
            let slice = bytes[position..<position + count]
            position += count
            return .bytes(Array(slice))
        case 9, 10:
            var values: [ThriftValue] = []
            try readElements(depth: depth) { reader, _, type throws(ParquetError) in
                values.append(try reader.readValue(type, depth: depth + 1))
            }
            return .list(values)
        case 11:
            try skipValue(type, depth: depth)
            return .list([])
        case 12: return try readStructure(depth: depth + 1)
        default: throw .malformed("type \(type) in metadata")
        }
    }

    /// Moves past a value of a type, which takes no memory.
    mutating func skipValue(_ type: UInt8, depth: Int) throws(ParquetError) {
        switch type {
        case 1, 2, 3: _ = try readByte()
        case 4, 5, 6: _ = try readVarint()
        case 7: try skipBytes(8)
        case 8: try skipBytes(try readCount())
        case 9, 10:
            try readElements(depth: depth) { reader, _, type throws(ParquetError) in
                try reader.skipValue(type, depth: depth + 1)
            }
        case 11:
            guard depth < 24 else { throw .malformed("metadata nested too deeply") }
            let count = try readCount()
            guard count <= bytes.count - position else { throw .truncated }
            guard count > 0 else { return }
            let types = try readByte()
            for _ in 0..<count {
                try skipValue(types >> 4, depth: depth + 1)
                try skipValue(types & 0x0f, depth: depth + 1)
            }
        case 12:
            try readFields(depth: depth + 1) { reader, _, type throws(ParquetError) in
                try reader.skipField(type, depth: depth + 1)
            }
        default: throw .malformed("type \(type) in metadata")
        }
    }

    private mutating func skipBytes(_ count: Int) throws(ParquetError) {
        guard count <= bytes.count - position else { throw .truncated }
        position += count
    }

    private mutating func readByte() throws(ParquetError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func readVarint() throws(ParquetError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readByte()
            guard shift < 64 else { throw .malformed("number in metadata") }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    private mutating func readZigZag() throws(ParquetError) -> Int64 {
        let value = try readVarint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private mutating func readCount() throws(ParquetError) -> Int {
        guard let count = Int(exactly: try readVarint()) else {
            throw .malformed("length in metadata")
        }
        return count
    }
}

/// A writer of Thrift's compact protocol, a struct's fields in ascending order.
struct ThriftWriter {
    private(set) var bytes: [UInt8] = []
    private var previous: Int16 = 0

    mutating func write(_ field: Int16, _ value: Int64, short: Bool = false) {
        header(field, short ? 5 : 6)
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func write(_ field: Int16, i32 value: Int) {
        write(field, Int64(value), short: true)
    }

    mutating func write(_ field: Int16, byte value: Int8) {
        header(field, 3)
        bytes.append(UInt8(bitPattern: value))
    }

    mutating func write(_ field: Int16, _ value: Bool) { header(field, value ? 1 : 2) }

    mutating func write(_ field: Int16, _ value: [UInt8]) {
        header(field, 8)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func write(_ field: Int16, _ value: String) { write(field, Array(value.utf8)) }

    mutating func write(_ field: Int16, _ body: (inout ThriftWriter) -> Void) {
        header(field, 12)
        element(body)
    }

    mutating func write<S: Collection>(
        _ field: Int16, structures: S, body: (inout ThriftWriter, S.Element) -> Void
    ) {
        list(field, count: structures.count, type: 12)
        for value in structures { element { body(&$0, value) } }
    }

    mutating func write(_ field: Int16, i32List values: [Int]) {
        list(field, count: values.count, type: 5)
        for value in values { varint(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63)))) }
    }

    mutating func write(_ field: Int16, texts: [String]) {
        list(field, count: texts.count, type: 8)
        for text in texts {
            varint(UInt64(text.utf8.count))
            bytes += text.utf8
        }
    }

    /// Ends the outermost struct.
    mutating func finish() { bytes.append(0) }

    private mutating func element(_ body: (inout ThriftWriter) -> Void) {
        let outer = previous
        previous = 0
        body(&self)
        bytes.append(0)
        previous = outer
    }

    private mutating func list(_ field: Int16, count: Int, type: UInt8) {
        header(field, 9)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | type)
        } else {
            bytes.append(0xf0 | type)
            varint(UInt64(count))
        }
    }

    private mutating func header(_ field: Int16, _ type: UInt8) {
        let step = field - previous
        if step > 0, step <= 15 {
            bytes.append(UInt8(step) << 4 | type)
        } else {
            bytes.append(type)
            varint(UInt64(bitPattern: Int64((field << 1) ^ (field >> 15))))
        }
        previous = field
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
