import Foundation
import TestSupport
import Testing

/// The examples of docs/warehouse.md are run beside the sandbox and a server: its commands in their
/// order, then the queries.
@Suite struct WarehouseDocumentTests {
    @Test(
        .enabled(if: PostgreSQL.isInstalled && LakeSyncTests.hasReaders), .timeLimit(.minutes(30)))
    func examplesRun() async throws {
        try await SyncBench.with { bench in
            let blocks = try Document("docs/warehouse.md").blocks()
            #expect(Set(blocks.map(\.kind)) == ["sh", "sql", "python"])
            for block in blocks where block.kind == "sh" {
                for line in block.lines { try await Self.shell(line, bench) }
            }
            for block in blocks where block.kind != "sh" {
                switch block.kind {
                case "sql" where block.text.hasPrefix("-- DuckDB"):
                    try Self.duckdb(block.text, bench)
                case "sql" where block.text.hasPrefix("-- ClickHouse"):
                    try Self.clickHouse(block.text, bench)
                case "sql": try Self.database(block.text, bench)
                case "python": for line in block.lines { try Self.python(line, bench) }
                default: Issue.record("a block of \(block.kind)")
                }
            }
            #expect(try bench.database.csv("SELECT count(*) > 0 FROM dashboard.lateness") == ["t"])
        }
    }

    /// The guide's databases are schemas of the test's server.
    private static func shell(_ line: String, _ bench: SyncBench) async throws {
        switch line {
        case "createdb work":
            bench.database.statement("CREATE ROLE writer")
            return
        case "createdb dashboard":
            bench.database.statement("CREATE SCHEMA dashboard")
            return
        case #"export WORKQL_STORE="$HOME/work.store""#: return
        default: break
        }
        guard line.hasPrefix("workql ") else {
            Issue.record("a command that no test runs: \(line)")
            return
        }
        let address = bench.database.address()
        let command = line.dropFirst(7)
            .replacing("postgresql:///work", with: "'\(address)'")
            .replacing(
                "postgresql:///dashboard", with: "'\(address)&options=-csearch_path%3Ddashboard'")
        let options = "--now \(SyncBench.now)"
        let words =
            command.hasPrefix("sync ")
            ? "sync \(options) \(command.dropFirst(5))" : "\(options) \(command)"
        let process = Process()
        let workql = try CommandRun.executable().path()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec '\(workql)' \(words)"]
        process.environment = bench.environment.merging(
            ["HOME": bench.folder, "WORKQL_STORE": "\(bench.folder)/work.store"]
        ) { own, _ in own }
        process.currentDirectoryURL = URL(filePath: bench.folder)
        let status = try await finish(process)
        #expect(status.code == 0, "\(line)\n\(status.text)")
    }

    private static func finish(_ process: Process) async throws -> (code: Int32, text: String) {
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        return try await onOwnThread {
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: data, as: UTF8.self))
        }
    }

    private static func database(_ text: String, _ bench: SyncBench) throws {
        let answers = try bench.database.answers(["SET search_path = dashboard", text])
        guard case .rows? = answers.last else {
            Issue.record("\(text)\n\(answers)")
            return
        }
    }

    private static func duckdb(_ text: String, _ bench: SyncBench) throws {
        let program =
            "import sys, os, duckdb; os.chdir(sys.argv[1]); "
            + "print(len(duckdb.sql(sys.argv[2]).fetchall()))"
        let count = try LakeSyncTests.python(["-c", program, bench.folder, text])
        #expect(Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 0)
    }

    private static func clickHouse(_ text: String, _ bench: SyncBench) throws {
        guard LakeEngineTests.hasClickHouse else { return }
        let program =
            "import sys, os, chdb; os.chdir(sys.argv[1]); "
            + "print(len(str(chdb.query(sys.argv[2], 'TSV')).splitlines()))"
        let statement = text.split(separator: ";")[0]
        let count = try LakeSyncTests.python(["-c", program, bench.folder, String(statement)])
        #expect(Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 0)
    }

    private static func python(_ line: String, _ bench: SyncBench) throws {
        // Spark takes a minute and a Java to start.
        guard !line.hasPrefix("spark.") else { return }
        let program =
            "import sys, os, pyarrow.dataset, polars; os.chdir(sys.argv[1]); "
            + "found = eval(sys.argv[2]); "
            + "print(found.count_rows() if hasattr(found, 'count_rows') else found.height)"
        let count = try LakeSyncTests.python(["-c", program, bench.folder, line])
        #expect(Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 0, "\(line)")
    }
}

extension Document.Block {
    fileprivate var lines: [String] {
        text.split(separator: "\n").map(String.init)
    }
}
