import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

extension OutputFormat {
    /// The format of an array of objects.
    public static let json = OutputFormat(
        name: "json", summary: "an array of objects", endings: ["json"], plans: .record,
        atTerminal: .guarded(.escapes), takesLabels: false, following: .inStreams,
        content: Content(
            null: "`null`", emptyText: #"`""`"#, times: "as in csv, as strings",
            remarks: #"""
                lists as lists; integers beyond 2^53 and ids as strings, inside lists too
                """#),
        writer: { LazyWriter(JSONWriter($0.output, shape: $0.isPlan ? .object : .array)) })

    /// The format of one object per line.
    public static let ndjson = OutputFormat(
        name: "ndjson", summary: "one object per line", otherNames: ["jsonlines"],
        endings: ["ndjson", "jsonl"], plans: .record, atTerminal: .guarded(.escapes),
        takesLabels: false,
        content: Content(
            null: "`null`", emptyText: #"`""`"#, times: "as in json",
            remarks: "values as in json"),
        writer: { LazyWriter(JSONWriter($0.output, shape: .lines)) })
}

/// Objects, one per line: an array of them, or the bare lines of NDJSON.
///
/// Timestamps are RFC 3339 in the zone, dates and times of day ISO 8601, JSON columns are embedded,
/// NULL is null. Integers beyond ±(2^53 - 1), which many readers would round, are strings, also
/// inside JSON columns. Real numbers are read back as the same number; the infinite ones are the
/// strings `Infinity` and `-Infinity`. If several columns have the same name, the later ones become
/// `name_1`, `name_2`, so that no reader drops any.
struct JSONWriter: FormatWriter {
    enum Shape: Sendable {
        case array, lines
        /// The single row of an answer that is not a list.
        case object
    }

    var output: Output
    private let shape: Shape
    private var types: [ColumnType?] = []
    /// The encoded keys: `"name":`.
    private var keys: [[UInt8]] = []
    private var timestamps = TimestampFormat(.rfc3339)
    private var isEmpty = true

    static let largestSafeInteger: UInt64 = 1 << 53 - 1

    init(_ output: Output, shape: Shape) {
        self.output = output
        self.shape = shape
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        types = columns.map(\.type)
        timestamps = TimestampFormat(.rfc3339, zone: zone)
        keys = Self.distinct(columns.map(\.name)).map { name in
            var key: [UInt8] = []
            var name = name
            name.withUTF8 { key.appendJSONString($0) }
            key.append(UInt8(ascii: ":"))
            return key
        }
        if shape == .array { output.bytes.append("[") }
    }

    mutating func write(_ row: ResultRow) throws {
        switch shape {
        case .array: output.bytes.append(isEmpty ? "\n" : ",\n")
        case .lines, .object: break
        }
        isEmpty = false
        for column in types.indices {
            output.bytes.append(column == 0 ? "{" : ",")
            output.bytes.append(contentsOf: keys[column])
            append(row, column)
        }
        output.bytes.append(shape == .array ? "}" : "}\n")
        try output.flushIfFull()
    }

    mutating func finish() throws {
        if shape == .array { output.bytes.append(isEmpty ? "]\n" : "\n]\n") }
        try output.flush()
    }

    private mutating func append(_ row: ResultRow, _ column: Int) {
        let quote = UInt8(ascii: "\"")
        switch CellValue(row, column, type: types[column]) {
        case .null: output.bytes.append("null")
        case .boolean(let value): output.bytes.append(value ? "true" : "false")
        case .integer(let value) where value.magnitude <= Self.largestSafeInteger:
            output.bytes.appendInteger(value)
        case .integer(let value):
            output.bytes.append(quote)
            output.bytes.appendInteger(value)
            output.bytes.append(quote)
        case .real(let value) where value.isFinite: output.bytes.appendReal(value)
        case .real(let value):
            output.bytes.append(quote)
            output.bytes.appendReal(value)
            output.bytes.append(quote)
        case .timestamp(let instant):
            output.bytes.append(quote)
            timestamps.append(instant, to: &output.bytes)
            output.bytes.append(quote)
        case .json:
            row.withText(column) { text in
                if !output.bytes.appendCompactJSON(text) { output.bytes.appendJSONString(text) }
            }
        case .text: row.withText(column) { output.bytes.appendJSONString($0) }
        case .blob:
            output.bytes.append(quote)
            row.withText(column) { output.bytes.appendHexadecimal($0) }
            output.bytes.append(quote)
        }
    }

    /// Appends a number to the second and later occurrences of a name, without colliding with other
    /// names.
    static func distinct(_ names: [String]) -> [String] {
        var taken = Set(names)
        var seen: Set<String> = []
        return names.map { name in
            if seen.insert(name).inserted { return name }
            var number = 1
            while !taken.insert("\(name)_\(number)").inserted { number += 1 }
            return "\(name)_\(number)"
        }
    }
}

extension [UInt8] {
    /// Appends a quoted string. U+2028 and U+2029 are escaped as well, since JavaScript took them
    /// for line ends; bytes that are not UTF-8 become U+FFFD.
    mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        var offset = 0
        var copied = 0
        while offset < text.count {
            let byte = text[offset]
            if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                offset += 1
                continue
            }
            let length = sequenceLength(text, at: offset)
            let isLineEnd =
                length == 3 && byte == 0xE2 && text[offset + 1] == 0x80
                && text[offset + 2] | 1 == 0xA9
            if byte >= 0x80, let length, !isLineEnd {
                offset += length
                continue
            }
            append(contentsOf: text[copied..<offset])
            if isLineEnd {
                append(text[offset + 2] == 0xA8 ? #"\u2028"# : #"\u2029"#)
            } else if length == nil {
                append("\u{FFFD}")
            } else {
                appendJSONEscape(byte)
            }
            offset += length ?? 1
            copied = offset
        }
        append(contentsOf: text[copied...])
        append(UInt8(ascii: "\""))
    }

    private mutating func appendJSONEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(#"\""#)
        case UInt8(ascii: "\\"): append(#"\\"#)
        case 0x08: append(#"\b"#)
        case 0x09: append(#"\t"#)
        case 0x0A: append(#"\n"#)
        case 0x0C: append(#"\f"#)
        case 0x0D: append(#"\r"#)
        default:
            append(#"\u00"#)
            appendHexadecimal(byte)
        }
    }
}
