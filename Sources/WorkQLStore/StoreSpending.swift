import WorkQLSQLite

/// The calls that syncs of this store have made, for a budget that several runs share.
extension Store {
    /// - Parameter time: in seconds since 1970.
    package func spentCalls(since time: Int64) throws -> Int {
        try database.use { database in
            Int(
                try database.integer(
                    "SELECT sum(calls) FROM \"workql spending\" WHERE at > ?", [time]) ?? 0)
        }
    }

    /// Records calls; those of earlier days are deleted.
    ///
    /// - Parameter time: in seconds since 1970.
    package func spend(_ calls: Int, at time: Int64) throws {
        guard calls > 0 else { return }
        try database.write { database in
            try database.run(
                "INSERT INTO \"workql spending\" VALUES (?, ?)", [time, Int64(calls)])
            try database.run(
                "DELETE FROM \"workql spending\" WHERE at < ?", [time - 2 * 86_400])
        }
    }
}
