import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLParquet
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSandbox
import WorkQLStore

/// The blocks of a store: the parts that are read, the rest of them, and the effects of damage.
@Suite struct BlockTests {
    private static let tail =
        "FROM checkin WHERE userid IN ('lisi', 'wangwu', 'zhangsan') SINCE 60d@d UNTIL today"
    private static let query = "SELECT * \(tail)"

    /// Returns whether a text occurs in any text of any block or in the bytes of the file.
    private static func holds(_ text: String, in path: String) throws -> Bool {
        try Connection(writing: path).run("PRAGMA wal_checkpoint(TRUNCATE)")
        for ending in ["", "-wal"] {
            guard let data = try? Data(contentsOf: URL(filePath: path + ending)) else { continue }
            if data.range(of: Data(text.utf8)) != nil { return true }
        }
        let blocks = try Connection(writing: path).rows(
            "SELECT bytes FROM \"workql block\" WHERE rows > 0"
        ) { $0.bytes(0) }
        for bytes in blocks {
            let reader = try ParquetReader(ParquetMemory(bytes))
            for group in reader.rowGroups.indices {
                let columns = try reader.read(
                    rowGroup: group, fields: Array(reader.fields.indices))
                for column in columns {
                    let texts: ParquetBytes
                    switch column.values {
                    case .bytes(let values): texts = values
                    case .dictionary(_, let entries): texts = entries
                    default: continue
                    }
                    for index in 0..<texts.count where texts.text(at: index).contains(text) {
                        return true
                    }
                }
            }
        }
        return false
    }

    private static func count(_ sql: String, _ path: String) throws -> Int {
        Int(try Connection(writing: path).integer(sql) ?? 0)
    }

    /// One way to damage a store with three blocks: the statement, and whether rows are lost.
    private static let damages = [
        // Bytes that changed, were swapped, or are missing.
        "UPDATE \"workql block\" SET bytes = CAST(substr(bytes, 1, 900) || x'7F' || "
            + "substr(bytes, 902) AS BLOB) WHERE rowid = 2",
        "UPDATE \"workql block\" SET bytes = (SELECT bytes FROM \"workql block\" WHERE rowid = 1)",
        "UPDATE \"workql block\" SET bytes = x''",
        "DELETE FROM \"workql block\" WHERE rowid = 3",
        "DELETE FROM \"workql block\"",
        // The description of the blocks.
        "UPDATE \"workql block\" SET since = until, until = until + 1",
        "UPDATE \"workql block\" SET rows = 0 WHERE rowid = 1",
        "UPDATE \"workql block\" SET owners = zeroblob(length(owners)) WHERE rowid = 1",
        "UPDATE \"workql block\" SET owners = x'00'",
        "UPDATE \"workql block\" SET parts = zeroblob(length(parts))",
        "UPDATE \"workql block\" SET parts = x'00'",
        "UPDATE \"workql block\" SET parts = substr(parts, 17)",
        "UPDATE \"workql block\" SET parts = "
            + "(SELECT parts FROM \"workql block\" WHERE rowid = 1)",
        // Coverage.
        "UPDATE \"workql coverage\" SET until = until + 864000000",
        "UPDATE \"workql coverage\" SET block = NULL WHERE cell = 1",
        "UPDATE \"workql coverage\" SET block = (SELECT max(id) FROM \"workql block\")",
        "UPDATE \"workql coverage\" SET cell = 1",
        "UPDATE \"workql coverage\" SET fetched = fetched + 1",
        // The owner of the rows.
        "UPDATE \"workql cell\" SET key = 'x' || key",
        "UPDATE \"workql cell\" SET key = 'zhangsan' WHERE key = 'lisi'; "
            + "UPDATE \"workql cell\" SET key = 'lisi' WHERE id = 1",
        "UPDATE \"workql scope\" SET choices = choices || '1'",
    ]

