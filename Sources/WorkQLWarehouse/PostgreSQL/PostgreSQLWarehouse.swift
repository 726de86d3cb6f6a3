package import WorkQL
package import WorkQLCatalog
import WorkQLPages
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// Records in a database of PostgreSQL, in the schema that is searched first.
///
/// `workql_coverage` has a row for each range of each partition that was fetched; whoever reads a table
/// and it in one transaction sees ranges whole. Nothing else is kept: another machine goes on from
/// there, and a local store that is lost is filled again.
package struct PostgreSQLWarehouse: Warehouse {
    let session: PostgreSQLSession
    private let isByMonth: Bool

    /// - Parameter isByMonth: whether tables that are made have a partition for each month.
    package init(_ address: WarehouseAddress, isByMonth: Bool) {
        session = PostgreSQLSession(address)
        self.isByMonth = isByMonth
    }

    package var name: String { session.address.shown }

    /// How another warehouse is named.
    static let elsewhere =
        "use another schema: …?options=-csearch_path%3Dworkql, after CREATE SCHEMA workql"

    // MARK: Tables

    package func check(
        _ tables: [WorkQLCatalog.Table], identity: String
    ) async throws {
        let endpoint = tables[0].endpoint.name
        let isCounted = try await session.persist {
            try await session.use { connection in
                var found: [RangeTable] = []
                for table in tables {
                    guard
                        let isShared = try TargetTable.check(
                            table, isByMonth: isByMonth, connection)
                    else { continue }
                    found.append(
                        RangeTable(name: table.name, isShared: isShared, time: table.storedTime))
                }
                guard try CoverageTable.check(connection) else {
                    if try !Self.exists("workql_coverage", connection) {
                        try RangeTable.checkListed(found, of: endpoint, connection)
                    }
                    return false
                }
                let scopes = try Self.scopes(of: endpoint, connection)
                if let other = scopes.first(where: { !$0.hasPrefix(identity.prefix(16)) }) {
                    throw RecordQuery.otherCredentials(
                        tables[0].name, Self.elsewhere,
                        Self.renaming(other, identity.prefix(16) + other.dropFirst(16)))
                }
                guard found.count == tables.count else { return false }
                if try RangeTable.areCounted(found, of: endpoint, connection) { return true }
                try RangeTable.checkListed(found, of: endpoint, connection)
                return false
            }
        }
        if isCounted { session.noteCounted(endpoint) }
    }

    package func prepare(_ records: RecordQuery, patience: Int) async throws {
        let endpoint = records.endpoint.name
        let tables = try tables(of: records)
        try await lock(records.tables, patience: patience)
        let isCounted = session.isCounted(endpoint)
        do {
            try await session.persist {
                try await session.use { connection in
                    try connection.transaction { () throws(UserError) in
                        // Two that make their first tables at once would be in each other's way.
                        try connection.run(
                            "SELECT pg_advisory_xact_lock(hashtextextended('workql tables', 0))")
                        try CoverageTable.prepare(connection)
                        try check(records, connection)
                        var found: [TargetTable.Found] = []
                        for table in tables {
                            found.append(try table.prepare(connection, isByMonth: isByMonth))
                        }
                        let lost = LostRows(
                            endpoint: endpoint, tables: tables,
                            isByTime: records.division.isByTime)
                        let isMade = found.contains(.made)
                        if try lost.uncover(isMade: isMade, isCounted: isCounted, connection) {
                            return
                        }
                        if found.contains(.widened) {
                            // What was fetched without the columns is fetched again.
                            try connection.run(
                                "UPDATE workql_coverage SET fetched = to_timestamp(0) "
                                    + "WHERE endpoint = $1", [endpoint])
                        }
                    }
                }
            }
        } catch {
            await end(records.tables[0])
            throw error
        }
    }

    package func lock(_ tables: [WorkQLCatalog.Table], patience: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(patience)
        while try await !session.persist({ try await session.lock(tables[0].endpoint.name) }) {
            guard ContinuousClock.now < deadline else {
                throw UserError(
                    .busy, "another sync is writing \(tables[0].name) to \(name)",
                    help: "run it again later, or wait for the other sync with --wait 10min")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    package func end(_ table: WorkQLCatalog.Table) async {
        await session.unlock(table.endpoint.name)
    }

    private func tables(of records: RecordQuery) throws -> [TargetTable] {
        let tables = records.tables.map { TargetTable($0, of: records) }
        try records.checkPartitions(isShared: tables.allSatisfy(\.isShared))
        return tables
    }

    private static func scopes(
        of endpoint: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> [String] {
        try connection.run(
            "SELECT DISTINCT scope FROM workql_coverage WHERE endpoint = $1", [endpoint]
        ).rows.compactMap { $0[0] }
    }

    /// The statement by which rows of before belong to other credentials.
    private static func renaming(_ old: String, _ new: some StringProtocol) -> String {
        "UPDATE workql_coverage SET scope = \(String(new).quotedText) "
            + "WHERE scope = \(old.quotedText)"
    }

    private func check(
        _ records: RecordQuery, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        try records.check(
            scopes: Self.scopes(of: records.endpoint.name, connection), elsewhere: Self.elsewhere
        ) { old, new in Self.renaming(old, new) }
    }

    // MARK: Coverage

    package func held(_ records: RecordQuery) async throws -> [HeldRange] {
        try await session.persist {
            try await session.use { connection in
                guard try Self.exists("workql_coverage", connection) else { return [] }
                let few = records.partitions.count <= 1000
                return try Self.ranges(
                    connection.run(
                        """
                        SELECT id, partition, \(Self.milliseconds("since")),
                            \(Self.milliseconds("until")), extract(epoch FROM fetched)::bigint
                        FROM workql_coverage WHERE endpoint = $1 AND scope = $2
                            AND since < $3 AND until > $4
                        """ + (few ? " AND partition = ANY($5::text[])" : ""),
                        [
                            records.endpoint.name, records.scopeText,
                            TargetTable.text(records.instants.upperBound),
                            TargetTable.text(records.instants.lowerBound),
                        ] + (few ? [records.partitions.arrayText] : [])
                    ).rows
                ).filter { few || records.partitions.contains($0.partition) }
            }
        }
    }

    static func milliseconds(_ column: String) -> String {
        "(extract(epoch FROM \(column)) * 1000)::bigint"
    }

    static func ranges(_ rows: [[String?]]) -> [HeldRange] {
        rows.compactMap { row in
            guard let id = row[0].flatMap({ Int64($0) }), let partition = row[1],
                let since = row[2].flatMap({ Int64($0) }),
                let until = row[3].flatMap({ Int64($0) }),
                let fetched = row[4].flatMap({ Int64($0) }), since < until
            else { return nil }
            return HeldRange(
                id: id, partition: partition, instants: since..<until, fetched: fetched)
        }
    }

    // MARK: Replacing

    package func replace(_ batches: [RangeBatch], of records: RecordQuery) async throws -> Int {
        var rows = 0
        for batch in batches {
            try Task.checkCancellation()
            rows += try await replace(batch, of: records)
        }
        return rows
    }

    private func replace(_ batch: RangeBatch, of records: RecordQuery) async throws -> Int {
        let tables = try tables(of: records)
        return try await session.persist {
            let ids = try await session.use { connection in
                try connection.run(
                    """
                    SELECT nextval(pg_get_serial_sequence('workql_coverage', 'id'))
                    FROM generate_series(1, $1::int)
                    """, ["\(batch.ranges.count)"]
                ).rows.compactMap { $0[0].flatMap { Int64($0) } }
            }
            guard ids.count == batch.ranges.count else {
                throw UserError(
                    .differs, "workql_coverage of \(name) does not assign ids to its rows")
            }
            let rows = try await RangeRows.read(batch, of: records, tables, ids: ids)
            try await session.use { connection in
                for (index, table) in tables.enumerated() {
                    try makeMonths(of: table, rows.instants[index], records.zone, connection)
                }
                try connection.transaction { () throws(UserError) in
                    try replace(batch, of: records, tables, rows, ids: ids, connection)
                }
            }
            return rows.count
        }
    }

    /// Before the transaction, because readers wait for whoever makes a partition.
    private func makeMonths(
        of table: TargetTable, _ instants: Range<Int64>?, _ zone: Zone,
        _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard let instants, let partitions = try table.partitions(connection), partitions.isByMonth
        else { return }
        // For others the partition of rows without a time has them, until the owner makes the month.
        guard try table.isOwned(connection) else { return }
        for month in table.months(of: instants, in: zone)
        where !partitions.contain(month.instants) {
            try table.make(month, besides: partitions, connection)
        }
    }

    private func replace(
        _ batch: RangeBatch, of records: RecordQuery, _ tables: [TargetTable], _ rows: RangeRows,
        ids: [Int64], _ connection: PostgreSQLConnection
    ) throws(UserError) {
        if records.division.isByTime {
            try cutOut(batch, of: records, tables, connection)
        } else if !batch.superseded.isEmpty {
            for table in tables { try table.rangeTable.remove(batch.superseded, connection) }
            try connection.run(
                "DELETE FROM workql_coverage WHERE id = ANY($1::bigint[])",
                [batch.superseded.arrayText])
        }
        for (table, portions) in zip(tables, rows.portions) {
            try table.insert(portions, connection)
        }
        let fetched = batch.fetched * 1000
        let settled = records.endpoint.freshness.after.map { after in
            min(batch.instants.upperBound, (batch.fetched - Int64(after)) * 1000)
        }
        try connection.run(
            """
            INSERT INTO workql_coverage (id, endpoint, scope, partition, since, until, fetched, settled)
            SELECT id, $3, $4, partition, $5, $6, $7, $8
            FROM unnest($1::bigint[], $2::text[]) AS new(id, partition)
            """,
            [
                ids.arrayText, batch.ranges.map(\.partition).arrayText, records.endpoint.name,
                records.scopeText, TargetTable.text(batch.instants.lowerBound),
                TargetTable.text(batch.instants.upperBound), TargetTable.text(fetched),
                settled.map(TargetTable.text),
            ])
        try RangeTable.count(ids, tables.map(\.rangeTable), connection)
    }

    /// Takes the batch's instants out of the ranges that have them, with their rows; what lies in front
    /// and behind stays.
    private func cutOut(
        _ batch: RangeBatch, of records: RecordQuery, _ tables: [TargetTable],
        _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let (since, until) = (batch.instants.lowerBound, batch.instants.upperBound)
        let old = Self.ranges(
            try connection.run(
                """
                SELECT id, partition, \(Self.milliseconds("since")), \(Self.milliseconds("until")),
                    extract(epoch FROM fetched)::bigint
                FROM workql_coverage WHERE endpoint = $1 AND scope = $2
                    AND partition = ANY($3::text[]) AND since < $4 AND until > $5
                """,
                [
                    records.endpoint.name, records.scopeText,
                    batch.ranges.map(\.partition).arrayText, TargetTable.text(until),
                    TargetTable.text(since),
                ]
            ).rows)
        try RangeTable.cut(batch.instants, outOf: old, tables.map(\.rangeTable), connection)
    }

    // MARK: Back into a store

    package func pages(of held: [HeldRange], _ records: RecordQuery) async throws -> [RecordPage] {
        let tables = try tables(of: records)
        return try await session.persist {
            try await session.use { connection in
                try tables.enumerated().map { index, table in
                    let rows = try table.rows(of: held.map(\.id), connection)
                    return RecordPage(
                        table: index, page: RangeRows.page(rows, of: records.tables[index]))
                }
            }
        }
    }
}

extension PostgreSQLConnection {
    /// Everything is written or nothing.
    func transaction<Value>(
        _ body: () throws(UserError) -> Value
    ) throws(UserError) -> Value {
        try run("BEGIN")
        do throws(UserError) {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            if isAlive { _ = try? run("ROLLBACK") }
            throw error
        }
    }
}
