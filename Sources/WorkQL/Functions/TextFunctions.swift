import CRE2
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import sqlite3

/// ILIKE, REGEXP, and those functions of SQLite whose time would grow with the square of a text's
/// length.
enum TextFunctions {
    /// Registers the functions.
    ///
    /// - Parameter stop: called by long operations, and kept as long as the connection is open.
    static func register(on connection: OpaquePointer, stop: StopCheck) -> Int32 {
        for (name, arity, call) in functions {
            let code = sqlite3_create_function_v2(
                connection, name, arity, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                Unmanaged.passRetained(Memory(stop)).toOpaque(), call, nil, nil,
                { user in
                    if let user { Unmanaged<Memory>.fromOpaque(user).release() }
                })
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    private typealias Call =
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private static let functions: [(String, Int32, Call)] = [
        (LocalFunction.ilike.rawValue, 2, ilike), (LocalFunction.ilike.rawValue, 3, ilike),
        (LocalFunction.regexp.rawValue, 2, regexp), ("instr", 2, instr), ("replace", 3, replace),
        (LocalFunction.booleanText.rawValue, 1, booleanText),
        (LocalFunction.realText.rawValue, 1, realText),
        (LocalFunction.jsonText.rawValue, 2, jsonText),
        (LocalFunction.jsonName.rawValue, 1, jsonName),
        (LocalFunction.jsonNumber.rawValue, 1, jsonNumber),
    ]

    private static let booleanText: Call = { result, _, arguments in
        guard let result, let arguments, sqlite3_value_type(arguments[0]) != SQLITE_NULL else {
            return sqlite3_result_null(result)
        }
        let text = sqlite3_value_double(arguments[0]) == 0 ? "false" : "true"
        sqlite3_result_text(result, text, -1, SQLite.transient)
    }

    private static let realText: Call = { result, _, arguments in
        guard let result, let arguments else { return }
        guard sqlite3_value_type(arguments[0]) == SQLITE_FLOAT else {
            return sqlite3_result_value(result, arguments[0])
        }
        let number = sqlite3_value_double(arguments[0])
        let text =
            number.isFinite ? number.description : number < 0 ? "-Infinity" : "Infinity"
        sqlite3_result_text(result, text, -1, SQLite.transient)
    }

    /// Returns the text of a JSON value. SQLite's value of true is 1, so JSON's own text is kept
    /// for everything but texts and null.
    private static let jsonText: Call = { result, _, arguments in
        guard let result, let arguments, sqlite3_value_type(arguments[1]) != SQLITE_NULL,
            let part = TextFunctions.text(arguments[0])
        else { return sqlite3_result_null(result) }
        let isText = sqlite3_value_type(arguments[1]) == SQLITE_TEXT && part.hasPrefix("\"")
        sqlite3_result_value(result, arguments[isText ? 1 : 0])
    }

    private static let jsonName: Call = { result, _, arguments in
        guard let result, let arguments else { return }
        guard sqlite3_value_type(arguments[0]) != SQLITE_NULL else {
            return sqlite3_result_error(
                result, "the name of a value in json_group_object() is NULL", -1)
        }
        sqlite3_result_value(result, arguments[0])
    }

    /// Returns a real as it stands in JSON: SQLite would write `Inf`, which is not JSON.
    private static let jsonNumber: Call = { result, _, arguments in
        guard let result, let arguments else { return }
        let number = sqlite3_value_double(arguments[0])
        guard number.isInfinite else { return sqlite3_result_value(result, arguments[0]) }
        sqlite3_result_text(result, number < 0 ? "-Infinity" : "Infinity", -1, SQLite.transient)
    }

    private static let ilike: Call = { result, count, arguments in
        guard let result, let arguments, let pattern = TextFunctions.text(arguments[0]),
            let text = TextFunctions.text(arguments[1])
        else { return sqlite3_result_null(result) }
        let escape = count > 2 ? TextFunctions.text(arguments[2])?.first : nil
        let memory = TextFunctions.memory(of: result)
        let like = LikePattern(pattern.lowercased(), escape: escape)
        guard
            let matches = like.matches(
                text.lowercased(), unless: { memory?.mustStop(after: $0) ?? false })
        else { return sqlite3_result_error_code(result, SQLITE_INTERRUPT) }
        sqlite3_result_int(result, matches ? 1 : 0)
    }

    private static let regexp: Call = { result, _, arguments in
        guard let result, let arguments, let memory = TextFunctions.memory(of: result),
            let pattern = TextFunctions.text(arguments[0]),
            let text = TextFunctions.bytes(arguments[1])
        else { return sqlite3_result_null(result) }
        let expression: RegularExpression
        do throws(RegularExpression.Problem) {
            expression = try memory.expression(pattern)
        } catch {
            return sqlite3_result_error(
                result,
                CastFunctions.failure(
                    "'\(pattern)' is not a regular expression: \(error.message)", .pattern), -1)
        }
        guard let steps = expression.steps(forBytes: text.count) else {
            return sqlite3_result_error(
                result, RegularExpression.tooLarge(forBytes: text.count), -1)
        }
        guard !memory.mustStop(after: steps) else {
            return sqlite3_result_error_code(result, SQLITE_INTERRUPT)
        }
        sqlite3_result_int(result, expression.matches(text) ? 1 : 0)
    }

    /// Returns the index of a part in characters; SQLite's own function compares the part at each
    /// of them.
    private static let instr: Call = { result, _, arguments in
        guard let result, let arguments, let text = TextFunctions.bytes(arguments[0]),
            let part = TextFunctions.bytes(arguments[1])
        else { return sqlite3_result_null(result) }
        guard let index = TextFunctions.offset(of: part, in: text, from: 0) else {
            return sqlite3_result_int(result, 0)
        }
        // The number of bytes that begin a character.
        let before = text[..<index].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        sqlite3_result_int64(result, Int64(before) + 1)
    }

    private static let replace: Call = { result, _, arguments in
        guard let result, let arguments, let memory = TextFunctions.memory(of: result),
            let text = TextFunctions.bytes(arguments[0]),
            let part = TextFunctions.bytes(arguments[1]),
            let other = TextFunctions.bytes(arguments[2])
        else { return sqlite3_result_null(result) }
        guard part.count > 0 else { return sqlite3_result_value(result, arguments[0]) }
        let maximum = Int(sqlite3_limit(sqlite3_context_db_handle(result), SQLITE_LIMIT_LENGTH, -1))
        var replaced: [UInt8] = []
        var start = 0
        while let index = TextFunctions.offset(of: part, in: text, from: start) {
            replaced.append(contentsOf: text[start..<index])
            replaced.append(contentsOf: other)
            guard replaced.count <= maximum else { return sqlite3_result_error_toobig(result) }
            guard !memory.mustStop(after: index - start + other.count + 16) else {
                return sqlite3_result_error_code(result, SQLITE_INTERRUPT)
            }
            start = index + part.count
        }
        replaced.append(contentsOf: text[start...])
        guard replaced.count <= maximum else { return sqlite3_result_error_toobig(result) }
        guard !replaced.isEmpty else { return sqlite3_result_text(result, "", 0, SQLite.transient) }
        replaced.withUnsafeBytes { bytes in
            sqlite3_result_text(
                result, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count), SQLite.transient)
        }
    }

    /// Returns the offset of a part, in time linear in the sum of both lengths and not in their
    /// product.
    static func offset(
        of part: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int
    ) -> Int? {
        guard part.count > 0 else { return start }
        guard let base = text.baseAddress, text.count - start >= part.count,
            let found = wql_find(base + start, text.count - start, part.baseAddress, part.count)
        else { return nil }
        return found - base
    }

    private static func memory(of result: OpaquePointer) -> Memory? {
        sqlite3_user_data(result).map { Unmanaged<Memory>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func text(_ value: OpaquePointer?) -> String? {
        bytes(value).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns the bytes of the value as text, valid until the value is read again; nil for NULL.
    private static func bytes(_ value: OpaquePointer?) -> UnsafeRawBufferPointer? {
        guard let start = sqlite3_value_text(value) else { return nil }
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    /// The state that calls keep from row to row.
    private final class Memory {
        /// The last pattern, compiled: most queries have one.
        private var last: (pattern: String, expression: RegularExpression)?
        private let stop: StopCheck
        private var steps = 0

        init(_ stop: StopCheck) { self.stop = stop }

        func expression(_ pattern: String) throws(RegularExpression.Problem) -> RegularExpression {
            if let last, last.pattern == pattern { return last.expression }
            let expression = try RegularExpression(pattern)
            last = (pattern, expression)
            return expression
        }

        /// Returns whether to stop; checks at intervals.
        func mustStop(after count: Int) -> Bool {
            steps += count
            guard steps > 1 << 20 else { return false }
            steps = 0
            return stop.mustStop()
        }
    }
}

/// A pattern in which `%` is any text, `_` one character, and an escape before them removes their
/// meaning.
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

    /// Returns whether a text matches. Linear except for backtracking to the last `%`, which never
    /// goes further back.
    ///
    /// - Parameter mustStop: receives at intervals the number of steps taken.
    /// - Returns: nil when it was stopped.
    func matches(_ text: String, unless mustStop: (Int) -> Bool = { _ in false }) -> Bool? {
        let scalars = Array(text.unicodeScalars)
        var (index, part) = (0, 0)
        var retreat: (index: Int, part: Int)?
        var steps = 0
        while index < scalars.count {
            steps += 1
            if steps & 0xFFFF == 0, mustStop(0x1_0000) { return nil }
            if part < parts.count, parts[part] == .any {
                retreat = (index, part)
                part += 1
            } else if part < parts.count,
                parts[part] == .one || parts[part] == .exactly(scalars[index])
            {
                index += 1
                part += 1
            } else if let last = retreat {
                retreat = (last.index + 1, last.part)
                index = last.index + 1
                part = last.part + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .any }
    }
}
