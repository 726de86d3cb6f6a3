/// The translation of a user's regular expression to RE2.
///
/// What: `\w`, `\d` and `\s` become classes of Unicode, `\u5F20` becomes `\x{5F20}`, and the name
/// of a group is written in RE2's syntax.
/// Why: RE2's letters, digits and spaces are those of ASCII, so that `\w+` would not match 张三.
/// Constructs that no automaton can match are refused here, where their position is known:
/// references to groups, lookahead and lookbehind.
struct PatternText {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var result = ""

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private static let word = #"\p{L}\p{M}\p{Nd}\p{Pc}"#
    private static let space = #"\s\x0b\p{Z}"#

    func written() throws(RegularExpression.Problem) -> String {
        var text = self
        try text.write()
        return text.result
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private func comes(_ text: String) -> Bool {
        scalars[index...].starts(with: text.unicodeScalars)
    }

    private mutating func take(_ count: Int = 1) {
        for scalar in scalars[index...].prefix(count) { result.unicodeScalars.append(scalar) }
        index = min(index + count, scalars.count)
    }

    private mutating func write() throws(RegularExpression.Problem) {
        while let scalar = next {
            switch scalar {
            case "\\": try writeEscape(inClass: false)
            case "[": try writeClass()
            case "(": try writeGroup()
            default: take()
            }
        }
    }

    private func problem(
        _ message: String, _ count: Int, help: String? = nil
    ) -> RegularExpression.Problem {
        func bytes(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
            scalars.reduce(0) { $0 + UTF8.width($1) }
        }
        let start = bytes(scalars[..<index])
        return RegularExpression.Problem(
            message: message, bytes: start..<(start + bytes(scalars[index...].prefix(count))),
            help: help)
    }

    private mutating func writeGroup() throws(RegularExpression.Problem) {
        for look in ["(?=", "(?!", "(?<=", "(?<!"] where comes(look) {
            throw problem(
                "lookahead and lookbehind are not supported", look.count,
                help: "write two conditions: x REGEXP 'a' AND x NOT REGEXP 'b'")
        }
        if comes("(?>") {
            throw problem("atomic groups are not supported", 3, help: "write (?:")
        }
        if comes("(?#") {
            throw problem("comments are not supported in patterns", 3)
        }
        if comes("(?<") {
            result += "(?P<"
            index += 3
        } else {
            take()
        }
    }

    private mutating func writeEscape(inClass: Bool) throws(RegularExpression.Problem) {
        guard index + 1 < scalars.count else { return take() }
        let letter = scalars[index + 1]
        switch letter {
        case "1"..."9", "k", "g":
            throw problem(
                "backreferences are not supported", 2,
                help: "write what the group matches a second time")
        case "Q" where !inClass:
            while index < scalars.count, !comes("\\E") { take() }
            take(2)
        case "d", "D": replace(letter == "d" ? #"\p{Nd}"# : #"\P{Nd}"#)
        case "w": replace(inClass ? Self.word : "[\(Self.word)]")
        case "s": replace(inClass ? Self.space : "[\(Self.space)]")
        case "W" where !inClass: replace("[^\(Self.word)]")
        case "S" where !inClass: replace("[^\(Self.space)]")
        case "W", "S":
            throw problem(
                "\\\(letter) is not supported inside brackets", 2,
                help: "write [^\\\(letter.properties.lowercaseMapping)…], or (\\\(letter)|[…])")
        case "u": try writeCodePoint()
        default: take(2)
        }
    }

    private mutating func replace(_ text: String) {
        result += text
        index += 2
    }

    /// Translates `\u5F20`.
    private mutating func writeCodePoint() throws(RegularExpression.Problem) {
        let digits = scalars[(index + 2)...].prefix(4)
        guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit) else {
            throw problem("four hexadecimal digits must follow \\u", 2, help: "write \\x{1F600}")
        }
        result += "\\x{" + String(String.UnicodeScalarView(digits)) + "}"
        index += 6
    }

    private mutating func writeClass() throws(RegularExpression.Problem) {
        take()
        if next == "^" { take() }
        if next == "]" { take() }
        while let scalar = next {
            if comes("&&") {
                throw problem(
                    "&& is not supported inside brackets", 2,
                    help: "write two conditions: x REGEXP 'a' AND x REGEXP 'b'")
            }
            switch scalar {
            case "\\": try writeEscape(inClass: true)
            case "[" where comes("[:"):
                while index < scalars.count, !comes(":]") { take() }
                take(2)
            case "]": return take()
            default: take()
            }
        }
    }
}
