import WorkQLPlanner
import WorkQLSyntax
import sqlite3

/// Text functions that PostgreSQL, DuckDB or MySQL have and SQLite does not, with the same results.
/// Characters are code points, as in all four.
enum StringFunctions {
    static var all: [ScalarFunction] {
        [
            ScalarFunction(name: "concat", arity: nil) { arguments in
                // NULL is left out, as in PostgreSQL and DuckDB.
                .text((0..<arguments.count).compactMap(arguments.text).joined())
            },
            ScalarFunction(name: "concat_ws", arity: nil) { arguments in
                guard let separator = arguments.text(0) else { return .null }
                return .text(
                    (1..<arguments.count).compactMap(arguments.text).joined(separator: separator))
            },
            // SQLite's know the case of ASCII letters alone.
            ScalarFunction(name: "unicode", arity: 1) { codePoint($0, ofNone: -1) },
            ScalarFunction(name: "ascii", arity: 1) { codePoint($0, ofNone: 0) },
            ScalarFunction(name: "lower", arity: 1) { arguments in
                arguments.text(0).map { .text(folded($0, \.lowercaseMapping, $0.lowercased)) }
                    ?? .null
            },
            ScalarFunction(name: "upper", arity: 1) { arguments in
                arguments.text(0).map { .text(folded($0, \.uppercaseMapping, $0.uppercased)) }
                    ?? .null
            },
            ScalarFunction(name: "workql_left", arity: 2) { arguments in
                taking(arguments) { text, count in
                    count >= 0 ? text.prefix(count) : text.dropLast(magnitude(count))
                }
            },
            ScalarFunction(name: "workql_right", arity: 2) { arguments in
                taking(arguments) { text, count in
                    count >= 0 ? text.suffix(count) : text.dropFirst(magnitude(count))
                }
            },
            ScalarFunction(name: LocalFunction.formatted.rawValue, arity: nil) { arguments in
                // A number that is not known has no digits, and 0 would be one that is.
                if (2..<max(2, arguments.count)).contains(where: arguments.isNull) { return .null }
                guard arguments.isNull(0), let format = arguments.text(1) else {
                    return .argument(0)
                }
                return format.isEmpty ? .text("") : .error(tooLong("format"))
            },
            ScalarFunction(name: LocalFunction.jsonKey.rawValue, arity: 1) { arguments in
                arguments.text(0).map { .text(JSONText.path(ofKey: $0)) } ?? .null
            },
            ScalarFunction(name: LocalFunction.formatPattern.rawValue, arity: 1) { arguments in
                arguments.text(0).map { .text(FormatText.countingCharacters($0)) } ?? .null
            },
            ScalarFunction(name: "char", arity: nil) { characters($0) },
            ScalarFunction(name: "lpad", arity: nil) { padded($0, atStart: true) },
            ScalarFunction(name: "rpad", arity: nil) { padded($0, atStart: false) },
            ScalarFunction(name: "repeat", arity: 2) { arguments in
                guard let text = arguments.text(0), let count = arguments.integer(1) else {
                    return .null
                }
                guard count > 0, !text.isEmpty else { return .text("") }
                guard count <= longest / text.utf8.count else { return .error(tooLong("repeat")) }
                return .text(String(repeating: text, count: count))
            },
            ScalarFunction(name: "reverse", arity: 1) { arguments in
                guard let text = arguments.text(0) else { return .null }
                return .text(string(text.unicodeScalars.reversed()))
            },
            ScalarFunction(name: "split_part", arity: 3) { arguments in
                guard let text = arguments.text(0), let separator = arguments.text(1),
                    let index = arguments.integer(2)
                else { return .null }
                guard index != 0 else { return .error("split_part() counts parts from 1") }
                return .text(part(index, of: Array(text.utf8), by: Array(separator.utf8)))
            },
            ScalarFunction(name: "overlay", arity: nil) { overlaid($0) },
            ScalarFunction(name: "similar_to_escape", arity: nil) { arguments in
                guard let pattern = arguments.text(0) else { return .null }
                var escape = "\\"
                if arguments.count > 1 {
                    guard let given = arguments.text(1) else { return .null }
                    escape = given
                }
                return SimilarPattern.regularExpression(of: pattern, escape: escape).map {
                    .text($0)
                } ?? .error("the escape of SIMILAR TO is longer than one character")
            },
            ScalarFunction(name: "initcap", arity: 1) { arguments in
                arguments.text(0).map { .text(initials($0)) } ?? .null
            },
            ScalarFunction(name: "workql_octet_length", arity: 1) { arguments in
                arguments.text(0).map { .integer($0.utf8.count) } ?? .null
            },
            ScalarFunction(name: "string_split", arity: 2) { arguments in
                guard let text = arguments.text(0), let separator = arguments.text(1) else {
                    return .null
                }
                return .text(ListText.json(parts(of: text, by: separator)))
            },
            ScalarFunction(name: "starts_with", arity: 2) { arguments in
                comparing(arguments) { $0.utf8.starts(with: $1.utf8) }
            },
            ScalarFunction(name: "ends_with", arity: 2) { arguments in
                comparing(arguments) { $0.utf8.reversed().starts(with: $1.utf8.reversed()) }
            },
            ScalarFunction(name: "translate", arity: 3) { arguments in
                guard let text = arguments.text(0), let from = arguments.text(1),
                    let to = arguments.text(2)
                else { return .null }
                let replacements = Array(to.unicodeScalars)
                var map: [Unicode.Scalar: Unicode.Scalar?] = [:]
                for (index, scalar) in from.unicodeScalars.enumerated() where map[scalar] == nil {
                    map[scalar] = .some(
                        replacements.indices.contains(index) ? replacements[index] : nil)
                }
                return .text(string(text.unicodeScalars.compactMap { map[$0] ?? $0 }))
            },
        ]
    }