    /// With any damage, no row is wrong and none is missing silently: rows that cannot be trusted
    /// are fetched again, and offline they are reported as missing.
    @Test(arguments: [false, true])
    func damageIsSetAside(isOffline: Bool) async throws {
        for damage in Self.damages {
            try await Harness.withStore { harness, path in
                let whole = try await harness.run(Self.query).rows.sortedRows
                do {
                    // Keys that collide with others are damage that cannot be created in this way.
                    try? Connection(writing: path).run(damage)
                }
                var session = ScriptSession(
                    options: harness.session.options, client: harness.session.client)
                session.options.isOffline = isOffline
                let found = try await session.run(
                    try Harness.statement(Self.query), into: CollectingWriter())
                if isOffline {
                    if found.writer.sortedRows != whole {
                        #expect(found.shortfall != nil, "\(damage)")
                        #expect(Set(found.writer.sortedRows).isSubset(of: whole), "\(damage)")
                    }
                } else {
                    #expect(found.writer.sortedRows == whole, "\(damage)")
                    let again = try await session.run(
                        try Harness.statement(Self.query), into: CollectingWriter())
                    #expect(again.writer.sortedRows == whole, "\(damage)")
                    #expect(again.statistics?.calls == 0, "\(damage)")
                }
            }
        }
    }

    /// Of three blocks the two others are used, and the user is informed.
    @Test func theOtherBlocksAreUsed() async throws {
        try await Harness.withStore { harness, path in
            #expect(try await harness.run(Self.query).statistics.calls == 3)
            try Connection(writing: path).run(Self.damages[0])
            var session = ScriptSession(
                options: harness.session.options, client: harness.session.client)
            let found = try await session.run(
                try Harness.statement(Self.query), into: CollectingWriter())
            #expect(found.statistics?.calls == 1)
            let warnings = session.takeWarnings()
            #expect(warnings.count == 1)
            #expect(warnings.first?.message.contains("damaged") == true)
        }
    }

    /// A statement reads and verifies only the columns that it needs: damage to the others is found
    /// by the statement that needs them.
    @Test func otherColumnsAreNotRead() async throws {
        try await Harness.withStore { harness, path in
            let some = "SELECT userid, count(*) \(Self.tail) GROUP BY userid ORDER BY userid"
            let whole = try await harness.run(Self.query).rows.sortedRows
            let counts = try await harness.run(some).rows.rows
            try Self.damage("notes", "WHERE rowid = 2", in: path)
            var session = ScriptSession(
                options: harness.session.options, client: harness.session.client)
            let again = try await session.run(
                try Harness.statement(some), into: CollectingWriter())
            #expect(again.writer.rows == counts)
            #expect(again.statistics?.calls == 0)
            let all = try await session.run(
                try Harness.statement(Self.query), into: CollectingWriter())
            #expect(all.writer.sortedRows == whole)
            #expect(all.statistics?.calls == 1)
        }
    }

    /// Changes a byte of a column in some blocks.
    private static func damage(_ column: String, _ condition: String, in path: String) throws {
        let database = try Connection(writing: path)
        let blocks = try database.rows(
            "SELECT rowid, bytes FROM \"workql block\" \(condition)"
        ) { ($0.integer(0), $0.bytes(1)) }
        for (row, bytes) in blocks {
            let reader = try ParquetReader(ParquetMemory(bytes))
            let field = try #require(reader.fields.firstIndex { $0.name == column })
            var changed = bytes
            changed[reader.range(ofField: field, inRowGroup: 0).lowerBound + 20] ^= 1
            try database.run(
                "UPDATE \"workql block\" SET bytes = ? WHERE rowid = ?", [changed, row])
        }
    }

