/// The escapes in JSON's strings.
package enum JSONEscapes {
    /// Returns the code unit of four hexadecimal digits.
    static func unit(_ digits: some Sequence<UInt8>) -> UInt16? {
        var unit: UInt16 = 0
        for byte in digits {
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt16(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: unit = unit << 4 | UInt16((byte | 0x20) - 0x57)
            default: return nil
            }
        }
        return unit
    }

    /// Returns a text as a JSON string.
    package static func quoted(_ text: some Sequence<UInt8>) -> String {
        var bytes = [Ascii.quote]
        for byte in text {
            switch byte {
            case Ascii.quote, Ascii.backslash: bytes += [Ascii.backslash, byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes + [Ascii.quote], as: UTF8.self)
    }
}

extension CellStore {
    /// Decodes the escapes of a validated string in place; the result is never longer. Half of a
    /// surrogate pair becomes the replacement character.
    mutating func readEscapes(_ index: Int) {
        let range = cells[index].range
        var read = range.lowerBound
        var written = range.lowerBound
        while read < range.upperBound {
            guard bytes[read] == Ascii.backslash else {
                bytes[written] = bytes[read]
                (read, written) = (read + 1, written + 1)
                continue
            }
            if bytes[read + 1] == UInt8(ascii: "u") {
                for byte in String(takeScalar(&read, before: range.upperBound)).utf8 {
                    bytes[written] = byte
                    written += 1
                }
                continue
            }
            bytes[written] =
                switch bytes[read + 1] {
                case UInt8(ascii: "b"): 0x08
                case UInt8(ascii: "f"): 0x0C
                case UInt8(ascii: "n"): Ascii.lineFeed
                case UInt8(ascii: "r"): Ascii.carriageReturn
                case UInt8(ascii: "t"): Ascii.tab
                default: bytes[read + 1]
                }
            (read, written) = (read + 2, written + 1)
        }
        cells[index] = Cell(.quoted, range.lowerBound..<written)
    }

    /// Decodes the scalar of one `\uXXXX`, or of the two that form a surrogate pair.
    private func takeScalar(_ position: inout Int, before end: Int) -> Unicode.Scalar {
        let first = JSONEscapes.unit(bytes[position + 2..<position + 6]) ?? 0xFFFD
        position += 6
        if UTF16.isLeadSurrogate(first), position + 6 <= end,
            bytes[position] == Ascii.backslash, bytes[position + 1] == UInt8(ascii: "u"),
            let second = JSONEscapes.unit(bytes[position + 2..<position + 6]),
            UTF16.isTrailSurrogate(second)
        {
            position += 6
            return UTF16.decode(UTF16.EncodedScalar([first, second]))
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    /// Removes the space between the tokens of a list or an object, in place.
    mutating func dropSpaces(_ index: Int) {
        let range = cells[index].range
        var written = range.lowerBound
        var isInString = false
        var isEscape = false
        for read in range {
            let byte = bytes[read]
            if isInString {
                if isEscape {
                    isEscape = false
                } else if byte == Ascii.backslash {
                    isEscape = true
                } else if byte == Ascii.quote {
                    isInString = false
                }
            } else if Ascii.isBlank(byte) || Ascii.isLineBreak(byte) {
                continue
            } else if byte == Ascii.quote {
                isInString = true
            }
            bytes[written] = byte
            written += 1
        }
        cells[index] = Cell(.nested, range.lowerBound..<written)
    }
}
