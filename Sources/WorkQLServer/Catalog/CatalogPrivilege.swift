import WorkQL
import WorkQLSQLite

/// `has_table_privilege` and its like: everybody may read what exists for them, and nobody writes.
/// A name that nothing has is an error, as in PostgreSQL, and an OID that nothing has is NULL.
struct CatalogPrivilege {
    private typealias Failure = (state: String, message: String)

    private enum Subject: String, CaseIterable {
        case table, column, sequence, schema, database, function, type, language, tablespace
        case server, role
        case anyColumn = "any_column"
        case wrapper = "foreign_data_wrapper"

        var function: String { self == .role ? "pg_has_role" : "has_\(rawValue)_privilege" }

        var privileges: Set<String> {
            switch self {
            case .table:
                ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
            case .column, .anyColumn: ["SELECT", "INSERT", "UPDATE", "REFERENCES"]
            case .sequence: ["USAGE", "SELECT", "UPDATE"]
            case .schema: ["CREATE", "USAGE"]
            case .database: ["CREATE", "CONNECT", "TEMPORARY", "TEMP"]
            case .function: ["EXECUTE"]
            case .type, .language, .server, .wrapper: ["USAGE"]
            case .tablespace: ["CREATE"]
            case .role: ["USAGE", "MEMBER"]
            }
        }
    }

    private static let granted: Set = ["SELECT", "USAGE", "CONNECT", "EXECUTE", "MEMBER"]

    let names: CatalogNames
    let session: CatalogSession

    var functions: [CatalogFunction] {
        Subject.allCases.map { subject in
            CatalogFunction(subject.function, .boolean) { answer($0, subject) }
        }
    }

    private func answer(
        _ arguments: ScalarFunction.Arguments, _ subject: Subject
    ) -> ScalarFunction.Result {
        // The user may be left out.
        let least = subject == .column ? 3 : 2
        guard arguments.count == least || arguments.count == least + 1 else { return .null }
        let first = arguments.count - least
        let last = arguments.count - 1
        for index in 0...last where arguments.text(index) == nil { return .null }
        if first == 1, let failure = failure(ofRole: arguments, 0) { return error(failure) }
        let existence = exists(arguments, first, subject)
        if case .failure(let failure)? = existence { return error(failure) }
        let words = (arguments.text(last) ?? "").split(separator: ",").map {
            String($0).trimming(" ").uppercased()
        }
        for word in words {
            let plain = word.hasSuffix(" WITH GRANT OPTION") ? String(word.dropLast(18)) : word
            guard subject.privileges.contains(plain) else {
                return error(
                    ("22023", "unrecognized privilege type: \"\(word.lowercased())\""))
            }
        }
        guard existence != nil else { return .null }
        return .boolean(words.contains(where: Self.granted.contains))
    }

    private enum Existence {
        case there
        case failure(Failure)
    }

    private func error(_ failure: Failure) -> ScalarFunction.Result {
        .error("\(failure.state):\(failure.message)")
    }

    private func number(_ arguments: ScalarFunction.Arguments, _ index: Int) -> UInt32? {
        guard let number = arguments.integer(index), number != 0 else { return nil }
        return UInt32(exactly: number)
    }

    private func failure(ofRole arguments: ScalarFunction.Arguments, _ index: Int) -> Failure? {
        guard number(arguments, index) == nil, let name = arguments.text(index) else { return nil }
        let isKnown = name == session.facts.user || name.lowercased() == "public"
        return isKnown ? nil : ("42704", "role \"\(name)\" does not exist")
    }

    /// - Returns: nil for an OID that nothing has.
    private func exists(
        _ arguments: ScalarFunction.Arguments, _ index: Int, _ subject: Subject
    ) -> Existence? {
        let number = number(arguments, index)
        let name = arguments.text(index) ?? ""
        func named(_ state: String, _ noun: String, _ isThere: Bool) -> Existence {
            isThere ? .there : .failure((state, "\(noun) \"\(name)\" does not exist"))
        }
        switch subject {
        case .table, .column, .anyColumn, .sequence:
            guard let oid = number ?? names.oid(of: name, as: "regclass") else {
                return .failure(("42P01", "relation \"\(name)\" does not exist"))
            }
            guard let relation = names.relation(oid) else { return number == nil ? .there : nil }
            if subject == .sequence {
                return .failure(("42809", "\"\(relation.name)\" is not a sequence"))
            }
            guard subject == .column else { return .there }
            if let position = arguments.integer(index + 1), position != 0 {
                return (1..<relation.columns.count + 1).contains(position) ? .there : nil
            }
            let column = arguments.text(index + 1) ?? ""
            guard relation.columns.contains(where: { $0.name == column }) else {
                return .failure(
                    (
                        "42703",
                        "column \"\(column)\" of relation \"\(relation.name)\" does not exist"
                    ))
            }
            return .there
        case .schema:
            let schemas = CatalogNames.schemas
            if let number { return schemas.contains { $0.oid == number } ? .there : nil }
            return named("3F000", "schema", schemas.contains { $0.name == name })
        case .database:
            if let number { return number == CatalogNames.databaseOID ? .there : nil }
            return named("3D000", "database", name == session.facts.database)
        case .type:
            if let number { return names.typeName(number) == nil ? nil : .there }
            return named("42704", "type", names.oid(of: name, as: "regtype") != nil)
        case .language:
            if let number { return [12, 13, 14].contains(number) ? .there : nil }
            return named("42704", "language", ["internal", "c", "sql"].contains(name))
        case .tablespace:
            if let number { return [1663, 1664].contains(number) ? .there : nil }
            return named("42704", "tablespace", ["pg_default", "pg_global"].contains(name))
        case .server: return number == nil ? named("42704", "server", false) : nil
        case .wrapper: return number == nil ? named("42704", "foreign-data wrapper", false) : nil
        case .role: return failure(ofRole: arguments, index).map { .failure($0) } ?? .there
        // Which functions exist is known of those alone that the catalog lists.
        case .function: return .there
        }
    }
}