    /// A statement of the latest or the earliest rows reads and verifies only the blocks that may
    /// have them; damage to one of these is noticed before a row is shown.
    @Test(arguments: [true, false])
    func rowsFromOneEndReadFewBlocks(isLatest: Bool) async throws {
        let (order, own) = isLatest ? ("DESC", "max") : ("ASC", "min")
        let some =
            "SELECT userid, checkin_time, notes \(Self.tail) "
            + "ORDER BY checkin_time \(order), userid LIMIT 5"
        let isOwn = "= (SELECT \(own)(since) FROM \"workql block\")"
        try await Harness.withStore { harness, path in
            _ = try await harness.run(Self.query)
            let rows = try await harness.run(some).rows.rows
            try Self.damage("notes", "WHERE NOT since \(isOwn)", in: path)
            let again = try await harness.run(some)
            #expect(again.rows.rows == rows)
            #expect(again.statistics.calls == 0)
            try Self.damage("notes", "WHERE since \(isOwn)", in: path)
            var session = ScriptSession(
                options: harness.session.options, client: harness.session.client)
            let repaired = try await session.run(
                try Harness.statement(some), into: CollectingWriter())
            #expect(repaired.writer.rows == rows)
            #expect(repaired.statistics?.calls == 1)
            #expect(session.takeWarnings().contains { $0.message.contains("damaged") })
        }
    }

    /// Blocks of version 5 have no checksums of their columns.
    @Test func blocksOfVersion5AreRead() async throws {
        try await Harness.withStore { harness, path in
            let whole = try await harness.run(Self.query).rows.sortedRows
            do {
                let database = try Connection(writing: path)
                try database.run("UPDATE \"workql block\" SET parts = x''")
                try database.run(
                    "ALTER TABLE \"workql block\" DROP COLUMN parts; PRAGMA user_version = 5")
            }
            var session = ScriptSession(
                options: harness.session.options, client: harness.session.client)
            for query in [Self.query, "SELECT * \(Self.tail) ORDER BY checkin_time DESC"] {
                let found = try await session.run(
                    try Harness.statement(query), into: CollectingWriter())
                #expect(found.writer.sortedRows == whole)
                #expect(found.statistics?.calls == 0)
            }
            #expect(session.takeWarnings().isEmpty)
            #expect(try Connection(writing: path).integer("PRAGMA user_version") == 6)
            let columns = try Connection(writing: path).rows(
                "SELECT name FROM pragma_table_info('workql block')"
            ) { $0.text(0) }
            #expect(columns.suffix(2) == ["parts", "bytes"])
        }
    }

    /// Rows that were fetched again, and then forgotten, are neither read nor stored.
    @Test func forgottenRowsAreInNoBlock() async throws {
        try await Harness.withStore { harness, path in
            _ = try await harness.run(Self.query)
            _ = try await harness.run(
                "REFRESH SELECT * FROM checkin WHERE userid IN ('lisi', 'zhangsan') "
                    + "SINCE 40d@d UNTIL 20d@d")
            _ = try await harness.run(
                "SELECT * FROM screen_capture SINCE 7d@d UNTIL today")
            #expect(try Self.holds("zhangsan", in: path))
            _ = try await harness.run("FORGET checkin WHERE userid = 'zhangsan'")
            _ = try await harness.run("FORGET screen_capture WHERE userid = 'zhangsan'")
            #expect(try !Self.holds("zhangsan", in: path))
            #expect(try Self.holds("lisi", in: path))
            let rest =
                "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                + "SINCE 60d@d UNTIL today"
            let found = try await harness.run(rest)
            #expect(found.statistics.calls == 0)
            let fresh = try await harness.runWithoutStore(rest)
            #expect(found.rows.sortedRows == fresh.rows.sortedRows)
        }
    }

    /// Days fetched one by one are merged into a few blocks, and a block of which little is valid
    /// is rewritten.
    @Test func smallBlocksBecomeFew() async throws {
        try await Harness.withStore { harness, path in
            for day in 1...70 {
                _ = try await harness.run(
                    "SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                        + "SINCE \(day)d@d UNTIL \(day - 1)d@d")
            }
            #expect(try Self.count("SELECT count(*) FROM \"workql block\"", path) < 32)
            let all = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 70d@d UNTIL today"
            let found = try await harness.run(all)
            #expect(found.statistics.calls == 0)
            let fresh = try await harness.runWithoutStore(all)
            #expect(found.rows.sortedRows == fresh.rows.sortedRows)
            #expect(
                try await harness.run("SHOW STORE").rows.rows.first?[1]
                    == "\(fresh.rows.rows.count)")
        }
    }

