import WorkQLSyntax

/// What values a setting of PostgreSQL takes, and how it prints them.
enum VariableForm {
    case boolean
    /// In milliseconds.
    case time
    case number(ClosedRange<Int>)
    case word([String])

    static func form(of name: String) -> VariableForm? { all[name] }

    private static let all: [String: VariableForm] = {
        var forms: [String: VariableForm] = [
            "extra_float_digits": .number(-15...3),
            "bytea_output": .word(["escape", "hex"]),
            "intervalstyle": .word(["postgres", "postgres_verbose", "sql_standard", "iso_8601"]),
            "client_min_messages": .word([
                "debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning",
                "error",
            ]),
            "backslash_quote": .word(["safe_encoding", "on", "off"]),
        ]
        for name in [
            "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
            "idle_session_timeout",
        ] {
            forms[name] = .time
        }
        for name in ["transaction_isolation", "default_transaction_isolation"] {
            forms[name] = .word([
                "serializable", "repeatable read", "read committed", "read uncommitted",
            ])
        }
        for name in [
            "transaction_deferrable", "jit", "row_security", "enable_seqscan",
            "escape_string_warning", "check_function_bodies",
        ] {
            forms[name] = .boolean
        }
        return forms
    }()

    /// Returns a value in the form in which it is stored.
    ///
    /// - Parameter name: of the setting, as it was written.
    func read(_ text: String, of name: String) throws(UserError) -> String {
        let folded = text.lowercased()
        switch self {
        case .boolean:
            // As in PostgreSQL, the first letters of a word suffice.
            for (word, value) in [("true", "on"), ("yes", "on"), ("false", "off"), ("no", "off")]
            where !folded.isEmpty && word.hasPrefix(folded) {
                return value
            }
            if folded == "on" || folded == "1" { return "on" }
            if folded == "off" || folded == "of" || folded == "0" { return "off" }
            throw UserError(
                state: "22023", "parameter \"\(name)\" requires a Boolean value",
                help: "write on or off")
        case .time:
            guard let number = Self.milliseconds(text) else {
                throw invalid(
                    text, name,
                    "write milliseconds, or '30s'; the units are us, ms, s, min, h and d")
            }
            return String(try within(number, 0...Int(Int32.max), name, " ms"))
        case .number(let range):
            guard let number = Int(text.trimming(" ")) else {
                throw invalid(
                    text, name, "write a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return String(try within(number, range, name, ""))
        case .word(let words):
            guard words.contains(folded) else {
                throw invalid(text, name, "write one of " + words.joined(separator: ", "))
            }
            return folded
        }
    }

    private func invalid(_ text: String, _ name: String, _ help: String) -> UserError {
        UserError(
            state: "22023", "invalid value for parameter \"\(name)\": \"\(text)\"", help: help)
    }

    private func within(
        _ number: Int, _ range: ClosedRange<Int>, _ name: String, _ unit: String
    ) throws(UserError) -> Int {
        guard range.contains(number) else {
            throw UserError(
                state: "22023",
                "\(number)\(unit) is outside the valid range for parameter \"\(name)\" "
                    + "(\(range.lowerBound) .. \(range.upperBound))")
        }
        return number
    }

    private static let units: [(name: String, milliseconds: Double)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
        ("us", 0.001), ("", 1),
    ]

    private static func milliseconds(_ text: String) -> Int? {
        let trimmed = text.trimming(" ")
        let digits = trimmed.prefix { $0.isNumber || "+-.".contains($0) }
        let unit = trimmed.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), abs(number) < 1e12,
            let factor = units.first(where: { $0.name == unit })?.milliseconds
        else { return nil }
        return Int((number * factor).rounded(.toNearestOrEven))
    }

    /// Returns a stored value as SHOW prints it: in the largest unit of which it is a multiple.
    func shown(_ value: String) -> String {
        guard case .time = self, let number = Int(value), number != 0 else { return value }
        for unit in Self.units.prefix(5) where number.isMultiple(of: Int(unit.milliseconds)) {
            return "\(number / Int(unit.milliseconds))\(unit.name)"
        }
        return value
    }

    /// The unit in pg_settings.
    var unit: String? { if case .time = self { "ms" } else { nil } }

    /// The type in pg_settings.
    var type: String {
        switch self {
        case .boolean: "bool"
        case .time, .number: "integer"
        case .word: "enum"
        }
    }
}
