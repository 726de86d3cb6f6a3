import Foundation
import TestSupport
import Testing

/// A statement reads what a file contains when it runs, whatever earlier statements of the script
/// read.
@Suite struct ChangedFileTests {
    private func rows(_ arguments: [String], in folder: String) throws -> String {
        let run = try CommandRun(
            ["--demo", "--store", "off", "-f", "ndjson"] + arguments,
            folder: URL(filePath: folder))
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    @Test(arguments: ["csv", "tsv", "json", "ndjson", "xlsx", "parquet"])
    func copiesAreReadAgain(_ ending: String) throws {
        try withFolder { folder in
            let file = "a." + ending
            let add = { (row: String) in
                "COPY (SELECT k, v FROM '\(file)' UNION ALL SELECT \(row)) TO '\(file)';"
            }
            let text =
                "COPY (SELECT '001' AS k, 1 AS v) TO '\(file)';"
                + "SELECT count(*) AS n FROM '\(file)';"
                + add("'002', 2") + add("'003', 3")
                + "SELECT group_concat(k) AS n FROM '\(file)'; SELECT sum(v) AS n FROM '\(file)'"
            let found = try rows(["-c", text], in: folder)
            #expect(found == "{\"n\":1}\n{\"n\":\"001,002,003\"}\n{\"n\":6}\n")
        }
    }

    /// Files that join a pattern, other columns, other types, and another script.
    @Test func patternsAndColumnsAreReadAgain() throws {
        try withFolder { folder in
            let text = """
                COPY (SELECT 1 AS n) TO 'p1.csv';
                SELECT count(*) AS n FROM 'p*.csv';
                COPY (SELECT 2 AS n) TO 'p2.csv';
                SELECT sum(n) AS n FROM 'p*.csv';
                COPY (SELECT 'x' AS word, 'y' AS other) TO 'p1.csv';
                SELECT word || other AS n FROM 'p1.csv';
                LET taken = (SELECT word FROM 'p1.csv');
                COPY (SELECT 'later' AS word) TO 'p1.csv';
                SELECT count(*) AS n FROM 'p1.csv' WHERE word = 'later';
                """
            let expected = "{\"n\":1}\n{\"n\":3}\n{\"n\":\"xy\"}\n{\"n\":1}\n"
            let typed = try rows(["-c", text], in: folder)
            #expect(typed == expected)
            try FileManager.default.removeItem(atPath: folder + "/p2.csv")
            try text.write(toFile: folder + "/s.wql", atomically: true, encoding: .utf8)
            let read = try rows(["s.wql"], in: folder)
            #expect(read == expected)
            let several = try rows(
                [
                    "-c", "SELECT word AS n FROM 'p1.csv'", "-c",
                    "COPY (SELECT 'last' AS word) TO 'p1.csv'", "-c",
                    "SELECT word AS n FROM 'p1.csv'",
                ], in: folder)
            #expect(several == "{\"n\":\"later\"}\n{\"n\":\"last\"}\n")
        }
    }
}
