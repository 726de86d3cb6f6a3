import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

/// Keys beside values of other types: what the refusal says to write keeps the calls few.
@Suite struct KeyCastTests {
    private static let code = "492889003"

    private func run(
        _ text: String
    ) async throws -> (rows: [[String?]], calls: Int, error: UserError?) {
        let folder = try FileFolder()
        try folder.write(Array("code,n\n\(Self.code).0,a\n,b\n".utf8), "mcr.csv")
        try folder.write(Array("code,n\n2026-08-01,a\n2026-08-02,b\n".utf8), "days.csv")
        return try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            let text = text.replacing("{", with: "'\(folder.path)/").replacing("}", with: "'")
            let statements = try Harness.statements(text)
            do throws(UserError) {
                let outcome = try await session.run(statements[0], into: CollectingWriter())
                return (outcome.writer.rows, outcome.statistics?.calls ?? 0, nil)
            } catch {
                return ([], 0, error)
            }
        }
    }

    private static let count = "SELECT count(*) FROM meeting_recording"

    @Test(arguments: [
        (
            "\(count) WHERE meeting_code IN (SELECT code FROM {mcr.csv}) SINCE 30d",
            "write IN (SELECT CAST(code AS integer) …)"
        ),
        (
            "\(count) WHERE meeting_code IN (SELECT f.code FROM {mcr.csv} f) SINCE 30d",
            "write IN (SELECT CAST(code AS integer) …)"
        ),
        (
            "\(count) m JOIN {mcr.csv} f ON m.meeting_code = f.code SINCE 30d",
            "write CAST(f.code AS integer)"
        ),
        (
            "\(count) m JOIN {mcr.csv} f ON f.code = m.meeting_code SINCE 30d",
            "write CAST(f.code AS integer)"
        ),
        (
            "\(count) m, {mcr.csv} f WHERE f.code = m.meeting_code SINCE 30d",
            "write CAST(f.code AS integer)"
        ),
        (
            "\(count) WHERE meeting_code IN (SELECT code FROM {days.csv}) SINCE 30d",
            "write IN (SELECT CAST(code AS text) …)"
        ),
        (
            "SELECT n FROM {mcr.csv} f WHERE code IN (SELECT meeting_code FROM meeting_recording "
                + "SINCE 30d)", "write CAST(f.code AS integer) IN (SELECT …)"
        ),
    ])
    func theOtherSideIsCast(_ text: String, _ help: String) async throws {
        let error = try #require(try await run(text).error, "\(text)")
        #expect(error.help == help, "\(text)")
    }

    /// What the help says is done with one call, and finds what a key finds.
    @Test(arguments: [
        "\(count) WHERE meeting_code IN (SELECT CAST(code AS integer) FROM {mcr.csv}) SINCE 30d",
        "\(count) m JOIN {mcr.csv} f ON m.meeting_code = CAST(f.code AS integer) SINCE 30d",
        "\(count) m JOIN {mcr.csv} f ON CAST(f.code AS integer) = m.meeting_code SINCE 30d",
        "\(count) m, {mcr.csv} f WHERE CAST(f.code AS integer) = m.meeting_code SINCE 30d",
        "\(count) m JOIN {mcr.csv} f ON m.meeting_code = CAST(CAST(f.code AS integer) AS text) "
            + "SINCE 30d",
        "\(count) m JOIN {mcr.csv} f ON m.meeting_code = TRY_CAST(f.code AS integer) SINCE 30d",
        "\(count) m JOIN (SELECT CAST(code AS integer) AS code FROM {mcr.csv}) f "
            + "ON m.meeting_code = f.code SINCE 30d",
        "\(count) m JOIN {mcr.csv} f ON m.meeting_code = CAST(f.code AS integer) AND f.n = 'a' "
            + "SINCE 30d",
        "\(count) m WHERE EXISTS (SELECT 1 FROM {mcr.csv} f WHERE CAST(f.code AS integer) = "
            + "m.meeting_code) SINCE 30d",
    ])
    func aCastValueIsAKey(_ text: String) async throws {
        let expected = try await run("\(Self.count) WHERE meeting_code = '\(Self.code)' SINCE 30d")
        #expect(expected.rows != [["0"]])
        let found = try await run(text)
        #expect(found.error == nil, "\(text)")
        #expect(found.rows == expected.rows, "\(text)")
        #expect(found.calls == 1, "\(text)")
    }
}
