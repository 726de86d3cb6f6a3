import WorkQLSQLite

/// The removal of data that a clock that was ahead has left in a store.
extension Store {
    /// The number of seconds by which the clocks of two processes may differ, or that may pass
    /// between reading the current time and the comparison.
    private static let tolerance: Int64 = 120

    /// Returns whether `deleteFutureData` or `dropOldCalls` would delete anything.
    static func hasUnusable(now: Int64, in database: Connection) throws -> Bool {
        try database.integer(
            """
            SELECT EXISTS (SELECT 1 FROM "workql coverage" WHERE fetched > ?1)
                OR EXISTS (SELECT 1 FROM "workql call" WHERE fetched > ?1 OR fetched < ?2)
                OR EXISTS (SELECT 1 FROM "workql directory" WHERE fetched > ?1)
            """, [now + tolerance, now - patience]) == 1
    }

    /// Deletes data whose fetch time is later than now. It is not used before that time, and from
    /// then on nothing would show that it was actually fetched earlier, before the end of the time
    /// that it claims to cover.
    static func deleteFutureData(now: Int64, in database: Connection) throws {
        let latest = now + tolerance
        let rows = try database.rows(
            "SELECT id FROM \"workql coverage\" WHERE fetched > ?", [latest]
        ) { $0.integer(0) }
        var touched: Set<Int64> = []
        for id in rows {
            touched.formUnion(try drop(coverage: id, database))
        }
        try dropUnnamed(touched, database)
        let calls = try database.rows("SELECT id FROM \"workql call\" WHERE fetched > ?", [latest])
        { $0.integer(0) }
        try database.run("DELETE FROM \"workql directory\" WHERE fetched > ?", [latest])
        for call in calls { try drop(call: call, database) }
    }
}
