import CRE2

/// A pattern of REGEXP, matched by RE2 in time linear in the length of the text.
///
/// Letters, digits and spaces are those of Unicode: `\w`, `\d` and `\s` are expanded for RE2, where
/// they are those of ASCII.
package final class RegularExpression {
    private let pattern: OpaquePointer
    /// The maximum number of steps of a match for each byte of a text.
    package let size: Int

    /// The reason why a text is not a pattern.
    package struct Problem: Error {
        /// A phrase such as "unclosed bracket".
        package var message: String
        /// The range in the text, in bytes of UTF-8; nil for the whole.
        package var bytes: Range<Int>?
        package var help: String?
    }

    package init(_ text: String) throws(Problem) {
        var written = try PatternText(text).written()
        let made = written.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { wql_pattern_new($0.baseAddress, $0.count) }
        }
        guard let made else { throw Problem(message: "out of memory") }
        if let problem = Self.problem(of: made, in: text) {
            wql_pattern_free(made)
            throw problem
        }
        pattern = made
        size = Int(wql_pattern_size(made))
    }

    deinit { wql_pattern_free(pattern) }

    /// Whether it matches anywhere in a UTF-8 text.
    package func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        text.withMemoryRebound(to: CChar.self) {
            wql_pattern_matches(pattern, $0.baseAddress, $0.count)
        }
    }

    /// Returns the maximum number of steps that a match of a text takes; nil where that would be
    /// too long, about a second if the automaton has no memory for its states.
    package func steps(forBytes count: Int) -> Int? {
        let steps = count.multipliedReportingOverflow(by: size)
        return steps.overflow || steps.partialValue >= 1 << 31 ? nil : steps.partialValue
    }

    package static func tooLarge(forBytes count: Int) -> String {
        "a pattern of this size is too large for a text of \(count) bytes"
    }

    /// The number of its groups.
    package var groups: Int { Int(wql_pattern_groups(pattern)) }

    /// Returns the first match at or after a byte: its range and those of its groups, in bytes; nil
    /// for a group that does not take part in the match.
    package func match(in text: UnsafeRawBufferPointer, from start: Int) -> [Range<Int>?]? {
        let count = groups + 1
        var offsets = [Int](repeating: -1, count: 2 * count)
        let isFound = text.withMemoryRebound(to: CChar.self) { bytes in
            // RE2 accepts an empty text at any address.
            wql_pattern_find(
                pattern, bytes.baseAddress, bytes.count, start, Int32(count), &offsets)
        }
        guard isFound else { return nil }
        return (0..<count).map { group in
            offsets[2 * group] < 0 ? nil : offsets[2 * group]..<offsets[2 * group + 1]
        }
    }

    private static func problem(of pattern: OpaquePointer, in text: String) -> Problem? {
        var message: String
        var help: String?
        switch wql_pattern_failure(pattern) {
        case WQL_PATTERN_FINE: return nil
        case WQL_PATTERN_ESCAPE:
            message = "the backslash has no meaning there"
            help = "write \\\\ for a backslash"
        case WQL_PATTERN_CLASS, WQL_PATTERN_RANGE:
            // RE2 reports a class with an unknown name as a wrong range.
            let isRange = !failedPart(of: pattern).contains {
                [UInt8(ascii: ":"), 0x5C].contains($0)
            }
            message =
                isRange ? "the range ends before it begins" : "unknown character class"
            if !isRange { help = "write [[:alpha:]], \\p{L} or \\p{Han}, for example" }
        case WQL_PATTERN_MISSING_BRACKET: message = "unclosed bracket"
        case WQL_PATTERN_MISSING_PARENTHESIS: message = "unclosed parenthesis"
        case WQL_PATTERN_UNEXPECTED_PARENTHESIS:
            message = "unmatched closing parenthesis"
            help = "write \\) for the character"
        case WQL_PATTERN_TRAILING_BACKSLASH:
            message = "nothing follows the backslash"
            help = "write \\\\ for a backslash"
        case WQL_PATTERN_REPETITION_ARGUMENT:
            message = "nothing precedes the repetition"
            help = "write a backslash before * + ? for the character"
        case WQL_PATTERN_REPETITION_SIZE:
            message = "a repetition takes a minimum and a maximum, up to 1000"
        case WQL_PATTERN_REPETITION:
            message = "a repetition is repeated"
            help = "possessive repetitions are not supported: write + or *"
        case WQL_PATTERN_GROUP: message = "unknown group after (?"
        case WQL_PATTERN_GROUP_NAME:
            message = "the group's name is malformed or used twice"
        case WQL_PATTERN_TOO_LARGE:
            message = "the pattern is too large"
            help = "repeat less: {1000} of a class of letters is that class written 1000 times"
        default: message = "it cannot be read"
        }
        let part = failedPart(of: pattern)
        return Problem(message: message, bytes: Array(text.utf8).range(of: part), help: help)
    }

    private static func failedPart(of pattern: OpaquePointer) -> [UInt8] {
        var length = 0
        let start = wql_pattern_failed_part(pattern, &length)
        return UnsafeBufferPointer(start: start, count: length).map(UInt8.init(bitPattern:))
    }
}

extension [UInt8] {
    /// Returns the range of the first occurrence of other bytes.
    fileprivate func range(of part: [UInt8]) -> Range<Int>? {
        guard !part.isEmpty, part.count <= count else { return nil }
        for start in 0...(count - part.count)
        where self[start..<(start + part.count)].elementsEqual(part) {
            return start..<(start + part.count)
        }
        return nil
    }
}
