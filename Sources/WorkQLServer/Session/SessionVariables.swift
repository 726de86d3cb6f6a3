import WorkQL
import WorkQLSyntax
import WorkQLTime

/// The settings that PostgreSQL's clients read and write. They include those of the engine with the
/// same names.
struct SessionVariables: Sendable {
    /// The values by lowercase names.
    private(set) var values: [String: String]
    /// The values after the startup packet, to which RESET returns.
    private var initial: [String: String] = [:]
    /// The zone in which instants are printed. The zone of calendar days is separate: SET TimeZone
    /// changes it, but not the zone of its machine that a driver sends at the start.
    private(set) var zone: Zone
    private var initialZone: Zone

    static let serverVersion = "15.0 (WorkQL \(ProgramVersion.number))"

    /// The settings sent to clients at the start and after each change, in PostgreSQL's spelling.
    static let reported = [
        "application_name", "client_encoding", "DateStyle", "default_transaction_read_only",
        "in_hot_standby", "integer_datetimes", "IntervalStyle", "is_superuser", "server_encoding",
        "server_version", "session_authorization", "standard_conforming_strings", "TimeZone",
    ]

    private static let fixed: [String: String] = [
        "server_version": serverVersion, "server_version_num": "150000", "server_encoding": "UTF8",
        "integer_datetimes": "on", "is_superuser": "off", "in_hot_standby": "off",
        "default_transaction_read_only": "on", "transaction_read_only": "on",
        "max_identifier_length": "63", "max_index_keys": "32", "block_size": "8192",
        "lc_collate": "C.UTF-8", "lc_ctype": "C.UTF-8", "standard_conforming_strings": "on",
    ]

    private static let usual: [String: String] = [
        "client_encoding": "UTF8", "datestyle": "ISO, MDY", "intervalstyle": "postgres",
        "application_name": "", "search_path": "\"$user\", public",
        "transaction_isolation": "read committed",
        "default_transaction_isolation": "read committed", "transaction_deferrable": "off",
        "extra_float_digits": "1", "statement_timeout": "0", "lock_timeout": "0",
        "idle_in_transaction_session_timeout": "0", "idle_session_timeout": "0",
        "client_min_messages": "notice", "bytea_output": "hex", "jit": "off",
        "row_security": "on", "lc_messages": "C.UTF-8", "lc_monetary": "C.UTF-8",
        "lc_numeric": "C.UTF-8", "lc_time": "C.UTF-8", "backslash_quote": "safe_encoding",
        "enable_seqscan": "on", "escape_string_warning": "on", "check_function_bodies": "on",
    ]

    /// The names in PostgreSQL's spelling.
    private static let spellings: [String: String] = [
        "datestyle": "DateStyle", "intervalstyle": "IntervalStyle", "timezone": "TimeZone",
    ]

    static func spelling(_ name: String) -> String { spellings[name.lowercased()] ?? name }

    /// - Parameters:
    ///   - zone: the zone of the engine.
    ///   - startup: the parameters that the client sent.
    init(user: String, zone: Zone, startup: [String: String]) throws(UserError) {
        var values = Self.usual.merging(Self.fixed) { $1 }
        values["session_authorization"] = user
        values["timezone"] = zone.identifier
        self.values = values
        self.zone = zone
        initialZone = zone
        for (name, value) in startup where !["user", "database", "replication"].contains(name) {
            if name == "options" {
                for (name, value) in Self.options(value) { try take(name, value) }
            } else if !name.hasPrefix("_pq_.") {
                try take(name, value)
            }
        }
        (initial, initialZone) = (self.values, self.zone)
    }

