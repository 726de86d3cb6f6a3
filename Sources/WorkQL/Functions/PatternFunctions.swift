import WorkQLPlanner
import WorkQLSyntax
import sqlite3

/// `regexp_extract`, `regexp_replace` and `regexp_matches` with the results of DuckDB, whose
/// expressions are RE2's as well.
enum PatternFunctions {
    static func all(_ stop: StopCheck) -> [ScalarFunction] {
        let compiled = Compiled()
        return [
            ScalarFunction(name: "regexp_matches", arity: 2) { arguments in
                guard let text = arguments.text(0), let pattern = arguments.text(1) else {
                    return .null
                }
                return compiled.with(pattern, text, stop) { expression, bytes in
                    .boolean(bytes.withUnsafeBytes(expression.matches))
                }
            },
            ScalarFunction(name: "regexp_extract", arity: nil) { arguments in
                guard let text = arguments.text(0), let pattern = arguments.text(1) else {
                    return .null
                }
                var group = 0
                if arguments.count > 2 {
                    guard let given = arguments.integer(2) else { return .null }
                    group = given
                }
                return compiled.with(pattern, text, stop) { expression, bytes in
                    guard 0...expression.groups ~= group else {
                        return .error("the pattern has no group \(group)")
                    }
                    return bytes.withUnsafeBytes { bytes in
                        guard let match = expression.match(in: bytes, from: 0),
                            let range = match[group]
                        else { return .text("") }
                        return .text(String(decoding: bytes[range], as: UTF8.self))
                    }
                }
            },
            ScalarFunction(name: "regexp_extract_all", arity: nil) { arguments in
                guard let text = arguments.text(0), let pattern = arguments.text(1) else {
                    return .null
                }
                var group = 0
                if arguments.count > 2 {
                    guard let given = arguments.integer(2) else { return .null }
                    group = given
                }
                return compiled.with(pattern, text, stop) { expression, bytes in
                    guard 0...expression.groups ~= group else {
                        return .error("the pattern has no group \(group)")
                    }
                    return allMatches(bytes, expression, group: group, stop)
                }
            },
            ScalarFunction(name: "regexp_split_to_array", arity: nil) { arguments in
                guard let text = arguments.text(0), let pattern = arguments.text(1) else {
                    return .null
                }
                var prefix = ""
                if arguments.count > 2 {
                    guard let flags = arguments.text(2) else { return .null }
                    guard flags.allSatisfy({ $0 == "i" }) else {
                        return .error("regexp_split_to_array() supports only the option 'i'")
                    }
                    if !flags.isEmpty { prefix = "(?i)" }
                }
                return compiled.with(prefix + pattern, text, stop) { expression, bytes in
                    parts(bytes, expression, stop)
                }
            },
            ScalarFunction(name: "regexp_replace", arity: nil) { arguments in
                guard let text = arguments.text(0), let pattern = arguments.text(1),
                    let replacement = arguments.text(2)
                else { return .null }
                var isGlobal = false
                if arguments.count > 3 {
                    guard let flags = arguments.text(3) else { return .null }
                    guard flags.allSatisfy({ $0 == "g" }) else {
                        return .error("regexp_replace() supports only the option 'g'")
                    }
                    isGlobal = flags.contains("g")
                }
                return compiled.with(pattern, text, stop) { expression, bytes in
                    replaced(
                        bytes, expression, Array(replacement.utf8),
                        isGlobal: isGlobal, stop)
                }
            },
        ]
    }

    /// Returns all matches in order, or the same group of each.
    private static func allMatches(
        _ text: [UInt8], _ expression: RegularExpression, group: Int, _ stop: StopCheck
    ) -> ScalarFunction.Result {
        var parts: [String] = []
        var start = 0
        while start <= text.count,
            let match = text.withUnsafeBytes({ expression.match(in: $0, from: start) }),
            let whole = match[0]
        {
            guard !stop.mustStop() else { return .interrupted }
            guard match.indices.contains(group) else {
                return .error("the pattern has no group \(group)")
            }
            parts.append(
                match[group].map { String(decoding: text[$0], as: UTF8.self) } ?? "")
            start = whole.upperBound
            if whole.isEmpty {
                repeat { start += 1 } while start < text.count && text[start] & 0xC0 == 0x80
            }
        }
        return .text(ListText.json(parts))
    }

