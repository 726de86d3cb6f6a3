import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// The types that one query passes, from the log at the level trace. The walk in ARCHITECTURE.md is
/// generated from it.
@Suite struct WalkTests {
    private static let query =
        "SELECT userid, count(*) FROM checkin WHERE userid IN ('a', 'b') SINCE 7d GROUP BY ALL"

    private struct Stop {
        /// The module of the type.
        var module: String
        var type: String
        /// The form of the query when it leaves the type.
        var form: String
    }

    private static func stops(in log: String) -> [Stop] {
        log.matches(of: #/ trace workql: .* passes (\w+)\.(\w+) as (\w+)/#).map {
            Stop(module: String($0.1), type: String($0.2), form: String($0.3))
        }
    }

    /// Runs the query in a company of these two people.
    private func run(_ arguments: [String], log: String?) async throws -> CommandRun {
        let noon = 1_785_744_000
        let company = try Company(
            departments: [Company.Department(id: 1, name: "All", parentid: 0)],
            people: ["a", "b"].map { Company.Person(userid: $0, name: $0) },
            records: Company.Records(
                checkins: ["a", "b", "b"].enumerated().map { index, userid in
                    CheckinRecord(
                        userid: userid, checkinType: "上班打卡", checkinTime: noon + index * 3600)
                }))
        let server = try await SandboxServer.start(
            SandboxConfiguration(company: company).withoutQuotas)
        var environment: [String: String] = [:]
        for (key, value) in Demo.services(at: server.baseURL) { environment[key.variable] = value }
        environment["WORKQL_LOG"] = log
        let all = ["--now", "2026-08-08"] + arguments
        let result = try await onOwnThread { [environment] in
            try CommandRun(all, environment: environment)
        }
        await server.stop()
        return result
    }

    @Test func theWalkOfOneQuery() async throws {
        let run = try await run(["-c", Self.query], log: "trace")
        #expect(run.output.contains("│ b      │        2 │"), "\(run.errors)")
        let stops = Self.stops(in: run.errors)
        #expect(stops.count <= 30)
        #expect(Set(stops.map(\.form)).count <= 12)
        #expect(Set(stops.map { "\($0.module).\($0.type)" }).count == stops.count)
        let declarations = try Declarations()
        let rows = try stops.enumerated().map { index, stop in
            let declared = try declarations.find(stop.type, in: stop.module)
            let found = try #require(declared, "\(stop.module).\(stop.type)")
            return ["\(index + 1)", "`\(found.path)`", "`\(stop.form)`", found.summary]
        }
        try Document("ARCHITECTURE.md").hold(
            Markdown.table(["#", "stop", "leaves it as", "what it is"], rows), in: "walk")
    }

    @Test func nothingIsTracedUnlessItIsWanted() async throws {
        let quiet = try await run(["-c", Self.query], log: nil)
        #expect(!quiet.errors.contains("workql:"))
        let verbose = try await run(["--verbose", "-c", Self.query], log: nil)
        #expect(verbose.errors.contains(" debug workql:"))
        #expect(Self.stops(in: verbose.errors).isEmpty)
    }

    @Test func otherLevelsAreRefused() throws {
        let run = try CommandRun("-c", "SELECT 1", environment: ["WORKQL_LOG": "trase"])
        #expect(run.status == 78)
        #expect(
            run.errors.hasSuffix(
                "]: WORKQL_LOG is trase, which is not a log level\n"
                    + "  = help: did you mean trace?\n"))
    }
}

/// The locations of the types' declarations in the sources, and the first sentences of their
/// documentation.
private struct Declarations {
    private var files: [(path: String, lines: [String])] = []

    init() throws {
        let sources = Document.root.appending(path: "Sources")
        let paths = try #require(FileManager.default.enumerator(atPath: sources.path()))
        for case let path as String in paths where path.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            files.append((path, text.components(separatedBy: "\n")))
        }
    }

    func find(_ type: String, in module: String) throws -> (path: String, summary: String)? {
        let declaration = try Regex(
            #"^(?:(?:public|package|final|indirect) )*(?:struct|enum|class|protocol) "# + type
                + #"\b"#)
        for (path, lines) in files where path.hasPrefix("\(module)/") {
            guard let line = lines.firstIndex(where: { $0.contains(declaration) }) else { continue }
            let start = lines[..<line].lastIndex { !$0.hasPrefix("///") } ?? -1
            let comment = lines[(start + 1)..<line].map { $0.dropFirst(4) }
                .prefix { !$0.isEmpty }.joined(separator: " ")
            let sentence = comment.split(separator: ". ", maxSplits: 1).first ?? ""
            return (path, sentence.hasSuffix(".") ? String(sentence) : sentence + ".")
        }
        return nil
    }
}
