import WorkQLSyntax

/// Whether the rows of an endpoint's tables and `workql_coverage` belong together. Both are tables that
/// others can drop, empty, rename, or bring back as they were some time ago.
extension RangeTable {
    /// The range that a row came with; a row that came with several is there for each of them.
    private var rows: String {
        isShared
            ? "\(name.quotedName), unnest(_workql_ranges) AS own(id)"
            : "(SELECT _workql_range AS id FROM \(name.quotedName)) AS own"
    }

    /// Whether the tables have exactly the rows that coverage counted. The sums tell ranges apart that
    /// have as many rows: those of before and after a backup.
    static func areCounted(
        _ tables: [RangeTable], of endpoint: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> Bool {
        let own = tables.map { "SELECT count(*) AS n, sum(id) AS ids FROM \($0.rows)" }
        return try connection.run(
            """
            SELECT n = covered AND ids = covered_ids AND uncounted = 0 FROM (
                SELECT coalesce(sum(n), 0) AS n, coalesce(sum(ids), 0) AS ids
                FROM (\(own.joined(separator: " UNION ALL "))) each_table) rows, (
                SELECT coalesce(sum(row_count), 0) AS covered,
                    coalesce(sum(row_count::numeric * id), 0) AS covered_ids,
                    count(*) FILTER (WHERE row_count IS NULL) AS uncounted
                FROM workql_coverage WHERE endpoint = $1) coverage
            """, [endpoint]
        ).rows.first?.first == "t"
    }

    /// Why they are not deleted: the service may not have them any more.
    ///
    /// - Throws: for rows whose range coverage does not list: they would be there twice once their
    ///   range is written, and no FORGET finds them.
    static func checkListed(
        _ tables: [RangeTable], of endpoint: String, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard !tables.isEmpty else { return }
        let hasCoverage =
            try connection.run("SELECT to_regclass('workql_coverage') IS NOT NULL")
            .rows.first?.first == "t"
        if hasCoverage, try areCounted(tables, of: endpoint, connection) { return }
        let isListed =
            "EXISTS (SELECT FROM workql_coverage v WHERE v.id = own.id AND v.endpoint = $1)"
        for table in tables {
            let condition = hasCoverage ? "WHERE NOT \(isListed)" : ""
            let found = try connection.run(
                "SELECT EXISTS (SELECT FROM \(table.rows) \(condition))",
                hasCoverage ? [endpoint] : [])
            guard found.rows.first?.first == "t" else { continue }
            throw try unlisted(table, tables, of: endpoint, hasCoverage, connection)
        }
    }

    private static func unlisted(
        _ table: RangeTable, _ tables: [RangeTable], of endpoint: String, _ hasCoverage: Bool,
        _ connection: PostgreSQLConnection
    ) throws(UserError) -> UserError {
        var isPart = false
        if hasCoverage {
            isPart =
                try connection.run(
                    "SELECT EXISTS (SELECT FROM workql_coverage WHERE endpoint = $1)", [endpoint]
                ).rows.first?.first == "t"
        }
        let ids = "ARRAY(SELECT id FROM workql_coverage WHERE endpoint = \(endpoint.quotedText))"
        let statement =
            isPart
            ? "DELETE FROM \(table.name.quotedName) WHERE NOT "
                + (table.isShared ? "_workql_ranges <@ \(ids)" : "_workql_range = ANY(\(ids))")
            : "TRUNCATE \(tables.map(\.name.quotedName).joined(separator: ", "))"
        return UserError(
            .differs, "the table \(table.name) has rows that workql_coverage does not list",
            help: "bring workql_coverage back; or delete the rows and sync again: \(statement)")
    }

    /// Ranges that have more or fewer rows than were counted, without those that were never counted.
    static func miscounted(
        _ tables: [RangeTable], of endpoint: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> [Int64] {
        try connection.run(
            "UPDATE workql_coverage SET row_count = \(count(tables)) "
                + "WHERE endpoint = $1 AND row_count IS NULL", [endpoint])
        return try connection.run(
            "SELECT id FROM workql_coverage WHERE endpoint = $1 AND row_count <> \(count(tables))",
            [endpoint]
        ).rows.compactMap { $0[0].flatMap { Int64($0) } }
    }
}