    /// Returns a text with characters from a position replaced, as many as the new text has unless
    /// their number is given. Fewer than none are repeated, as in PostgreSQL.
    private static func overlaid(_ arguments: ScalarFunction.Arguments) -> ScalarFunction.Result {
        guard let text = arguments.text(0), let new = arguments.text(1),
            let start = arguments.integer(2)
        else { return .null }
        var count = new.unicodeScalars.count
        if arguments.count > 3 {
            guard let given = arguments.integer(3) else { return .null }
            count = given
        }
        guard start > 0 else { return .error("overlay() counts characters from 1") }
        let (next, isTooFar) = start.addingReportingOverflow(count)
        guard !isTooFar else { return .error("overlay() of too many characters") }
        let characters = Array(text.unicodeScalars)
        let rest = characters.dropFirst(max(0, next - 1))
        return .text(string(characters.prefix(start - 1)) + new + string(rest))
    }

    /// Returns the number of the first character; SQLite has none for an empty text.
    private static func codePoint(
        _ arguments: ScalarFunction.Arguments, ofNone none: Int
    ) -> ScalarFunction.Result {
        guard let text = arguments.text(0) else { return .null }
        return .integer(text.unicodeScalars.first.map { Int($0.value) } ?? none)
    }

    /// Returns the characters of code points, where SQLite writes U+FFFD for what is none and a NUL
    /// for NULL.
    private static func characters(_ arguments: ScalarFunction.Arguments) -> ScalarFunction.Result {
        var text = String.UnicodeScalarView()
        for index in 0..<arguments.count {
            guard let number = arguments.integer(index) else { return .null }
            guard number > 0, let code = UInt32(exactly: number),
                let scalar = Unicode.Scalar(code)
            else {
                return .error(
                    "char(\(number)) is not a character; code points are 1 to 1114111, "
                        + "without 55296 to 57343")
            }
            text.append(scalar)
        }
        return .text(String(text))
    }

