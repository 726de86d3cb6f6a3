import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// The values of a query that is run first are compared with a key by the usual rule.
@Suite struct KeyTypeTests {
    private static let files = [
        "people.csv": "userid,joined,begins,whole,bonus\nlisi,2024-03-05,9:00,true,1.5\n",
        "numbers.csv": "userid\n1\n2\n", "zeros.csv": "s\n01\n002\n",
        "mixed.csv": "s\n01\n2\nabc\n",
    ]

    private static func folder() throws -> FileFolder {
        let folder = try FileFolder()
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        return folder
    }

    private func rows(
        _ statement: String, _ harness: Harness, in folder: String
    ) async throws -> [[String?]] {
        var session = harness.session
        var rows: [[String?]] = []
        for statement in try Harness.statements(
            statement.replacing("{", with: "'\(folder)/")
                .replacing("}", with: "'"))
        {
            rows = try await session.run(statement, into: CollectingWriter()).writer.rows
        }
        return rows
    }

    private static let statements = [
        "SELECT count(*) FROM checkin WHERE userid IN (SELECT $ FROM {people.csv}) SINCE 7d",
        "SELECT count(*) FROM {people.csv} WHERE userid IN (SELECT $ FROM {people.csv} AS b)",
        "LET x = (SELECT $ FROM {people.csv}); "
            + "SELECT count(*) FROM screen_capture WHERE userid IN :x SINCE 7d",
        "SELECT count(*) FROM meeting_recording WHERE meeting_code IN "
            + "(SELECT $ FROM {people.csv} UNION ALL SELECT $ FROM {people.csv}) SINCE 7d",
        "SELECT count(*) FROM screen_capture WHERE department_id IN (SELECT $ FROM {people.csv}) "
            + "AND userid = 'lisi' SINCE 7d",
    ]

    @Test func otherTypesAreRefused() async throws {
        let folder = try Self.folder()
        let items = ["joined", "begins", "whole", "bonus", "now()", "CAST('2026-01-01' AS date)"]
        try await Harness.with(try await Harness()) { harness in
            for (item, statement) in items.flatMap({ item in Self.statements.map { (item, $0) } }) {
                let text = statement.replacing("$", with: item)
                // A real with an integer is a number.
                let isNumber = item == "bonus" && text.contains("department_id")
                do {
                    _ = try await rows(text, harness, in: folder.path)
                    #expect(isNumber, "\(text)")
                } catch let error as UserError {
                    #expect(error.code == .typeMismatch && !isNumber, "\(text): \(error)")
                }
            }
        }
    }

    /// A column of whole numbers with a gap is one of reals as pandas writes it, and still names
    /// departments: those two are requested, and 2.5 matches none.
    @Test(
        arguments: [
            "SELECT count(*) FROM screen_capture JOIN {reals.csv} USING (department_id) SINCE 7d",
            "SELECT count(*) FROM {reals.csv} JOIN screen_capture USING (department_id) SINCE 7d",
            "SELECT count(*) FROM screen_capture AS s JOIN {reals.csv} AS r ON r.department_id = s.department_id SINCE 7d",
            "SELECT count(*) FROM screen_capture WHERE department_id IN (SELECT department_id FROM {reals.csv}) SINCE 7d",
            "SELECT count(*) FROM screen_capture AS s WHERE EXISTS (SELECT 1 FROM {reals.csv} AS r WHERE r.department_id = s.department_id) SINCE 7d",
        ] as [String])
    func realsNameKeysOfIntegers(_ statement: String) async throws {
        let folder = try Self.folder()
        try folder.write(Array("department_id,n\n2.0,1\n6.0,2\n,3\n2.5,4\n".utf8), "reals.csv")
        try await Harness.with(try await Harness()) { harness in
            let (rows, statistics) = try await harness.run(
                statement.replacing("{", with: "'\(folder.path)/").replacing("}", with: "'"))
            let (whole, _) = try await harness.run(
                "SELECT count(*) FROM screen_capture WHERE department_id IN (2, 6) SINCE 7d")
            #expect(rows.rows == whole.rows)
            #expect(rows.rows != [["0"]])
            #expect(statistics.calls == 1)
        }
    }

    /// Texts of digits are texts when compared with a column of numbers that has a key's name.
    @Test(
        arguments: [
            ("SELECT userid FROM {numbers.csv} WHERE userid IN (SELECT s FROM {zeros.csv})", []),
            ("SELECT userid FROM {numbers.csv} WHERE userid IN (SELECT s FROM {mixed.csv})", ["2"]),
            ("SELECT userid FROM {numbers.csv} JOIN {mixed.csv} ON s = userid", ["2"]),
            (
                "SELECT userid FROM {numbers.csv} WHERE userid IN (SELECT userid FROM {numbers.csv} AS b)",
                ["1", "2"]
            ),
            (
                "SELECT userid FROM {people.csv} WHERE userid IN (SELECT userid FROM {people.csv} AS b)",
                ["lisi"]
            ),
        ]
    ) func digitsMeetAsTexts(_ statement: String, _ expected: [String]) async throws {
        let folder = try Self.folder()
        try await Harness.with(try await Harness()) { harness in
            let rows = try await rows(statement, harness, in: folder.path)
            #expect(rows.map { $0[0] } == expected, "\(statement)")
        }
    }
}
