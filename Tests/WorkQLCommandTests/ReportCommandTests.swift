import Foundation
import TestSupport
import Testing

/// Tests `workql report` as a separate process.
@Suite struct ReportCommandTests {
    private static let script = Document.root.appending(path: "examples/week_report.wql").path()
    private static let now = ["--demo", "--now", "2026-08-15T12:00", "--no-progress"]

    private func report(
        _ script: String, to name: String, _ options: [String] = [],
        _ body: (String, CommandRun) throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: name).path()
        let run = try await onOwnThread {
            try CommandRun(["report"] + Self.now + options + ["-o", path, script])
        }
        try body(path, run)
    }

    /// The page of the example is the one stored with the examples' answers.
    @Test func theExampleIsAPage() async throws {
        try await report(Self.script, to: "week.html") { path, run in
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.isEmpty)
            let html = try String(contentsOfFile: path, encoding: .utf8)
            let golden = Document.root.appending(
                path: "Tests/WorkQLTests/Examples/week_report.html")
            if GoldenFile.rewrites {
                try html.write(to: golden, atomically: true, encoding: .utf8)
            } else {
                #expect(try String(contentsOf: golden, encoding: .utf8) == html)
            }
            #expect(html.contains("<h1>考勤周报</h1>"))
            #expect(html.components(separatedBy: "<svg").count == 9)
        }
    }

    @Test func aWorkbookHasCharts() async throws {
        let there = try? Tool.run("/usr/bin/env", ["python3", "-c", "import openpyxl"])
        guard there?.status == 0 else { return }
        try await report(Self.script, to: "week.xlsx") { path, run in
            #expect(run.status == 0, "\(run.errors)")
            let (status, output, errors) = try Tool.run(
                "/usr/bin/env",
                [
                    "python3", "-c",
                    """
                    import openpyxl
                    for s in openpyxl.load_workbook('\(path)').worksheets:
                        for c in s._charts:
                            print(s.title, type(c).__name__, [(x.cat.strRef or x.cat.numRef or x.cat.multiLvlStrRef).f for x in c.series], [x.val.numRef.f for x in c.series])
                    """,
                ])
            #expect(status == 0, "\(errors)")
            let lines = output.split(separator: "\n").map(String.init)
            #expect(lines.count == 4, "\(output)")
            #expect(lines.first?.contains(" BarChart") == true)
            #expect(lines.dropFirst().first?.contains(" LineChart") == true)
            #expect(lines.allSatisfy { $0.contains("$A$2:") && !$0.hasPrefix("Sheet") })
        }
    }

    @Test(arguments: [
        ("SELECT 1 AS n", "late.csv", 64, "a report is html or xlsx, and the format is csv"),
        ("-- chart: pie\nSELECT 1 AS n", "late.html", 64, "\"pie\" is not a kind of chart"),
        ("SELECT nothing FROM checkin SINCE 1d", "late.html", 65, "unknown column \"nothing\""),
        (
            "SELECT 1;\nSELECT * FROM checkin WHERE userid = 'lisi'", "late.html", 65,
            "needs a time range"
        ),
    ])
    func whatFailsLeavesNoFile(
        text: String, name: String, status: Int32, message: String
    ) async throws {
        let script = FileManager.default.temporaryDirectory.appending(
            path: "\(UUID().uuidString).wql")
        try text.write(to: script, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: script) }
        try await report(script.path(), to: name) { path, run in
            #expect(run.status == status, "\(run.errors)")
            #expect(run.errors.contains(message), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func headingsMayBeLabels() async throws {
        for (format, heading) in [("csv", "用户id,n"), ("json", "\"userid\"")] {
            let run = try await onOwnThread {
                try CommandRun(
                    Self.now + [
                        "-f", format, "-c",
                        "SET headers = label; SELECT userid, count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 7d GROUP BY ALL",
                    ])
            }
            #expect(run.output.contains(heading), "\(run.output)\(run.errors)")
        }
    }
}
