import WorkQLSQLite

/// What a clock that was ahead has left in a store.
extension Store {
    /// By how many seconds the clocks of two processes may differ, or the time pass between asking
    /// for now and looking.
    private static let tolerance: Int64 = 120

    /// Deletes what was fetched later than now. It is not used before its time, and from then on
    /// nothing would tell that it was fetched earlier than it says, before what it claims to hold had
    /// happened.
    static func dropFuture(now: Int64, in database: Connection) throws {
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