    /// Returns the parts between matches. Empty matches divide characters, and are none at either
    /// end of the text and behind another match, as in PostgreSQL.
    private static func parts(
        _ text: [UInt8], _ expression: RegularExpression, _ stop: StopCheck
    ) -> ScalarFunction.Result {
        var parts: [String] = []
        var (start, copied, end) = (0, 0, 0)
        while start <= text.count,
            let match = text.withUnsafeBytes({ expression.match(in: $0, from: start) }),
            let whole = match[0]
        {
            guard !stop.mustStop() else { return .interrupted }
            if whole.lowerBound < text.count, whole.upperBound > end {
                parts.append(String(decoding: text[copied..<whole.lowerBound], as: UTF8.self))
                copied = whole.upperBound
            }
            end = whole.upperBound
            start = end
            if whole.isEmpty {
                repeat { start += 1 } while start < text.count && text[start] & 0xC0 == 0x80
            }
        }
        parts.append(String(decoding: text[copied...], as: UTF8.self))
        return .text(ListText.json(parts))
    }

    /// A cache of the last pattern, which most statements use for all rows.
    private final class Compiled {
        private var last: (text: String, expression: RegularExpression)?
        /// The number of steps since the last check whether to stop.
        private var steps = 0

        /// Calls `body` with a pattern and the bytes of a text, unless that would take too long.
        func with(
            _ pattern: String, _ text: String, _ stop: StopCheck,
            _ body: (RegularExpression, [UInt8]) -> ScalarFunction.Result
        ) -> ScalarFunction.Result {
            let expression: RegularExpression
            if let last, last.text == pattern {
                expression = last.expression
            } else {
                do throws(RegularExpression.Problem) {
                    expression = try RegularExpression(pattern)
                } catch {
                    return .error(
                        CastFunctions.failure(
                            "'\(pattern)' is not a regular expression: \(error.message)", .pattern))
                }
                last = (pattern, expression)
            }
            let bytes = Array(text.utf8)
            guard let steps = expression.steps(forBytes: bytes.count) else {
                return .error(RegularExpression.tooLarge(forBytes: bytes.count))
            }
            self.steps += steps
            if self.steps > 1 << 20 {
                self.steps = 0
                guard !stop.mustStop() else { return .interrupted }
            }
            return body(expression, bytes)
        }
    }

    /// Returns the text with matches replaced. In the replacement, `\0` is the match, `\1` to `\9`
    /// are its groups, and `\\` is a backslash.
    private static func replaced(
        _ text: [UInt8], _ expression: RegularExpression, _ replacement: [UInt8], isGlobal: Bool,
        _ stop: StopCheck
    ) -> ScalarFunction.Result {
        let longest = Int(LocalDatabase.longestValue)
        var result: [UInt8] = []
        var start = 0
        var copied = 0
        while start <= text.count,
            let match = text.withUnsafeBytes({ expression.match(in: $0, from: start) }),
            let whole = match[0]
        {
            guard !stop.mustStop() else { return .interrupted }
            result += text[copied..<whole.lowerBound]
            var position = 0
            while position < replacement.count {
                let byte = replacement[position]
                let next = position + 1 < replacement.count ? replacement[position + 1] : nil
                if byte == 0x5C, let next, (0x30...0x39).contains(next) {
                    let group = Int(next - 0x30)
                    guard match.indices.contains(group) else {
                        return .error("the pattern has no group \(group)")
                    }
                    if let range = match[group] { result += text[range] }
                    position += 2
                } else if byte == 0x5C, next == 0x5C {
                    result.append(0x5C)
                    position += 2
                } else {
                    result.append(byte)
                    position += 1
                }
            }
            guard result.count <= longest else {
                return .error("the result of regexp_replace() is longer than \(longest >> 20) MB")
            }
            copied = whole.upperBound
            guard isGlobal else { break }
            start = copied
            if whole.isEmpty {
                // An empty match advances by one character, which is kept.
                repeat { start += 1 } while start < text.count && text[start] & 0xC0 == 0x80
                if copied < text.count { result += text[copied..<min(start, text.count)] }
                copied = min(start, text.count)
            }
        }
        result += text[copied...]
        return .text(String(decoding: result, as: UTF8.self))
    }
}
