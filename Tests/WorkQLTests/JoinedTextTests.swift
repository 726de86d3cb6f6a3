import Testing
import WorkQLSQLite

@testable import WorkQL

/// `group_concat` with an order sorts a group's rows at its end, in one call by SQLite.
@Suite struct JoinedTextTests {
    private static let statement = """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20000)
        SELECT length(workql_group_concat(n, ',', 'af', n * 7919 % 20011)) FROM r
        """

    private func run(_ stop: StopCheck) throws -> [Int64] {
        let connection = try Connection()
        try connection.check(JoinedTexts.register(on: connection.handle, stop: stop))
        return try connection.rows(Self.statement) { row in
            row.isNull(0) ? -1 : row.integer(0)
        }
    }

    @Test func orderingIsStopped() throws {
        var asked = 0
        #expect(throws: (any Error).self) {
            try run(
                StopCheck {
                    asked += 1
                    return asked > 2
                })
        }
        #expect(asked == 3)
    }

    @Test func orderingGoesOn() throws {
        var asked = 0
        let lengths = try run(
            StopCheck {
                asked += 1
                return false
            })
        #expect(lengths == [108_893])
        #expect(asked > 3)
    }
}
