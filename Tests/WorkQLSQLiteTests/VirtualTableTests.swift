import Testing
import WorkQLSQLite
import sqlite3

/// Tables whose rows SQLite reads from objects of the program.
@Suite struct VirtualTableTests {
    /// What happened to a table, in order.
    private final class Events {
        var names: [String] = []
        /// The columns that the plan was told of, one bit for each.
        var columnsRead: [UInt64] = []
    }

    /// The numbers from 1 to `count` and their squares. The plan takes `n >= ?`.
    private final class Numbers: VirtualCursor {
        let count: Int64
        let failing: Int64?
        let events: Events
        private var current: Int64 = 0

        init(_ count: Int64, failing: Int64? = nil, _ events: Events) {
            self.count = count
            self.failing = failing
            self.events = events
        }

        deinit { events.names.append("closed") }

        func begin(
            _ index: Int32, _ text: UnsafePointer<CChar>?,
            _ values: UnsafeBufferPointer<OpaquePointer?>
        ) -> Bool {
            events.names.append("begin \(index) \(values.count)")
            current = values.first.map { max(1, sqlite3_value_int64($0)) } ?? 1
            return current != failing
        }

        func advance() -> Bool {
            current += 1
            return current != failing
        }

        var isAtEnd: Bool { current > count }
        var rowNumber: Int64 { current * 10 }

        func report(_ column: Int32, to result: OpaquePointer) {
            sqlite3_result_int64(result, column == 0 ? current : current * current)
        }

        static func table(
            _ count: Int64, failing: Int64? = nil, _ events: Events = Events()
        ) -> VirtualTable {
            VirtualTable(
                columns: "n INTEGER, square INTEGER",
                column: { cursor, result, column in
                    guard let cursor, let result else { return SQLITE_ERROR }
                    let open = UnsafeMutableRawPointer(cursor)
                        .assumingMemoryBound(to: OpenCursor.self)
                    Unmanaged<Numbers>.fromOpaque(open.pointee.object).takeUnretainedValue()
                        .report(column, to: result)
                    return SQLITE_OK
                },
                plan: { information in
                    events.columnsRead.append(information.pointee.colUsed)
                    for index in 0..<Int(information.pointee.nConstraint) {
                        let constraint = information.pointee.aConstraint[index]
                        guard constraint.usable != 0, constraint.iColumn == 0,
                            Int32(constraint.op) == SQLITE_INDEX_CONSTRAINT_GE
                        else { continue }
                        information.pointee.aConstraintUsage[index].argvIndex = 1
                        information.pointee.idxNum = 7
                        break
                    }
                    return SQLITE_OK
                }, open: { Numbers(count, failing: failing, events) })
        }
    }

    private func squares(_ connection: Connection, _ sql: String) throws -> [Int64] {
        try connection.rows(sql) { $0.integer(0) }
    }

    @Test func rowsAreReadInOrder() throws {
        let connection = try Connection()
        try connection.register(Numbers.table(4), as: "numbers")
        #expect(try squares(connection, "SELECT square FROM numbers") == [1, 4, 9, 16])
        #expect(try squares(connection, "SELECT rowid FROM numbers") == [10, 20, 30, 40])
    }

    @Test func tableWithoutRowsIsEmpty() throws {
        let connection = try Connection()
        try connection.register(Numbers.table(0), as: "numbers")
        #expect(try squares(connection, "SELECT square FROM numbers") == [])
        #expect(try squares(connection, "SELECT count(*) FROM numbers") == [0])
    }

    /// Each pass has a position of its own.
    @Test func passesAreIndependent() throws {
        let connection = try Connection()
        try connection.register(Numbers.table(3), as: "numbers")
        let pairs = "SELECT a.n * 10 + b.n FROM numbers a, numbers b WHERE a.n < b.n ORDER BY 1"
        #expect(try squares(connection, pairs) == [12, 13, 23])
    }

    /// The plan's number and the operands of its conditions reach the pass.
    @Test func conditionsAreTaken() throws {
        let (connection, events) = (try Connection(), Events())
        try connection.register(Numbers.table(5, events), as: "numbers")
        #expect(try squares(connection, "SELECT square FROM numbers WHERE n >= 4") == [16, 25])
        #expect(events.names.contains("begin 7 1"))
        #expect(try squares(connection, "SELECT n FROM numbers WHERE n < 3") == [1, 2])
        #expect(events.names.contains("begin 0 0"))
    }

    @Test func planIsToldOfColumns() throws {
        let (connection, events) = (try Connection(), Events())
        try connection.register(Numbers.table(5, events), as: "numbers")
        _ = try squares(connection, "SELECT square FROM numbers")
        #expect(events.columnsRead.last == 0b10)
        _ = try squares(connection, "SELECT n + square FROM numbers")
        #expect(events.columnsRead.last == 0b11)
    }

    /// A row that cannot be read ends the statement, at the first row and at a later one.
    @Test(arguments: [1, 3] as [Int64])
    func failedRowEndsTheStatement(row: Int64) throws {
        let connection = try Connection()
        try connection.register(Numbers.table(5, failing: row), as: "numbers")
        var seen: [Int64] = []
        #expect(throws: SQLiteError.self) {
            _ = try connection.rows("SELECT n FROM numbers") { seen.append($0.integer(0)) }
        }
        #expect(seen == Array(1..<row))
    }

    @Test func tableThatCannotBeDeclaredIsAnError() throws {
        let connection = try Connection()
        let table = VirtualTable(
            columns: "", column: { _, _, _ in SQLITE_OK }, plan: { _ in SQLITE_OK },
            open: { Numbers(1, Events()) })
        try connection.register(table, as: "numbers")
        #expect(throws: SQLiteError.self) { try squares(connection, "SELECT 1 FROM numbers") }
    }

    /// What reads the rows lives as long as its pass, and the table as long as the connection.
    @Test func objectsAreReleased() throws {
        weak var table: Events?
        var names: [String] = []
        do {
            let (connection, events) = (try Connection(), Events())
            table = events
            try connection.register(Numbers.table(2, events), as: "numbers")
            do {
                let statement = try connection.prepare("SELECT n FROM numbers")
                #expect(sqlite3_step(statement) == SQLITE_ROW)
                #expect(!events.names.contains("closed"))
                sqlite3_finalize(statement)
            }
            names = events.names
        }
        #expect(names == ["begin 0 0", "closed"])
        #expect(table == nil)
    }

    /// Another table under the name of the first takes its place, and the first is released.
    @Test func tableIsReplaced() throws {
        let connection = try Connection()
        weak var table: Events?
        do {
            let first = Events()
            table = first
            try connection.register(Numbers.table(2, first), as: "numbers")
        }
        #expect(table != nil)
        try connection.register(Numbers.table(3), as: "numbers")
        #expect(table == nil)
        #expect(try squares(connection, "SELECT n FROM numbers") == [1, 2, 3])
    }
}
