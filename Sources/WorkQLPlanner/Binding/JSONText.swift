import WorkQLCatalog

/// The check whether a text is JSON, made while its span in the statement is still known.
package struct JSONText {
    private let bytes: [UInt8]
    private var position = 0

    package static func isValid(_ text: String) -> Bool {
        var reader = JSONText(bytes: Array(text.utf8))
        guard reader.value(depth: 0) else { return false }
        reader.skipSpaces()
        return reader.position == reader.bytes.count
    }

    /// Returns the path of the value with a key, as PostgreSQL and DuckDB take a text: `2026` and
    /// `v1.2` are keys. A text that begins with `$` is a path already.
    package static func path(ofKey key: String) -> String {
        // Between quotes, SQLite's paths have no escape for a quote.
        key.hasPrefix("$") ? key : key.contains("\"") ? "$.\(key)" : "$.\"\(key)\""
    }

    /// Returns the type of the elements of a list; nil if the text is not a list, or if its
    /// elements have no common type.
    static func elementType(of text: String) -> ColumnType? {
        var reader = JSONText(bytes: Array(text.utf8))
        reader.skipSpaces()
        guard reader.take("[") else { return nil }
        reader.position -= 1
        var types: Set<ColumnType> = []
        let isList = reader.list("]", 0) { reader in
            reader.skipSpaces()
            let start = reader.position
            guard reader.value(depth: 1) else { return false }
            switch reader.bytes[start] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): types.insert(.json)
            case UInt8(ascii: "-"), 0x30...0x39:
                let isWhole = reader.bytes[start..<reader.position].allSatisfy {
                    $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0)
                }
                types.insert(isWhole && reader.position - start < 19 ? .integer : .real)
            case UInt8(ascii: "n"): break
            default: types.insert(.text)
            }
            return true
        }
        guard isList else { return nil }
        if types == [.integer, .real] { return .real }
        return types.count == 1 ? types.first : nil
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpaces() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        guard next == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        guard depth < 500 else { return false }
        skipSpaces()
        switch next {
        case UInt8(ascii: "{"): return list("}", depth) { $0.member(depth) }
        case UInt8(ascii: "["): return list("]", depth) { $0.value(depth: depth + 1) }
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return take(word: "true")
        case UInt8(ascii: "f"): return take(word: "false")
        case UInt8(ascii: "n"): return take(word: "null")
        default: return number()
        }
    }

    private mutating func list(
        _ end: Character, _ depth: Int, _ item: (inout JSONText) -> Bool
    ) -> Bool {
        position += 1
        skipSpaces()
        if take(end) { return true }
        repeat {
            guard item(&self) else { return false }
            skipSpaces()
        } while take(",")
        return take(end)
    }

    private mutating func member(_ depth: Int) -> Bool {
        skipSpaces()
        guard string() else { return false }
        skipSpaces()
        return take(":") && value(depth: depth + 1)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let escaped = next else { return false }
                position += 1
                if escaped == UInt8(ascii: "u") {
                    guard bytes.count - position >= 4,
                        bytes[position..<position + 4].allSatisfy(Self.isHexadecimal)
                    else { return false }
                    position += 4
                } else if !"\"\\/bfnrt".utf8.contains(escaped) {
                    return false
                }
            case 0..<0x20: return false
            default: break
            }
        }
        return false
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func number() -> Bool {
        _ = take("-")
        let isZero = next == 0x30
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { return false }
        if take("."), digits() == 0 { return false }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if !take("+") { _ = take("-") }
            return digits() > 0
        }
        return true
    }
}
