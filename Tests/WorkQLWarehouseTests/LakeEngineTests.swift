import Foundation
import TestSupport
import Testing

/// The lake in engines whose start alone takes many seconds.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct LakeEngineTests {
    private typealias Bench = LakeSyncTests.Bench

    private static func has(_ module: String) -> Bool {
        (try? LakeSyncTests.python(["-c", "import \(module)"])) != nil
    }

    private static let hasSpark =
        has("pyspark") && FileManager.default.isExecutableFile(atPath: "/usr/bin/java")
    static let hasClickHouse = has("chdb")

    /// Equal rows, and files and row groups of other times unread.
    private func check(_ reader: String) async throws {
        try await Bench.with { bench in
            let people = "userid IN ('lisi', 'wangwu', 'zhangsan')"
            let script = try bench.script(
                "SELECT * FROM checkin WHERE \(people) SINCE 40d@d UNTIL 5d@d")
            let first = try await bench.sync("--since", "20d@d", script, "corp_recording")
            #expect(first.status == 0, "\(first.errors)")
            for (table, columns, rest) in [
                (
                    "checkin", ["userid", "checkin_type", "exception_type", "groupid"],
                    "WHERE \(people) SINCE 40d@d UNTIL 5d@d"
                ),
                ("corp_recording", ["meeting_record_id", "state"], "SINCE 20d@d"),
            ] {
                let truth = try await bench.fetched(
                    "SELECT \(columns.joined(separator: ", ")) FROM \(table) \(rest)")
                #expect(truth.count > 10)
                let found = try await onOwnThread { try bench.rows(reader, table, columns) }
                #expect(found == truth, "\(table)")
            }
            let pruning = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "pruning.py").path()
            let text = try await onOwnThread {
                try LakeSyncTests.python([
                    pruning, bench.lake, "checkin", "2026-08", "2026-08-08T00:00+08:00", reader,
                ])
            }
            let lines = text.split(separator: "\n")
                .map { $0.split(separator: " ").map(String.init) }
            #expect(lines.map { "\($0[0]) \($0[1])" } == ["\(reader) files", "\(reader) groups"])
            for line in lines {
                let (read, all) = (Int(line[2]) ?? 0, Int(line[3]) ?? 0)
                #expect(read > 0 && read * 2 < all, "\(line)")
            }
        }
    }

    @Test(.enabled(if: hasSpark, "pyspark or java is not installed"))
    func spark() async throws { try await check("spark") }

    @Test(.enabled(if: hasClickHouse, "chdb is not installed"))
    func clickHouse() async throws { try await check("chdb") }
}