    /// Parses `-c name=value`, `--name=value`.
    private static func options(_ text: String) -> [(String, String)] {
        text.split(separator: " ").compactMap { word in
            var word = word
            if word.hasPrefix("-c") { word = word.dropFirst(2) }
            if word.hasPrefix("--") { word = word.dropFirst(2) }
            let parts = word.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }

    private mutating func take(_ name: String, _ value: String) throws(UserError) {
        guard name.lowercased() == "timezone" else { return try set(name, to: value) }
        // An unknown zone only affects how times are displayed.
        if let known = Self.zone(value) {
            zone = known
            values["timezone"] = known.identifier
        }
    }

    subscript(_ name: String) -> String? { values[name.lowercased()] }

    /// Returns the value of a setting as SHOW prints it: `30s`, which is stored as 30000.
    static func shown(_ value: String, of name: String) -> String {
        VariableForm.form(of: name.lowercased())?.shown(value) ?? value
    }

    /// - Throws: if the setting cannot be changed, or not to this value.
    mutating func set(_ name: String, to value: String) throws(UserError) {
        let folded = name.lowercased()
        var value = value
        switch folded {
        case "client_encoding": value = try Self.encoding(value)
        case "datestyle":
            guard value.lowercased().hasPrefix("iso") || Self.isOrder(value) else {
                throw UserError(
                    state: "0A000", "times are written in the style ISO alone",
                    help: "write SET DateStyle = 'ISO, MDY'")
            }
            let order = value.split { $0 == "," || $0 == " " }.last?.uppercased() ?? "MDY"
            value = "ISO, " + (Self.isOrder(order) ? order : "MDY")
        case "timezone":
            guard let known = Self.zone(value) else {
                throw UserError(
                    state: "22023", "unknown time zone \"\(value)\"",
                    help: "write a name such as 'Asia/Shanghai' or 'UTC'")
            }
            zone = known
            value = known.identifier
        case "standard_conforming_strings":
            guard ["on", "true", "1"].contains(value.lowercased()) else {
                throw UserError(
                    state: "0A000", "a backslash in a text is one of its characters",
                    help: "write E'…' for a text with escapes")
            }
            value = "on"
        case "default_transaction_read_only", "transaction_read_only": value = "on"
        case _ where Self.fixed[folded] != nil || folded == "session_authorization":
            throw UserError(state: "55P02", "\(name) cannot be changed")
        default: value = try VariableForm.form(of: folded)?.read(value, of: name) ?? value
        }
        values[folded] = value
    }

    /// Restores the default.
    mutating func reset(_ name: String) {
        let folded = name.lowercased()
        values[folded] = initial[folded]
        if folded == "timezone" { zone = initialZone }
    }

    mutating func resetAll() {
        values = initial
        zone = initialZone
    }

    /// Returns the settings sent to clients that differ from those of another state.
    func changes(from other: SessionVariables) -> [(name: String, value: String)] {
        Self.reported.compactMap { name in
            let value = self[name]
            return value == other[name] ? nil : value.map { (name, $0) }
        }
    }

    /// The timeout of a statement; nil for no limit.
    var statementTimeout: Duration? {
        guard let milliseconds = values["statement_timeout"].flatMap({ Int($0) }),
            milliseconds > 0
        else { return nil }
        return .milliseconds(milliseconds)
    }

    private static func isOrder(_ word: String) -> Bool {
        ["MDY", "DMY", "YMD", "US", "EUROPEAN"].contains(word.uppercased())
    }

    private static func encoding(_ name: String) throws(UserError) -> String {
        let word = name.uppercased().filter { $0.isLetter || $0.isNumber }
        guard ["UTF8", "UNICODE", "SQLASCII"].contains(word) else {
            throw UserError(
                state: "22023", "client_encoding \"\(name)\" is not supported; it is UTF8",
                help: "set PGCLIENTENCODING=UTF8, or choose UTF-8 in the client")
        }
        return "UTF8"
    }

    /// Returns a zone as PostgreSQL's clients name it. `GMT-08:00` is east of Greenwich, as in
    /// POSIX, which is how pgjdbc writes it; an offset alone is as in ISO 8601.
    static func zone(_ name: String) -> Zone? {
        let folded = name.uppercased()
        for prefix in ["GMT", "UTC"] where folded.hasPrefix(prefix) {
            let rest = String(folded.dropFirst(3))
            if rest.isEmpty { return .utc }
            return offset(rest).map { Zone(offsetMinutes: -$0) }
        }
        if let minutes = offset(name) { return Zone(offsetMinutes: minutes) }
        return Zone(named: name)
    }

    /// Parses `+08:00`, `-5`, `8`, in minutes.
    private static func offset(_ text: String) -> Int? {
        let isNegative = text.hasPrefix("-")
        let digits = text.drop { $0 == "+" || $0 == "-" }.split(separator: ":")
        guard let hours = digits.first.flatMap({ Int($0) }), (0...15).contains(hours),
            digits.count <= 2
        else { return nil }
        let minutes = digits.count == 2 ? Int(digits[1]) : 0
        guard let minutes, (0...59).contains(minutes) else { return nil }
        let sum = hours * 60 + minutes
        return isNegative ? -sum : sum
    }
}
