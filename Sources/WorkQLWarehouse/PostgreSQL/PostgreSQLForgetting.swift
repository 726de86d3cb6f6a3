import WorkQLCatalog
import WorkQLPages
package import WorkQLStore
import WorkQLSyntax
import WorkQLTime

extension PostgreSQLWarehouse {
    package var remains: String {
        "tables and views made from its tables, backups, and dead rows until VACUUM"
    }

    package func forget(
        _ forgetting: WarehouseForgetting, patience: Int
    ) async throws -> WarehouseDeletion {
        // Other syncs are kept away where there is something to delete.
        if forgetting.isRetention, try await !hasCoverage(forgetting) { return WarehouseDeletion() }
        if forgetting.isOfEndpoint { try await lock(forgetting.tables, patience: patience) }
        let outcome: Result<WarehouseDeletion, any Error>
        do {
            outcome = .success(
                try await session.persist {
                    try await session.use { connection in
                        try connection.transaction { () throws(UserError) in
                            try Self.forget(forgetting, connection)
                        }
                    }
                })
        } catch {
            outcome = .failure(error)
        }
        if forgetting.isOfEndpoint { await end(forgetting.tables[0]) }
        return try outcome.get()
    }

    private func hasCoverage(_ forgetting: WarehouseForgetting) async throws -> Bool {
        try await session.persist {
            try await session.use { connection in
                guard try Self.exists("workql_coverage", connection) else { return false }
                for rows in forgetting.rows {
                    let found = try Self.candidates(of: rows, forgetting, connection)
                    if !found.isEmpty { return true }
                }
                return false
            }
        }
    }

