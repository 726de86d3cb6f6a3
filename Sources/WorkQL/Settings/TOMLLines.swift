/// The line of each key in a TOML document, which the TOML reader does not report.
///
/// The document must be well-formed. Keys inside an inline table or an array have the line on which
/// that begins.
package struct TOMLLines {
    private var lines: [[String]: Int] = [:]
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1

    package init(_ document: String) {
        bytes = Array(document.utf8)
        var table: [String] = []
        while offset < bytes.count {
            skip { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
            switch next {
            case nil: return
            case UInt8(ascii: "#"): skip { $0 != 0x0A }
            case UInt8(ascii: "["):
                skip { $0 == UInt8(ascii: "[") }
                table = key()
                record(table)
                skip { $0 != 0x0A }
            default:
                record(table + key())
                skip { $0 != UInt8(ascii: "=") }
                skipValue()
            }
        }
    }

    /// Returns the line, counted from 1, of a key or of the nearest table around it.
    package func line(of path: [String]) -> Int {
        var path = path
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return 1
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func record(_ path: [String]) {
        // The line of a table is that of its first key or header.
        for length in 1...max(1, path.count) where lines[Array(path.prefix(length))] == nil {
            lines[Array(path.prefix(length))] = line
        }
    }

    private mutating func step() {
        if next == 0x0A { line += 1 }
        offset += 1
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while let byte = next, condition(byte) { step() }
    }

    /// Reads a key: `a.b."c"`.
    private mutating func key() -> [String] {
        var path: [String] = []
        while true {
            skip { $0 == 0x20 || $0 == 0x09 }
            let start = offset
            if let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                skipString(quote)
                path.append(text(start + 1, max(start + 1, offset - 1)))
            } else {
                skip { !" \t.=]\r\n".utf8.contains($0) }
                path.append(text(start, offset))
            }
            skip { $0 == 0x20 || $0 == 0x09 }
            guard next == UInt8(ascii: ".") else { return path }
            step()
        }
    }

    private func text(_ start: Int, _ end: Int) -> String {
        String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Skips a value, up to the end of the line on which it ends.
    private mutating func skipValue() {
        var depth = 0
        while let byte = next {
            switch byte {
            case 0x0A where depth == 0: return
            case UInt8(ascii: "#"): skip { $0 != 0x0A }
            case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString(byte)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                step()
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                step()
            default: step()
            }
        }
    }

    /// Skips a string of one line or, after three quotes, of several.
    private mutating func skipString(_ quote: UInt8) {
        let isLong = bytes[offset...].starts(with: [quote, quote, quote])
        let closing = Array(repeating: quote, count: isLong ? 3 : 1)
        for _ in closing { step() }
        while next != nil, !bytes[offset...].starts(with: closing) {
            // Only strings in double quotes have escapes.
            if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { step() }
            step()
        }
        for _ in closing { step() }
        // Up to two more quotes may belong to the text.
        if isLong { skip { $0 == quote } }
    }
}
