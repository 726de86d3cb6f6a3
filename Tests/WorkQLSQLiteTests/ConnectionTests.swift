import Foundation
import Testing
import WorkQLPages
import WorkQLSQLite
import WorkQLTime
import sqlite3

@Suite struct ConnectionTests {
    @Test func valuesComeBackAsTheyWereBound() throws {
        let connection = try Connection()
        let arguments: [(any Bindable)?] = [
            Int64.min, 7, 0.5, "", "李四 O'Neil", [UInt8](), [0, 255] as [UInt8], nil,
        ]
        let row = try connection.first(
            "SELECT ?, ?, ?, ?, ?, ?, ?, ?", arguments
        ) { $0.values }
        #expect(
            row == [
                .integer(.min), .integer(7), .real(0.5), .text(""), .text("李四 O'Neil"), .blob([]),
                .blob([0, 255]), .null,
            ])
    }

    @Test func rowsAreReadInTheirOrderAndStatementsAreKept() throws {
        let connection = try Connection()
        try connection.run("CREATE TABLE t(a); CREATE TABLE u(a)")
        for number in 0..<3 { try connection.run("INSERT INTO t VALUES (?)", [number]) }
        #expect(connection.lastInsertedRow == 3)
        #expect(connection.changes == 1)
        #expect(connection.totalChanges == 3)
        for least in [0, 1, 5] {
            let found = try connection.rows("SELECT a FROM t WHERE a >= ? ORDER BY a", [least]) {
                $0.integer(0)
            }
            #expect(found == (0..<3).filter { $0 >= least }.map(Int64.init))
        }
        #expect(try connection.integer("SELECT max(a) FROM u") == nil)
        #expect(try connection.integer("SELECT a FROM u") == nil)
        #expect(try connection.hasTable("T"))
        #expect(try !connection.hasTable("v"))
    }

    @Test func mistakesHaveSQLitesWords() throws {
        let connection = try Connection()
        let error = #expect(throws: SQLiteError.self) { try connection.run("SELECT \"text\"") }
        #expect(error?.message == "no such column: text")
        #expect(error?.code == SQLITE_ERROR)
        #expect(throws: SQLiteError.self) { try connection.run("SELECT ?", [1, 2]) }
        #expect(throws: SQLiteError.self) { try connection.prepare("-- nothing") }
        #expect(SQLiteError(SQLITE_FULL).message == "database or disk is full")
        #expect(SQLiteError(SQLITE_IOERR | 10 << 8).isObstacle)
        #expect(!SQLiteError(SQLITE_CONSTRAINT).isObstacle)
    }

    @Test func aTransactionIsAllOrNothing() throws {
        struct Stop: Error {}
        let connection = try Connection()
        try connection.run("CREATE TABLE t(a)")
        #expect(throws: Stop.self) {
            try connection.transaction(.immediate) { connection in
                try connection.run("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        try connection.transaction(.immediate) { try $0.run("INSERT INTO t VALUES (1)") }
        #expect(try connection.integer("SELECT count(*) FROM t") == 1)
    }

    @Test func oneWritesWhileOthersWait() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.db").path()
        try Connection(writing: path).run("CREATE TABLE t(a); INSERT INTO t VALUES (0)")
        let queues = try (0..<4).map {
            ConnectionQueue(try Connection(writing: path, patience: 20_000), label: "\($0)")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for queue in queues {
                for _ in 0..<10 {
                    group.addTask {
                        try await queue.write { try $0.run("UPDATE t SET a = a + 1", []) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let sum = try await queues[0].read { try $0.integer("SELECT a FROM t") }
        #expect(sum == 40)
        let impatient = try Connection(writing: path)
        try await queues[0].use { try $0.run("BEGIN IMMEDIATE") }
        let error = #expect(throws: SQLiteError.self) {
            try impatient.transaction(.immediate) { _ in }
        }
        #expect(error?.isWait == true)
        #expect(throws: SQLiteError.self) {
            try Connection(reading: path, patience: 0).run("DELETE FROM t")
        }
    }

    /// Instants are seconds in SQLite, as integers where possible.
    @Test func vectorsAreBoundAsStatementsSeeThem() throws {
        let connection = try Connection()
        let statement = try connection.statement("SELECT ?")
        func bound(_ vector: Vector, isTime: Bool = false) -> [RowValue] {
            (0..<3).flatMap { row in
                sqlite3_reset(statement.handle)
                vector.bind(row, to: statement.handle, 1, isTime: isTime)
                #expect(sqlite3_step(statement.handle) == SQLITE_ROW)
                let value: RowValue =
                    switch sqlite3_column_type(statement.handle, 0) {
                    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement.handle, 0))
                    case SQLITE_FLOAT: .real(sqlite3_column_double(statement.handle, 0))
                    case SQLITE_TEXT:
                        .text(String(cString: sqlite3_column_text(statement.handle, 0)))
                    default: .null
                    }
                return [value]
            }
        }
        #expect(
            bound(.integers([1500, nil, -2000])) == [.integer(1500), .null, .integer(-2000)])
        #expect(
            bound(.integers([1500, nil, -2000]), isTime: true)
                == [.real(1.5), .null, .integer(-2)])
        #expect(bound(.text(["", nil, "李四"])) == [.text(""), .null, .text("李四")])
        #expect(bound(.reals([0.5, nil, -1])) == [.real(0.5), .null, .real(-1)])
        #expect(bound(.constant("x")) == [.text("x"), .text("x"), .text("x")])
        #expect(bound(.constant(nil)) == [.null, .null, .null])
    }

    /// A timestamp has no affinity anywhere: NUMERIC would attempt to convert each value.
    @Test(arguments: ColumnType.allCases) func affinities(_ type: ColumnType) {
        let affinity =
            switch type {
            case .text, .date, .time, .json: "TEXT"
            case .integer, .boolean: "INTEGER"
            case .real: "REAL"
            case .timestamp: ""
            }
        #expect(type.affinity == affinity)
    }

    /// The compile options that the system's library must have: statements run on separate threads,
    /// and a store reports the size of its tables.
    @Test func theLibraryHasWhatIsUsed() throws {
        #expect(sqlite3_threadsafe() != 0)
        let connection = try Connection()
        #expect(try connection.integer("SELECT json_array_length('[1,2]')") == 2)
        #expect(try connection.integer("SELECT sum(1) OVER () FROM (SELECT 1)") == 1)
        #expect(try connection.integer("SELECT count(*) >= 0 FROM dbstat") == 1)
        #expect(try connection.integer("SELECT CAST(floor(2.5) AS INTEGER)") == 2)
    }
}
