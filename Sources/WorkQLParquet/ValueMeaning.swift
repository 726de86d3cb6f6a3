extension ParquetLeaf {
    /// Converts raw values to their logical type: decimals to numbers or exact text, UUIDs to text,
    /// and so on.
    func interpret(_ raw: RawValues) throws(ParquetError) -> RawValues {
        switch (raw, annotation) {
        case (.integers(let values), .decimal(_, let scale)):
            return try decimals(
                values.map { decimalText($0 < 0, digits: String($0.magnitude), scale) })
        case (.bytes(let values), .decimal(_, let scale)):
            var texts: [String] = []
            for index in 0..<values.count {
                guard values[index].count <= 256 else { throw .unsupported("long decimal") }
                let (negative, digits) = decimalDigits(values[index])
                texts.append(decimalText(negative, digits: digits, scale))
            }
            return try decimals(texts)
        case (.integers(let values), .duration(let perSecond)):
            return .reals(values.map { Double($0) / Double(perSecond) })
        case (.integers(let values), .integer(_, signed: false)):
            if physical == .int32 {
                return .integers(values.map { Int64(UInt32(truncatingIfNeeded: $0)) })
            }
            guard values.allSatisfy({ $0 >= 0 }) else {
                throw .unsupported("UINT_64 of 9223372036854775808 and more")
            }
            return raw
        case (.bytes(let values), .float16) where physical == .fixed && length == 2:
            return .reals(
                (0..<values.count).map { index in
                    let slice = values[index]
                    let low = UInt16(slice[slice.startIndex])
                    return double(float16: low | UInt16(slice[slice.startIndex + 1]) << 8)
                })
        case (.bytes(let values), .uuid) where physical == .fixed && length == 16:
            return .bytes(ParquetBytes(texts: (0..<values.count).map { uuid(values[$0]) }))
        case (.bytes, .interval):
            throw .unsupported("INTERVAL in column \(path.joined(separator: "."))")
        case (.bytes(let values), .string), (.bytes(let values), .enumeration),
            (.bytes(let values), .json):
            guard physical == .byteArray else { return raw }
            // A boundary inside a character would pass a check of all bytes at once. The whole is
            // checked first because that is fast, and each part only if it is not ASCII.
            guard values.isUTF8 else { throw .malformed("text that is not UTF-8") }
            return raw
        default: return raw
        }
    }
}

extension ParquetLeaf {
    /// Converts decimals to the column's type, which preserves all of their digits.
    private func decimals(_ texts: [String]) throws(ParquetError) -> RawValues {
        switch type {
        case .integer:
            let values = texts.compactMap { Int64($0) }
            guard values.count == texts.count else {
                throw .malformed(
                    "decimal of more digits than column \(path.joined(separator: "."))")
            }
            return .integers(values)
        case .real: return .reals(texts.map { Double($0) ?? .nan })
        default: return .bytes(ParquetBytes(texts: texts))
        }
    }
}

extension ParquetBytes {
    var isUTF8: Bool {
        if data.allSatisfy({ $0 < 0x80 }) { return true }
        guard String(validating: data, as: UTF8.self) != nil else { return false }
        return offsets.allSatisfy { $0 == data.count || data[$0] & 0xc0 != 0x80 }
    }
}

private func decimalText(_ negative: Bool, digits: String, _ scale: Int) -> String {
    var text = digits
    if scale > 0 {
        if text.utf8.count <= scale {
            text = String(repeating: "0", count: scale + 1 - text.utf8.count) + text
        }
        text.insert(".", at: text.index(text.endIndex, offsetBy: -scale))
    }
    return negative ? "-" + text : text
}

/// Returns the sign and the digits of a two's complement number, most significant byte first.
private func decimalDigits(_ bytes: ArraySlice<UInt8>) -> (Bool, String) {
    let negative = (bytes.first ?? 0) >= 0x80
    var magnitude = Array(bytes)
    if negative {
        var carry = true
        for index in magnitude.indices.reversed() {
            magnitude[index] = ~magnitude[index]
            if carry { (magnitude[index], carry) = magnitude[index].addingReportingOverflow(1) }
        }
    }
    var digits: [UInt8] = []
    var from = magnitude.firstIndex { $0 != 0 } ?? magnitude.count
    while from < magnitude.count {
        var remainder = 0
        for index in from..<magnitude.count {
            let value = remainder << 8 | Int(magnitude[index])
            magnitude[index] = UInt8(value / 10)
            remainder = value % 10
        }
        digits.append(UInt8(48 + remainder))
        while from < magnitude.count, magnitude[from] == 0 { from += 1 }
    }
    let text = String(decoding: digits.reversed(), as: UTF8.self)
    return (negative, text.isEmpty ? "0" : text)
}

private func double(float16 bits: UInt16) -> Double {
    let sign: Double = bits >> 15 == 1 ? -1 : 1
    let exponent = Int(bits >> 10 & 0x1f)
    let fraction = Double(bits & 0x3ff)
    return switch exponent {
    case 0: sign * fraction * 0x1p-24
    case 31: fraction == 0 ? sign * .infinity : .nan
    default:
        sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
}

private func uuid(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
        if [4, 6, 8, 10].contains(index) { text.append(45) }
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
