import WorkQLCatalog
import WorkQLSQLite

/// What a clock that was ahead has left in a store.
extension Store {
    /// By how many seconds the clocks of two processes may differ, or the time pass between asking
    /// for now and looking.
    private static let tolerance: Int64 = 120

    /// Deletes what was fetched later than now. It is not used before its time, and from then on
    /// nothing would tell that it was fetched earlier than it says, before what it claims to hold had
    /// happened.
    static func dropFuture(now: Int64, _ tables: [Table], in database: Connection) throws {
        let latest = now + tolerance
        let rows = try database.rows(
            """
            SELECT "workql coverage".id, cell, since, until, endpoint FROM "workql coverage"
            JOIN "workql cell" ON cell = "workql cell".id
            JOIN "workql scope" ON scope = "workql scope".id WHERE fetched > ?
            """, [latest]
        ) { row in
            (
                id: row.integer(0), cell: row.integer(1), since: row.integer(2),
                until: row.integer(3), endpoint: row.text(4)
            )
        }
        for row in rows {
            let own = tables.filter { $0.endpoint.storedName == row.endpoint }
            if own.first?.isStoredByTime ?? false {
                let range = row.since..<row.until
                try uncover(range, of: row.cell, own, database)
            } else {
                try drop(coverage: row.id, own, database)
            }
        }
        let calls = try database.rows("SELECT id FROM \"workql call\" WHERE fetched > ?", [latest])
        { $0.integer(0) }
        try database.run("DELETE FROM \"workql directory\" WHERE fetched > ?", [latest])
        for call in calls { try drop(call: call, database) }
    }
}