    /// Blocks are merged while other sessions store further ones, and forget rows of those that are
    /// being merged.
    @Test func forgottenWhileBlocksAreMerged() async throws {
        try await Harness.withStore { harness, path in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    group.addTask {
                        var session = ScriptSession(
                            options: harness.session.options, client: harness.session.client)
                        for day in stride(from: 1 + number, through: 60, by: 3) {
                            let fetch =
                                "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'zhangsan') "
                                + "SINCE \(day)d@d UNTIL \(day - 1)d@d"
                            _ = try await session.run(
                                try Harness.statement(fetch), into: CollectingWriter())
                            guard day % 5 == 4 else { continue }
                            let forget = "FORGET checkin WHERE userid = 'zhangsan'"
                            _ = try await session.run(
                                try Harness.statement(forget), into: CollectingWriter())
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try Self.count("SELECT count(*) FROM \"workql block\"", path) < 32)
            let all = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 60d@d UNTIL today"
            let found = try await harness.run(all)
            #expect(found.statistics.calls == 0)
            let fresh = try await harness.runWithoutStore(all)
            #expect(found.rows.sortedRows == fresh.rows.sortedRows)
            _ = try await harness.run("FORGET checkin WHERE userid = 'zhangsan'")
            #expect(try !Self.holds("zhangsan", in: path))
            #expect(try Self.holds("lisi", in: path))
        }
    }

    @Test func blocksThatNobodyNamesGo() async throws {
        try await Harness.withStore { harness, path in
            for _ in 1...5 {
                _ = try await harness.run("REFRESH \(Self.query)")
                #expect(try Self.count("SELECT count(*) FROM \"workql block\"", path) == 3)
            }
            let rows = try await harness.run("SELECT count(*) \(Self.tail)").rows.rows
            // Two thirds of the rows in the blocks are fetched again.
            _ = try await harness.run(
                "REFRESH SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + "SINCE 60d@d UNTIL today")
            #expect(
                rows == [["\(try Self.count("SELECT sum(rows) FROM \"workql block\"", path))"]])
        }
    }

    /// Rows fetched again and forgotten, in the session's memory as well as in a file.
    @Test(arguments: 0..<(Soak.isOn ? 20 : 2))
    func refetchedAndForgotten(_ seed: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store: Store.Location =
            seed % 2 == 0 ? .session : .file(folder.appending(path: "s").path())
        try await Harness.with(
            try await Harness(
                quotas: ["v1/corp/records": [Quota(calls: 10_000, seconds: 60)]],
                sandboxQuotas: Dictionary(
                    uniqueKeysWithValues: SandboxEndpoint.allCases.map { ($0, []) }),
                store: store)
        ) { harness in
            var queries = StoreQueries(seed: UInt64(seed) &* 71 &+ 3)
            var random = SplitMix64(seed: UInt64(seed))
            for _ in 0..<(Soak.isOn ? 100 : 25) {
                let query = queries.next()
                switch Int.random(in: 0..<4, using: &random) {
                case 0: _ = try await harness.run("REFRESH \(query)")
                case 1:
                    let table =
                        query.firstMatch(of: /FROM (\w+)/).map { String($0.1) } ?? "checkin"
                    let what =
                        ["", " SINCE 30d@d UNTIL 10d@d", " UNTIL 20d@d"]
                        .randomElement(using: &random) ?? ""
                    _ = try await harness.run("FORGET \(table)\(what)")
                default: break
                }
                let found = try await harness.run(query)
                let fresh = try await harness.runWithoutStore(query)
                #expect(found.rows.sortedRows == fresh.rows.sortedRows, "\(query)")
            }
        }
    }
}
