import WorkQLSyntax

/// The bytes of a file, and its name in messages.
package struct FileText: Sendable {
    /// UTF-8 without a byte order mark, after decoding.
    package var bytes: [UInt8]
    /// The name as the statement writes it.
    package let name: String
    /// The number of the line at which the bytes begin, if they are a part of a file.
    var firstLine = 1

    /// Returns a failure with the line and column of an offset: `roster.csv:3:14: …`
    func failure(at offset: Int, _ message: String, help: String? = nil) -> UserError {
        let position = location(of: offset)
        return UserError(
            .malformedFile, "\(name):\(position.line):\(position.column): \(message)", help: help)
    }

    /// Returns a failure with the line of an offset: `roster.csv:3: …`
    func failure(inLineOf offset: Int, _ message: String, help: String? = nil) -> UserError {
        UserError(.malformedFile, "\(name):\(location(of: offset).line): \(message)", help: help)
    }

    /// Computes the line and column of an offset; called only for errors, so that reading does not
    /// count lines. LF, CRLF and CR all end a line; columns are counted in Unicode characters.
    private func location(of offset: Int) -> (line: Int, column: Int) {
        var line = firstLine
        var column = 1
        for index in 0..<min(offset, bytes.count) {
            switch bytes[index] {
            case 0x0D where index + 1 < bytes.count && bytes[index + 1] == 0x0A: continue
            case 0x0A, 0x0D: (line, column) = (line + 1, 1)
            case 0x80...0xBF: continue
            default: column += 1
            }
        }
        return (line, column)
    }
}

/// The bytes that the readers search for.
enum Ascii {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let dot = UInt8(ascii: ".")
    static let plus = UInt8(ascii: "+")
    static let minus = UInt8(ascii: "-")
    static let slash = UInt8(ascii: "/")
    static let zero = UInt8(ascii: "0")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

    @inline(__always)
    static func isLineBreak(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
}
