import WorkQLSyntax

/// The functions of PostgreSQL that have one value for a whole session, such as `current_user`.
///
/// The engine does not know sessions. Where a statement computes beside such a call, the call is
/// replaced by its value when the text is parsed, so that the engine's types apply to everything else in the statement.
extension SessionFacts {
    struct Function: Sendable {
        let name: String
        let type: ServerType
        let value: @Sendable (SessionFacts) -> ServerValue

        init(
            _ name: String, _ type: ServerType = .name,
            _ value: @escaping @Sendable (SessionFacts) -> ServerValue
        ) {
            self.name = name
            self.type = type
            self.value = value
        }
    }

    static let functions: [Function] = [
        Function("current_user") { .text($0.user) },
        Function("session_user") { .text($0.user) },
        Function("user") { .text($0.user) },
        Function("current_role") { .text($0.user) },
        Function("current_database") { .text($0.database) },
        Function("current_catalog") { .text($0.database) },
        Function("current_schema") { _ in .text("public") },
        Function("version", .text) { facts in
            .text("PostgreSQL \(facts.settings["server_version"] ?? "15.0 (WorkQL)")")
        },
        Function("getdatabaseencoding") { _ in .text("UTF8") },
        Function("pg_client_encoding") { _ in .text("UTF8") },
        Function("pg_backend_pid", .int4) { .integer(Int64($0.processID)) },
    ]

    private static let byName = Dictionary(
        uniqueKeysWithValues: functions.map { ($0.name, $0) })

    /// Whether a call has a value for the whole session.
    static func isOfSession(_ function: String) -> Bool { byName[function] != nil }

    /// The values by the names of the functions.
    var literals: [String: Literal] {
        Self.byName.compactMapValues { function in
            switch function.value(self) {
            case .integer(let value): .integer(value)
            case .text(let value): .text(value)
            default: nil
            }
        }
    }
}
