import GRDB
import WorkQLCatalog

/// What a clock that was ahead has left in a store.
extension Store {
    /// By how many seconds the clocks of two processes may differ, or the time pass between asking
    /// for now and looking.
    private static let tolerance: Int64 = 120

    /// Deletes what was fetched later than now. It is not used before its time, and from then on
    /// nothing would tell that it was fetched earlier than it says, before what it claims to hold had
    /// happened.
    static func dropFuture(now: Int64, _ tables: [Table], in database: Database) throws {
        let latest = now + tolerance
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT "workql coverage".id, cell, since, until, endpoint FROM "workql coverage"
                JOIN "workql cell" ON cell = "workql cell".id
                JOIN "workql scope" ON scope = "workql scope".id WHERE fetched > ?
                """, arguments: [latest])
        for row in rows {
            let endpoint: String = row[4]
            let own = tables.filter { $0.endpoint.storedName == endpoint }
            if own.first?.isStoredByTime ?? false {
                let range = (row[2] as Int64)..<(row[3] as Int64)
                try uncover(range, of: row[1], own, database)
            } else {
                try drop(coverage: row[0], own, database)
            }
        }
        let calls = try Int64.fetchAll(
            database, sql: "SELECT id FROM \"workql call\" WHERE fetched > ?",
            arguments: [latest])
        for call in calls { try drop(call: call, database) }
    }
}
