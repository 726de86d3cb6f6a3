import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Files of a lake that others cut off, replaced or removed: what they had does not count as complete.
@Suite struct LakeDamageTests {
    private static let day = "checkin/month=2026-08/2026-08-13.parquet"

    private static func damage(_ path: String, _ kind: String) throws {
        let url = URL(filePath: path)
        let bytes = try Data(contentsOf: url)
        switch kind {
        case "empty": try Data().write(to: url)
        case "half": try bytes.prefix(bytes.count / 2).write(to: url)
        case "no end": try bytes.dropLast(1).write(to: url)
        default: try FileManager.default.removeItem(at: url)
        }
    }

    @Test(arguments: ["empty", "half", "no end", "removed"], ["checkin", "corp_recording"])
    func ofAFile(_ kind: String, _ table: String) async throws {
        try await LakeSyncTests.Bench.with { bench in
            let key = table == "checkin" ? "userid" : "meeting_record_id"
            let path =
                table == "checkin" ? Self.day : "corp_recording/month=2026-08/2026-08.parquet"
            let truth = try await bench.fetched("SELECT \(key) FROM \(table) SINCE 12d@d")
            for store in ["store", "lost"] {
                #expect(try await bench.sync("--since", "12d@d", table).status == 0)
                try Self.damage("\(bench.lake)/\(path)", kind)
                let again = try await bench.sync("--since", "12d@d", table, store: store)
                #expect(again.status == 0, "\(again.errors)")
                #expect(
                    try await bench.fetched(
                        "SELECT \(key) FROM '\(bench.lake)/\(table)/*/*.parquet'")
                        == truth, "\(store): \(again.errors)")
                let rest = try await bench.sync("--since", "12d@d", table, store: store)
                #expect(rest.errors.contains("0 rows in 0 ranges written"), "\(rest.errors)")
            }
        }
    }

    /// A day as it was some time ago, and a day that is gone together with the list of files.
    @Test(arguments: ["older", "unlisted"])
    func ofADay(_ kind: String) async throws {
        try await LakeSyncTests.Bench.with { bench in
            let truth = try await bench.fetched("SELECT userid, notes FROM checkin SINCE 12d@d")
            let few = try bench.script("SELECT * FROM checkin WHERE userid = 'lisi' SINCE 12d@d")
            let path = "\(bench.lake)/\(Self.day)"
            #expect(try await bench.sync(few).status == 0)
            let older = try Data(contentsOf: URL(filePath: path))
            #expect(try await bench.sync("--since", "12d@d", "checkin").status == 0)
            if kind == "older" {
                try older.write(to: URL(filePath: path))
            } else {
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.removeItem(atPath: bench.lake + "/_files.parquet")
            }
            let again = try await bench.sync("--since", "12d@d", "checkin", store: "lost")
            #expect(again.status == 0, "\(again.errors)")
            #expect(
                try await bench.fetched(
                    "SELECT userid, notes FROM '\(bench.lake)/checkin/*/*.parquet'") == truth)
        }
    }

    /// Sync's own files are refused before any call, and made again where they are gone.
    @Test(arguments: ["_coverage.parquet", "_files.parquet"])
    func ofOwnFiles(_ name: String) async throws {
        try await LakeSyncTests.Bench.with { bench in
            let truth = try await bench.fetched("SELECT userid, notes FROM checkin SINCE 12d@d")
            for kind in ["empty", "half"] {
                #expect(try await bench.sync("--since", "12d@d", "checkin").status == 0)
                try Self.damage("\(bench.lake)/\(name)", kind)
                _ = bench.server.takeRequests()
                let refused = try await bench.sync("--since", "12d@d", "checkin", store: "lost")
                #expect(refused.status == 78, "\(refused.errors)")
                #expect(
                    refused.errors.contains("\(name) is not a file that sync wrote"),
                    "\(refused.errors)")
                #expect(bench.server.takeRequests().isEmpty)
                try FileManager.default.removeItem(atPath: "\(bench.lake)/\(name)")
                let again = try await bench.sync("--since", "12d@d", "checkin", store: "lost")
                #expect(again.status == 0, "\(again.errors)")
                #expect(
                    try await bench.fetched(
                        "SELECT userid, notes FROM '\(bench.lake)/checkin/*/*.parquet'") == truth)
            }
        }
    }
}
