import Testing
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox

/// Whole fetches over HTTP, against a server written from the same pages by other hands.
@Suite struct SandboxTests {
    static let week = (start: 1_785_686_400, end: 1_785_686_400 + 7 * 86_400)

    @Test func checkins() async throws {
        try await withSandbox { server, client, _ in
            let table = Table.named("checkin")
            let call = Call.of(
                table, Self.week.start, Self.week.end, "userid",
                [.text("zhangsan"), .text("lisi")])
            let recorder = try await client.gather(call, of: table)
            #expect(recorder.rows.count > 5)
            #expect(recorder.sent == 1)
            #expect(server.violations.isEmpty)
        }
    }
}
