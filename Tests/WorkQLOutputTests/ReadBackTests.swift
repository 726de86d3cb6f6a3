import Foundation
import TestSupport
import Testing

/// A file that WorkQL wrote is read with its header, whatever the names of the columns are.
@Suite struct ReadBackTests {
    private static let queries = [
        """
        PIVOT (VALUES ('iOS', 4, 28), ('iOS', 6, 46), ('iPad', 6, 16)) AS v(system, type, n) \
        ON type IN (4, 6) USING sum(n) GROUP BY system ORDER BY system
        """,
        """
        PIVOT (VALUES ('iOS', 4, '文件'), ('iPad', 6, '其,他')) AS v(system, type, what) \
        ON type IN (4, 6) USING max(what) GROUP BY system ORDER BY system
        """,
        """
        PIVOT (VALUES ('a', DATE '2026-08-03', 'x'), ('b', DATE '2026-08-05', 'y')) AS v(u, d, what) \
        ON d IN (SELECT date FROM days('2026-08-03', '2026-08-05')) USING max(what) GROUP BY u
        """,
        """
        PIVOT (VALUES ('a', true, 'x'), ('b', false, 'y')) AS v(k, b, what) \
        ON b IN (true, false) USING max(what) GROUP BY k
        """,
        "SELECT 'a' AS k, 'b' AS \"09:00\", 'c' AS \"-1\", 'd' AS \"0012\", 'e' AS \"1.5\"",
        "SELECT 'a' AS k, '1' AS \"4\", '2' AS \"6\"",
        "SELECT 'a' AS k, NULL AS \"4\", '' AS \"6\"",
        "SELECT 'a' AS k, 1 AS \"4\" LIMIT 0",
        #"SELECT 'a' || char(9) AS "4", '\b' AS "6", '"' AS "2026-08-01""#,
    ]

    @Test(arguments: queries, ["csv", "tsv", "xlsx", "json", "ndjson", "parquet"])
    func headerIsFound(_ query: String, _ format: String) throws {
        // A list of objects without rows has no names.
        guard !query.hasSuffix("LIMIT 0") || !format.hasSuffix("json") else { return }
        try withFolder { folder in
            let file = "\(folder)/a.\(format)"
            let written = try CommandRun(["--quiet", "-o", file, "-c", query])
            #expect(written.status == 0, "\(written.errors)")
            let names = try CommandRun(["-f", "tsv", "--quiet", "-c", query])
            let read = try CommandRun([
                "-f", "tsv", "--quiet", "-c", "SELECT * FROM '\(file)'",
            ])
            let lines = [names, read].map { $0.output.split(separator: "\n") }
            #expect(lines[0].first == lines[1].first, "\(read.errors)")
            #expect(lines[0].count == lines[1].count)
        }
    }

    /// The marks are quotes, which other readers take off.
    @Test func marks() throws {
        func text(_ names: String) throws -> String {
            try CommandRun(["-f", "csv", "--quiet", "-c", "SELECT 1 AS \(names)"]).output
        }
        #expect(try text("\"4\", 2 AS a1, 3 AS 八月") == "\"4\",a1,八月\n1,2,3\n")
        #expect(try text("\"true\", 2 AS \"-x\"") == "\"true\",-x\n1,2\n")
    }

    /// A workbook that a user made is guessed as a file of text is; one of WorkQL is not guessed.
    @Test func notesOfWorkbooks() throws {
        try withFolder { folder in
            let file = "\(folder)/a.xlsx"
            let written = try CommandRun(["--quiet", "-o", file, "-c", Self.queries[1]])
            #expect(written.status == 0, "\(written.errors)")
            let read = try CommandRun(["-f", "csv", "-c", "SELECT * FROM '\(file)'"])
            #expect(!read.errors.contains("column names"))
            #expect(read.output == "system,\"4\",\"6\"\niOS,文件,\niPad,,\"其,他\"\n")
            let row = try CommandRun([
                "-f", "csv", "-c", "SELECT * FROM '\(file)' WITH (header = false)",
            ])
            #expect(row.output.hasPrefix("column1,column2,column3\nsystem,4,6\n"))
        }
    }
}