    static func exists(
        _ table: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> Bool {
        try connection.run("SELECT to_regclass($1) IS NOT NULL", [table.quotedName])
            .rows.first?.first == "t"
    }

    private static func forget(
        _ forgetting: WarehouseForgetting, _ connection: PostgreSQLConnection
    ) throws(UserError) -> WarehouseDeletion {
        var deletion = WarehouseDeletion()
        if forgetting.isOfEndpoint {
            let tables = try tables(of: forgetting, connection)
            // No coverage leads to them.
            try RangeTable.checkListed(
                tables.map(\.table), of: forgetting.tables[0].endpoint.name, connection)
        }
        if forgetting.isOfEndpoint, try exists("workql_coverage", connection) {
            let tables = try tables(of: forgetting, connection)
            for rows in forgetting.rows {
                try forget(rows, forgetting, tables, &deletion, connection)
            }
        }
        try forgetAnswers(forgetting, &deletion, connection)
        try keep(forgetting.tombstones, connection)
        return deletion
    }

    // MARK: Ranges

    /// The tables of an endpoint that are there.
    private static func tables(
        of forgetting: WarehouseForgetting, _ connection: PostgreSQLConnection
    ) throws(UserError) -> [(table: RangeTable, columns: Set<String>)] {
        var tables: [(RangeTable, Set<String>)] = []
        for table in forgetting.tables {
            let columns = Set(
                try connection.run(
                    """
                    SELECT attname FROM pg_attribute
                    WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                    """, [table.name.quotedName]
                ).rows.compactMap { $0[0] })
            let isShared = columns.contains("_workql_ranges")
            guard isShared || columns.contains("_workql_range") else { continue }
            tables.append(
                (
                    RangeTable(name: table.name, isShared: isShared, time: table.storedTime),
                    columns
                ))
        }
        return tables
    }

    /// The ranges that may have some of the rows, each with its scope.
    private static func candidates(
        of rows: ForgottenRows, _ forgetting: WarehouseForgetting,
        _ connection: PostgreSQLConnection
    ) throws(UserError) -> [(range: HeldRange, scope: String)] {
        let (since, until) = (rows.instants.lowerBound, rows.instants.upperBound)
        let found = try connection.run(
            """
            SELECT id, partition, \(milliseconds("since")), \(milliseconds("until")),
                extract(epoch FROM fetched)::bigint, scope
            FROM workql_coverage WHERE endpoint = $1 AND since < $2 AND until > $3 AND fetched < $4
            """,
            [
                forgetting.tables[0].endpoint.name,
                until == .max ? "infinity" : TargetTable.text(until),
                since == .min ? "-infinity" : TargetTable.text(since),
                rows.latest == .max ? "infinity" : TargetTable.text((rows.latest + 1) * 1000),
            ]
        ).rows
        return found.compactMap { row in
            ranges([row]).first.map { ($0, row[5] ?? "") }
        }
    }

    private static func forget(
        _ rows: ForgottenRows, _ forgetting: WarehouseForgetting,
        _ tables: [(table: RangeTable, columns: Set<String>)], _ deletion: inout WarehouseDeletion,
        _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let candidates = try candidates(of: rows, forgetting, connection)
        guard !candidates.isEmpty else { return }
        var ids = Set(
            candidates.filter { range, scope in
                rows.contains(
                    partition: range.partition, parameters: parameters(ofScope: scope))
            }.map(\.range.id))
        // Also the ranges that brought rows with these values.
        for (table, columns) in tables where !rows.isAll && columns.contains(rows.column) {
            ids.formUnion(try ranges(of: table, with: rows, connection))
        }
        let found = candidates.map(\.range).filter { ids.contains($0.id) }
        guard !found.isEmpty else { return }
        deletion.ranges += found.count
        let all = tables.map(\.table)
        if forgetting.isByTime {
            let start = found.map(\.instants.lowerBound).min() ?? 0
            let end = found.map(\.instants.upperBound).max() ?? 0
            deletion.rows += try RangeTable.cut(
                rows.instants.clamped(to: start..<end), outOf: found, all, connection)
            return
        }
        for table in all { deletion.rows += try table.remove(found.map(\.id), connection) }
        try connection.run(
            "DELETE FROM workql_coverage WHERE id = ANY($1::bigint[])",
            [found.map(\.id).arrayText])
    }

    /// The values of a column, as texts, that are to be forgotten.
    private static func values(
        of rows: ForgottenRows, in table: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> [String] {
        try connection.run(
            "SELECT DISTINCT \(rows.column.quotedName)::text FROM \(table.quotedName)"
        ).rows.compactMap { $0[0] }.filter { rows.contains(.text($0)) }
    }

    private static func ranges(
        of table: RangeTable, with rows: ForgottenRows, _ connection: PostgreSQLConnection
    ) throws(UserError) -> [Int64] {
        let values = try values(of: rows, in: table.name, connection)
        guard !values.isEmpty else { return [] }
        let range = table.isShared ? "unnest(_workql_ranges)" : "_workql_range"
        return try connection.run(
            """
            SELECT DISTINCT \(range) FROM \(table.name.quotedName)
            WHERE \(rows.column.quotedName)::text = ANY($1::text[])
            """, [values.arrayText]
        ).rows.compactMap { $0[0].flatMap { Int64($0) } }
    }

    // MARK: Answers

    /// Deletes rows of tables that hold answers of queries: where a column of the same name has one
    /// of the values. Of a table that is one answer itself, all rows go if no values are named.
    private static func forgetAnswers(
        _ forgetting: WarehouseForgetting, _ deletion: inout WarehouseDeletion,
        _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard !forgetting.isRetention else { return }
        let own = forgetting.isOfEndpoint ? nil : forgetting.tables[0].name
        let names = try connection.run(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind = 'r'
                AND obj_description(c.oid, 'pg_class')
                    LIKE '%the answer of a query, replaced by %workql sync' ORDER BY 1
            """
        ).rows.compactMap { $0[0] }
        for name in names where own.map({ $0 == name }) ?? !Catalog.builtIn.hasList(name) {
            let columns = Set(
                try connection.run(
                    """
                    SELECT attname FROM pg_attribute
                    WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                    """, [name.quotedName]
                ).rows.compactMap { $0[0] })
            for rows in forgetting.rows {
                if rows.isAll {
                    guard own != nil else {
                        deletion.others.insert(name)
                        continue
                    }
                    deletion.rows += try connection.run("DELETE FROM \(name.quotedName)").affected
                    deletion.answers.insert(name)
                    continue
                }
                guard columns.contains(rows.column) else {
                    deletion.others.insert(name)
                    continue
                }
                let values = try values(of: rows, in: name, connection)
                guard !values.isEmpty else { continue }
                deletion.rows += try connection.run(
                    """
                    DELETE FROM \(name.quotedName)
                    WHERE \(rows.column.quotedName)::text = ANY($1::text[])
                    """, [values.arrayText]
                ).affected
                // Its ranges are not complete any more.
                if try exists("workql_coverage", connection) {
                    try connection.run(
                        "DELETE FROM workql_coverage WHERE endpoint = $1 AND partition = $2",
                        [ResultRange.endpoint, name])
                }
                deletion.answers.insert(name)
            }
        }
    }

    // MARK: Tombstones

    private static let forgotten = """
        CREATE TABLE workql_forgotten (
            source text NOT NULL, "column" text NOT NULL, salt text NOT NULL, key text NOT NULL,
            since timestamptz, until timestamptz, forgotten timestamptz NOT NULL);
        COMMENT ON TABLE workql_forgotten IS
            'what FORGET deleted, without the values; written by workql';
        COMMENT ON COLUMN workql_forgotten.key IS
            'hash of salt, column and value; empty for all rows'
        """

    private static func keep(
        _ tombstones: [Tombstone], _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard !tombstones.isEmpty else { return }
        try connection.run("SELECT pg_advisory_xact_lock(hashtextextended('workql tables', 0))")
        if try !exists("workql_forgotten", connection) { try connection.run(forgotten) }
        for mark in tombstones {
            let values: [String?] = [
                mark.source, mark.column, mark.salt, mark.key,
                mark.instants.lowerBound == .min
                    ? nil : TargetTable.text(mark.instants.lowerBound),
                mark.instants.upperBound == .max
                    ? nil : TargetTable.text(mark.instants.upperBound),
                TargetTable.text(mark.forgotten * 1000),
            ]
            try connection.run(
                """
                DELETE FROM workql_forgotten
                WHERE source = $1 AND "column" = $2 AND salt = $3 AND key = $4
                    AND coalesce(since, '-infinity') >= coalesce($5::timestamptz, '-infinity')
                    AND coalesce(until, 'infinity') <= coalesce($6::timestamptz, 'infinity')
                    AND forgotten <= $7::timestamptz
                """, values)
            try connection.run(
                "INSERT INTO workql_forgotten VALUES ($1, $2, $3, $4, $5, $6, $7)", values)
        }
    }

    package func tombstones() async throws -> [Tombstone] {
        try await session.persist {
            try await session.use { connection in
                guard try Self.exists("workql_forgotten", connection) else { return [] }
                return try connection.run(
                    """
                    SELECT source, "column", salt, key, \(Self.milliseconds("since")),
                        \(Self.milliseconds("until")), extract(epoch FROM forgotten)::bigint
                    FROM workql_forgotten ORDER BY forgotten
                    """
                ).rows.compactMap { row in
                    let since = row[4].flatMap { Int64($0) } ?? .min
                    let until = row[5].flatMap { Int64($0) } ?? .max
                    guard let source = row[0], let column = row[1], let salt = row[2],
                        let key = row[3], let forgotten = row[6].flatMap({ Int64($0) }),
                        since <= until
                    else { return nil }
                    return Tombstone(
                        source: source, column: column, salt: salt, key: key,
                        instants: since..<until, forgotten: forgotten)
                }
            }
        }
    }
}

extension Catalog {
    /// Whether a table of this name is no answer of a script's query but a list of its own.
    func hasList(_ name: String) -> Bool {
        tables.contains { $0.name == name && !$0.source.isAnswers }
    }
}
