import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLOutput

/// A failed query leaves no output, whatever the engine had begun.
@Suite struct LazyWriterTests {
    private func statement(_ text: String) throws -> Statement {
        guard case .complete(let statements) = Parser.parse(text), let first = statements.first
        else { throw Unexpected() }
        return first
    }

    private struct Unexpected: Error {}

    private let columns = [ResultColumn(name: "n", type: .integer)]

    @Test(arguments: OutputFormat.all)
    func nothingStandsBeforeTheFirstRow(_ format: OutputFormat) throws {
        for text in ["SELECT 1 AS n", "EXPLAIN SELECT 1 AS n", "SHOW SETTINGS"] {
            var output = Output.memory
            // After other results, except for a workbook, which does not exist yet.
            output.results = format.isBinary ? 0 : 3
            let writer = try Presentation(format: format).writer(
                for: try statement(text), to: output)
            #expect(try bytes(begun: writer).isEmpty, "\(format) of \(text)")
        }
    }

    private func bytes(begun writer: some FormatWriter) throws -> [UInt8] {
        var writer = writer
        try writer.begin(columns, zone: .utc)
        try writer.pause()
        return writer.output.bytes
    }

    @Test(arguments: [
        "csv", "tsv", "json", "ndjson", "markdown", "html", "vertical", "line", "insert",
        "latex", "table", "chart",
    ])
    func failedQueriesLeaveNothing(_ format: String) throws {
        // The first row fails, and so does a row far after it; small answers are held back.
        for query in [
            "SELECT abs(-9223372036854775807 - 1) AS n",
            "SELECT abs(-9223372036854775807 - 1) AS n FROM checkin WHERE userid = 'lisi' SINCE 7d",
        ] {
            let run = try CommandRun(
                "--demo", "--now", "2026-08-08", "--quiet", "-f", format, "-c", query)
            #expect(run.status == 65)
            #expect(run.output == "")
        }
    }

    @Test func emptyAnswersAreWhole() throws {
        let query = "SELECT 1 AS n WHERE FALSE"
        for (format, text) in [
            ("csv", "n\n"), ("tsv", "n\n"), ("json", "[]\n"), ("ndjson", ""),
            ("markdown", "| n |\n| ---: |\n"),
        ] {
            #expect(try CommandRun("--quiet", "-f", format, "-c", query).output == text)
        }
    }
}
