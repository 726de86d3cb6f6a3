import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLOutput
import WorkQLSandbox

/// The output of an embedding program is that of the command.
@Suite struct EmbeddedOutputTests {
    private static let query = """
        SELECT 1 AS i, 9007199254740993 AS big, 1.5 AS r, 'a"b,c' AS t, '' AS empty, NULL AS n,
            1 = 1 AS b, date('2026-08-01') AS d, time('2026-08-01 09:00') AS h,
            TIMESTAMP '2026-08-01 09:00:00' AS at, '=1+1' AS formula, '周会' AS "标题"
        UNION ALL SELECT -2, 3, 0.25, char(9, 10), 'x', 'y', 1 = 2, date('2026-08-02'),
            time('2026-08-02 18:30:15'), TIMESTAMP '2026-08-01 09:00:00.250', '+1', '|&<'
        """

    private static func result(_ query: String = query) async throws -> QueryResult {
        try await Session().query(query)
    }

    @Test(arguments: OutputFormat.all)
    func bytesAreThoseOfTheCommand(_ format: OutputFormat) async throws {
        let bytes = try await Self.result().bytes(as: format)
        guard format != .xlsx else {
            // The archive contains the time of its creation.
            #expect(bytes.starts(with: Array("PK".utf8)))
            return
        }
        let run = try CommandRun("--quiet", "-f", format.name, "-c", Self.query)
        #expect(run.errors == "")
        #expect(String(decoding: bytes, as: UTF8.self) == run.output)
    }

    @Test func optionsAreThoseOfTheSettings() async throws {
        var options = OutputOptions()
        options.csv.writesMark = true
        options.csv.escapesFormulas = true
        options.nullText = "-"
        let csv = try await Self.result().bytes(as: .csv, options: options)
        #expect(csv.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(String(decoding: csv, as: UTF8.self).contains(",'=1+1,"))
        let vertical = try await Self.result("SELECT NULL AS n").bytes(
            as: .vertical, options: options)
        #expect(!String(decoding: vertical, as: UTF8.self).contains("NULL"))
    }

    @Test(arguments: OutputFormat.all.filter { !$0.endings.isEmpty })
    func fileAppearsWhenItIsWhole(_ format: OutputFormat) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "workql-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for ending in format.endings {
            let path = "\(folder)/late.\(ending)"
            try await Self.result().write(to: path)
            let whole = try Data(contentsOf: URL(filePath: path))
            #expect(!whole.isEmpty)
            // Its second row cannot be computed.
            let failing = """
                SELECT CASE WHEN x < 2 THEN x ELSE abs(-9223372036854775807 - 1) END AS n
                FROM (VALUES (1), (2)) v(x)
                """
            await #expect(throws: WorkQLError.self) {
                try await Self.result(failing).write(to: path)
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == whole)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder)
                    == ["late.\(ending)"])
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test(arguments: [
        ("late.foo", nil, "late.foo has an unknown extension"),
        ("late", nil, "late has an unknown extension"),
        (
            "late.csv", OutputFormat.json,
            "late.csv has the extension of csv, but the format is json"
        ),
        ("/no/such/folder/late.csv", nil, "writing to /no/such/folder/late.csv failed"),
    ])
    func placesThatCannotBeWrittenAreErrors(
        _ path: String, _ format: OutputFormat?, _ message: String
    ) async throws {
        let error = await #expect(throws: WorkQLError.self) {
            try await Self.result().write(to: path, as: format)
        }
        #expect(error?.kind == .output)
        #expect(error?.message.hasPrefix(message) == true)
    }

    @Test func resultIsReadOnce() async throws {
        let result = try await Self.result()
        _ = try await result.bytes(as: .json)
        let error = await #expect(throws: WorkQLError.self) { try await result.bytes(as: .json) }
        #expect(error?.code == .readTwice)
    }

    @Test func descriptorStaysOpen() async throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        for _ in 1...2 {
            try await Self.result("SELECT 1 AS n").write(toDescriptor: descriptor, as: .ndjson)
        }
        try pipe.fileHandleForWriting.close()
        let text = pipe.fileHandleForReading.readToTheEnd()
        #expect(text == Data("{\"n\":1}\n{\"n\":1}\n".utf8))
    }
}
