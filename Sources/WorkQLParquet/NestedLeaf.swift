internal import WorkQLTime

/// The values of a leaf of a nested column, each as JSON.
struct NestedLeaf {
    private let content: ChunkContent

    init(_ content: ChunkContent) { self.content = content }

    /// The number of levels: values, and NULLs of the leaf or of its ancestors.
    var count: Int { content.levelCount }

    var valueCount: Int { content.codes?.count ?? content.values.count }

    var isText: Bool { content.leaf.type == .text && !isDecimal }

    func definition(_ entry: Int) -> Int {
        content.definition.isEmpty ? 0 : Int(content.definition[entry])
    }

    func repetition(_ entry: Int) -> Int {
        content.repetition.isEmpty ? 0 : Int(content.repetition[entry])
    }

    private var isDecimal: Bool {
        if case .decimal = content.leaf.annotation { true } else { false }
    }

    func append(_ index: Int, to text: inout [UInt8]) throws(ParquetError) {
        if let codes = content.codes {
            guard let dictionary = content.dictionary else { throw .malformed("dictionary") }
            try append(dictionary, Int(codes[index]), to: &text)
        } else {
            try append(content.values, index, to: &text)
        }
    }

    private func append(
        _ values: RawValues, _ index: Int, to text: inout [UInt8]
    ) throws(ParquetError) {
        switch values {
        case .booleans(let values): text += (values[index] ? "true" : "false").utf8
        case .reals(let values):
            let value = values[index]
            // JSON has no number for NaN and the infinities.
            text += value.isFinite ? "\(value)".utf8 : "\"\(value)\"".utf8
        case .integers(let values): try append(values[index], to: &text)
        case .bytes(let values):
            let value = values[index]
            if isDecimal || content.leaf.type == .json {
                text += value
            } else {
                guard content.leaf.type == .text || String(validating: value, as: UTF8.self) != nil
                else {
                    throw .unsupported(
                        "bytes that are not UTF-8 in column \(content.leaf.path.joined(separator: "."))"
                    )
                }
                text.appendJSON(value)
            }
        }
    }

    private func append(_ value: Int64, to text: inout [UInt8]) throws(ParquetError) {
        switch content.leaf.type {
        case .date:
            guard CalendarText.days.contains(value) else { throw beyond }
            text += "\"\(CalendarText.text(day: value))\"".utf8
        case .time(let unit):
            let millisecond = milliseconds(value, unit)
            guard (0..<86_400_000).contains(millisecond) else { throw beyond }
            text += "\"\(CalendarText.text(millisecond: millisecond))\"".utf8
        case .timestamp(let unit, let utc):
            let time = LocalTime(milliseconds: milliseconds(value, unit))
            guard CalendarText.days.contains(Int64(time.day)) else { throw beyond }
            let clock = CalendarText.text(millisecond: Int64(time.millisecondOfDay))
            text += "\"\(time.date.isoText)T\(clock)\(utc ? "Z" : "")\"".utf8
        default: text += "\(value)".utf8
        }
    }

    private var beyond: ParquetError {
        .unsupported(
            "time beyond the years 0 to 9999 in column \(content.leaf.path.joined(separator: "."))")
    }
}

extension [UInt8] {
    /// Appends UTF-8 text as a JSON string.
    mutating func appendJSON(_ value: ArraySlice<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        append(0x22)
        for byte in value {
            switch byte {
            case 0x22, 0x5C: self += [0x5C, byte]
            case 0x0A: self += "\\n".utf8
            case 0x0D: self += "\\r".utf8
            case 0x09: self += "\\t".utf8
            case 0..<0x20:
                self += "\\u00".utf8
                append(digits[Int(byte >> 4)])
                append(digits[Int(byte & 15)])
            default: append(byte)
            }
        }
        append(0x22)
    }
}