    /// Changes the case of each character that has one character of the other case, as PostgreSQL
    /// and DuckDB do: `ß` stays.
    private static func folded(
        _ text: String, _ other: (Unicode.Scalar.Properties) -> String, _ ascii: () -> String
    ) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return ascii() }
        return string(
            text.unicodeScalars.map { scalar in
                // Unicode has two mappings of this letter, one of them to one character.
                if scalar == "İ", other(scalar.properties) != "İ" { return "i" }
                let mapping = other(scalar.properties).unicodeScalars
                return mapping.count == 1 ? mapping[mapping.startIndex] : scalar
            })
    }

    /// Returns the text with letters after a character that is neither letter nor digit in title
    /// case, and all others in lower case, by the rule of `upper` and `lower`.
    private static func initials(_ text: String) -> String {
        var isInside = false
        var result = ""
        for character in text {
            let text = String(character)
            result +=
                isInside
                ? folded(text, \.lowercaseMapping, text.lowercased)
                : folded(text, \.titlecaseMapping, text.uppercased)
            isInside = character.isLetter || character.isNumber
        }
        return result
    }

    /// Returns the parts between separators; without a separator the characters, as in DuckDB.
    private static func parts(of text: String, by separator: String) -> [String] {
        guard !separator.isEmpty else { return text.unicodeScalars.map { String($0) } }
        let (bytes, mark) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + mark.count <= bytes.count {
            if bytes[index..<index + mark.count].elementsEqual(mark) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }

    /// The maximum length of a value in bytes.
    private static let longest = Int(LocalDatabase.longestValue)

    private static func tooLong(_ name: String) -> String {
        "the result of \(name)() is longer than \(longest >> 20) MB"
    }

    private static func magnitude(_ count: Int) -> Int {
        Int(clamping: count.magnitude)
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Returns a part between separators, counted from 1, or from the end by a negative index;
    /// empty if it does not exist. Without a separator the text is one part.
    private static func part(_ index: Int, of text: [UInt8], by separator: [UInt8]) -> String {
        text.withUnsafeBytes { bytes in
            separator.withUnsafeBytes { separator in
                func next(from start: Int) -> Int? {
                    separator.isEmpty
                        ? nil : TextFunctions.offset(of: separator, in: bytes, from: start)
                }
                var number = index
                if index < 0 {
                    var count = 1
                    var start = 0
                    while let found = next(from: start) {
                        count += 1
                        start = found + separator.count
                    }
                    number = count &+ index &+ 1
                }
                guard number > 0 else { return "" }
                var start = 0
                while number > 1, let found = next(from: start) {
                    start = found + separator.count
                    number -= 1
                }
                guard number == 1 else { return "" }
                let end = next(from: start) ?? bytes.count
                return String(decoding: bytes[start..<end], as: UTF8.self)
            }
        }
    }

    private static func taking(
        _ arguments: ScalarFunction.Arguments,
        _ part: (String.UnicodeScalarView, Int) -> Substring.UnicodeScalarView
    ) -> ScalarFunction.Result {
        guard let text = arguments.text(0), let count = arguments.integer(1) else { return .null }
        return .text(String(part(text.unicodeScalars, count)))
    }

    private static func comparing(
        _ arguments: ScalarFunction.Arguments, _ matches: (String, String) -> Bool
    ) -> ScalarFunction.Result {
        guard let text = arguments.text(0), let part = arguments.text(1) else { return .null }
        return .boolean(matches(text, part))
    }

    /// Returns a text filled or cut to a length.
    private static func padded(
        _ arguments: ScalarFunction.Arguments, atStart: Bool
    ) -> ScalarFunction.Result {
        guard let text = arguments.text(0), let length = arguments.integer(1) else { return .null }
        var fill = " "
        if arguments.count > 2 {
            guard let given = arguments.text(2) else { return .null }
            fill = given
        }
        let scalars = Array(text.unicodeScalars)
        let filling = Array(fill.unicodeScalars)
        guard length > scalars.count, !filling.isEmpty else {
            return .text(string(scalars.prefix(max(length, 0))))
        }
        guard length <= longest / 4 else { return .error(tooLong(atStart ? "lpad" : "rpad")) }
        let missing = (0..<length - scalars.count).lazy.map { filling[$0 % filling.count] }
        return .text(
            atStart ? string(Array(missing) + scalars) : string(scalars + Array(missing)))
    }
}
