import GRDBSQLite
import WorkQLPlanner

/// ILIKE and REGEXP, as functions of SQLite.
enum TextFunctions {
    static func register(on connection: OpaquePointer) -> Int32 {
        for (name, arity, call) in functions {
            let code = sqlite3_create_function_v2(
                connection, name, arity, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                Unmanaged.passRetained(Patterns()).toOpaque(), call, nil, nil,
                { user in
                    if let user { Unmanaged<Patterns>.fromOpaque(user).release() }
                })
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    private typealias Call =
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private static var functions: [(String, Int32, Call)] {
        let ilike: Call = { result, count, arguments in
            guard let result, let arguments, let pattern = TextFunctions.text(arguments[0]),
                let text = TextFunctions.text(arguments[1])
            else { return sqlite3_result_null(result) }
            let escape = count > 2 ? TextFunctions.text(arguments[2])?.first : nil
            let matches = LikePattern(pattern.lowercased(), escape: escape)
                .matches(text.lowercased())
            sqlite3_result_int(result, matches ? 1 : 0)
        }
        let regexp: Call = { result, _, arguments in
            guard let result, let arguments, let user = sqlite3_user_data(result),
                let pattern = TextFunctions.text(arguments[0]),
                let text = TextFunctions.text(arguments[1])
            else { return sqlite3_result_null(result) }
            let patterns = Unmanaged<Patterns>.fromOpaque(user).takeUnretainedValue()
            guard let regex = patterns.regex(pattern) else {
                return sqlite3_result_error(result, "'\(pattern)' is no regular expression", -1)
            }
            let found = (try? regex.firstMatch(in: text)) ?? nil
            sqlite3_result_int(result, found == nil ? 0 : 1)
        }
        let boolean: Call = { result, _, arguments in
            guard let result, let arguments, let text = TextFunctions.text(arguments[0]) else {
                return sqlite3_result_null(result)
            }
            switch text.lowercased().filter({ $0 != " " }) {
            case "true", "t", "yes", "y", "on", "1": sqlite3_result_int(result, 1)
            case "false", "f", "no", "n", "off", "0": sqlite3_result_int(result, 0)
            default: sqlite3_result_null(result)
            }
        }
        let booleanText: Call = { result, _, arguments in
            guard let result, let arguments, sqlite3_value_type(arguments[0]) != SQLITE_NULL else {
                return sqlite3_result_null(result)
            }
            let text = sqlite3_value_double(arguments[0]) == 0 ? "false" : "true"
            sqlite3_result_text(result, text, -1, SQLite.transient)
        }
        // SQLite's value of true is 1, and JSON's own text is kept for all but texts and null.
        let jsonText: Call = { result, _, arguments in
            guard let result, let arguments, sqlite3_value_type(arguments[1]) != SQLITE_NULL,
                let part = TextFunctions.text(arguments[0])
            else { return sqlite3_result_null(result) }
            let isText = sqlite3_value_type(arguments[1]) == SQLITE_TEXT && part.hasPrefix("\"")
            if isText {
                sqlite3_result_value(result, arguments[1])
            } else {
                sqlite3_result_value(result, arguments[0])
            }
        }
        return [
            (LocalFunction.booleanOfText.rawValue, 1, boolean),
            (LocalFunction.booleanText.rawValue, 1, booleanText),
            (LocalFunction.jsonText.rawValue, 2, jsonText),
            ("workql_ilike", 2, ilike), ("workql_ilike", 3, ilike), ("workql_regexp", 2, regexp),
        ]
    }

    private static func text(_ value: OpaquePointer?) -> String? {
        sqlite3_value_text(value).map { String(cString: $0) }
    }

    /// The last pattern, compiled: most queries have one.
    private final class Patterns {
        private var last: (pattern: String, regex: Regex<AnyRegexOutput>)?

        func regex(_ pattern: String) -> Regex<AnyRegexOutput>? {
            if let last, last.pattern == pattern { return last.regex }
            guard let regex = try? Regex(pattern) else { return nil }
            last = (pattern, regex)
            return regex
        }
    }
}

/// `%` is any text, `_` one character, an escape before them takes their meaning away.
struct LikePattern {
    private enum Part: Equatable {
        case any
        case one
        case exactly(Unicode.Scalar)
    }

    private let parts: [Part]

    init(_ pattern: String, escape: Character?) {
        var parts: [Part] = []
        var isEscaped = false
        let escape = escape?.unicodeScalars.first
        for scalar in pattern.unicodeScalars {
            if isEscaped {
                parts.append(.exactly(scalar))
                isEscaped = false
            } else if scalar == escape {
                isEscaped = true
            } else if scalar == "%" {
                if parts.last != .any { parts.append(.any) }
            } else {
                parts.append(scalar == "_" ? .one : .exactly(scalar))
            }
        }
        self.parts = parts
    }

    /// Linear but for a retreat to the last `%`, which never goes further back.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var (place, part) = (0, 0)
        var retreat: (place: Int, part: Int)?
        while place < scalars.count {
            if part < parts.count, parts[part] == .any {
                retreat = (place, part)
                part += 1
            } else if part < parts.count,
                parts[part] == .one || parts[part] == .exactly(scalars[place])
            {
                place += 1
                part += 1
            } else if let last = retreat {
                retreat = (last.place + 1, last.part)
                place = last.place + 1
                part = last.part + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .any }
    }
}
