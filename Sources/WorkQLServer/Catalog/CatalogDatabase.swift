import WorkQL
import WorkQLPages
import WorkQLSQLite
import sqlite3

/// PostgreSQL's catalog as SQLite tables in memory: `pg_catalog` and `information_schema` are
/// attached databases, so that statements can name them as in PostgreSQL.
final class CatalogDatabase {
    let names: CatalogNames
    let connection: Connection
    let session: CatalogSession
    let limit = CatalogLimit()
    /// The prepared statements, by their texts and the types of their parameters; nil for those
    /// that the engine answers.
    var statements: [String: CatalogStatement?] = [:]

    init(names: CatalogNames, facts: SessionFacts) throws {
        self.names = names
        connection = try Connection()
        session = CatalogSession(facts: facts)
        for schema in ["pg_catalog", "information_schema"] {
            try connection.run("ATTACH ':memory:' AS \(schema)")
        }
        try connection.transaction(.deferred) { _ in
            for relation in CatalogRelation.own { try create(relation) }
            try fillCatalog()
            try fillInformation()
        }
        for function in CatalogFunction.all(names, session) {
            try connection.check(function.function.register(on: connection.handle))
        }
        try connection.check(CatalogAggregate.register(on: connection.handle))
        limit.begin { false }
        limit.attend(connection.handle)
    }

    private func create(_ relation: CatalogRelation) throws {
        let columns = relation.columns.map { "\"\($0.name)\" \($0.type.affinity)" }
        try connection.run(
            "CREATE TABLE \(relation.schema).\"\(relation.name)\" "
                + "(\(columns.joined(separator: ", ")))")
    }

    /// Adds a row. A column without a value is NULL, or the empty value of its type if it cannot be
    /// NULL.
    func insert(_ relation: String, _ values: [String: RowValue]) throws {
        guard let relation = relationsByName[relation] else { return }
        let cells = relation.columns.map { column -> RowValue in
            if let value = values[column.name] { return value }
            guard column.isNotNull else { return .null }
            return column.type.affinity == "TEXT"
                ? (column.type.isArray ? "[]" : "") : .integer(0)
        }
        let marks = Array(repeating: "?", count: cells.count).joined(separator: ",")
        try connection.run(
            "INSERT INTO \(relation.schema).\"\(relation.name)\" VALUES (\(marks))",
            cells)
    }

    private let relationsByName = Dictionary(
        CatalogRelation.own.flatMap { relation in
            relation.schema == "pg_catalog"
                ? [(relation.name, relation)] : [("information_schema." + relation.name, relation)]
        }, uniquingKeysWith: { first, _ in first })

    /// Makes functions return the facts of the session whose statement runs next.
    func attend(_ facts: SessionFacts) {
        session.facts = facts
        session.changes = [:]
        limit.begin(facts.mustStop)
    }

    /// Updates the rows about the session and its database for the session whose statement reads
    /// tables next.
    func adopt(_ facts: SessionFacts) throws {
        // The update must not be interrupted: half-written rows about the session would remain for
        // the next one.
        limit.begin { false }
        guard session.adopted != facts.identity else { return }
        session.adopted = facts.identity
        try connection.transaction(.deferred) { _ in
            for table in ["pg_database", "pg_settings", "pg_roles", "pg_user", "pg_stat_activity"] {
                try connection.run("DELETE FROM pg_catalog.\(table)")
            }
            try fillSession(facts)
            let database = [facts.database]
            for relation in CatalogRelation.own where relation.schema == "information_schema" {
                for column in relation.columns where column.name.hasSuffix("_catalog") {
                    try connection.run(
                        "UPDATE information_schema.\"\(relation.name)\" SET \"\(column.name)\" = ? "
                            + "WHERE \"\(column.name)\" IS NOT NULL", database)
                }
            }
            try connection.run(
                "UPDATE information_schema.information_schema_catalog_name SET catalog_name = ?",
                database)
            try connection.run(
                "UPDATE information_schema.schemata SET catalog_name = ?, schema_owner = ?",
                [facts.database, facts.user])
            try connection.run(
                "UPDATE information_schema.table_privileges SET grantor = ?, grantee = ?",
                [facts.user, facts.user])
            try connection.run(
                "UPDATE pg_catalog.pg_tables SET tableowner = ? WHERE schemaname = 'public'",
                [facts.user])
        }
    }
}

/// The state of the session whose statement runs, for the functions of the catalog.
final class CatalogSession {
    var facts: SessionFacts
    /// The settings that `set_config` has changed.
    var changes: [String: String] = [:]
    var adopted = ""

    init(facts: SessionFacts) { self.facts = facts }

    func setting(_ name: String) -> String? {
        let name = name.lowercased()
        return (changes[name] ?? facts.settings[name] ?? CatalogSettings.defaults[name])
            .map { SessionVariables.shown($0, of: name) }
    }
}

extension SessionFacts {
    /// A key that is equal for two sessions if they see the same rows.
    fileprivate var identity: String {
        let settings = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([user, database, String(processID)] + settings).joined(separator: "\n")
    }
}

/// The settings of PostgreSQL that no session changes, by their lowercase names.
enum CatalogSettings {
    static let defaults: [String: String] = [
        "server_version": "15.0 (WorkQL)", "server_version_num": "150000",
        "max_identifier_length": "63", "max_index_keys": "32", "block_size": "8192",
        "integer_datetimes": "on", "standard_conforming_strings": "on", "jit": "off",
        "search_path": "\"$user\", public", "server_encoding": "UTF8", "client_encoding": "UTF8",
        "bytea_output": "hex", "datestyle": "ISO, MDY", "intervalstyle": "postgres",
        "extra_float_digits": "1", "statement_timeout": "0", "lc_collate": "C", "lc_ctype": "C",
        "transaction_isolation": "read committed",
        "default_transaction_isolation": "read committed", "transaction_read_only": "on",
        "default_transaction_read_only": "on", "max_connections": "100",
        "timezone": "Asia/Shanghai",
        "application_name": "", "is_superuser": "off", "in_hot_standby": "off",
        "row_security": "on", "lock_timeout": "0", "wal_block_size": "8192",
        "default_tablespace": "", "default_table_access_method": "heap",
        "timezone_abbreviations": "Default", "idle_in_transaction_session_timeout": "0",
        "check_function_bodies": "on", "synchronize_seqscans": "on", "quote_all_identifiers": "off",
        "work_mem": "4096", "enable_seqscan": "on", "max_function_args": "100",
        "escape_string_warning": "on", "backslash_quote": "safe_encoding", "xmlbinary": "base64",
        "default_transaction_deferrable": "off", "transaction_deferrable": "off",
        "session_authorization": "default", "role": "none", "array_nulls": "on",
        "geqo": "on", "lc_messages": "C", "lc_monetary": "C", "lc_numeric": "C", "lc_time": "C",
        "client_min_messages": "notice",
    ]
}
