import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// Statements to this server and to PostgreSQL, which has tables of the same columns: the same codes of
/// errors, the same rows, the same types. The files `Peers/*.sql` have one statement a line; a comment
/// before it says what is different here, and why:
///
///     -- here 42804: types that do not meet have one code
@Suite struct StatementPeerTests {
    private struct Case: Sendable {
        var text: String
        /// What this server answers where that is different.
        var here: String?
    }

    private static func cases(_ name: String) throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Peers/\(name).sql")
        var cases: [Case] = []
        var here: String?
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("-- here ") {
                here = String(line.dropFirst(8).prefix { $0 != ":" })
            } else if !line.hasPrefix("--") {
                cases.append(Case(text: String(line), here: here))
                here = nil
            }
        }
        return cases
    }

    /// The tables of the sandbox that the statements name, with their columns.
    private static let tables = """
        CREATE TABLE checkin (userid text, groupname text, checkin_type text, exception_type text,
        checkin_time timestamptz, location_title text, location_detail text, wifiname text, notes text,
        wifimac text, mediaids json, lat float8, lng float8, deviceid text,
        sch_checkin_time timestamptz, groupid int8, schedule_id int8, timeline_id int8);
        CREATE TABLE member (userid text, name text, department_id int8);
        """

    /// Answers of one server: what is between two marks, and the code at the end.
    private static func answers(
        _ cases: [Case], _ mark: String, _ connection: [String], before: String = ""
    ) throws -> [String] {
        var script = before
        for one in cases { script += "\(one.text)\(mark)\n\\echo @ :SQLSTATE\n" }
        let output = try withFolder { folder in
            let file = folder + "/statements.sql"
            try script.write(toFile: file, atomically: true, encoding: .utf8)
            // What psql says of errors is mixed with the rows where both go the same way.
            return try ServerClientTests.run(
                "sh",
                ["-c", "exec psql \"$@\" 2>/dev/null", "psql", "-XAtq", "-f", file] + connection,
                environment: ["PGTZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"]
            ).output
        }
        return output.split(separator: "@ ").map(String.init)
    }

    private static func isInstalled() -> Bool {
        PostgreSQL.isInstalled && ServerClientTests.has("psql", ["--version"])
    }

    /// - Parameter mark: what ends a statement: `;`, or `\gdesc` for the types of its columns.
    private func compare(_ name: String, _ mark: String, codesAlone: Bool) async throws {
        let cases = try Self.cases(name)
        try await ServerClientTests.serving(Server.Configuration()) { port, _ in
            try await PostgreSQL.with { postgres in
                let (found, wanted) = try await onOwnThread {
                    let there = try Self.answers(
                        cases, mark,
                        ["-h", postgres.socketFolder, "-U", "postgres", "-d", "postgres"],
                        before: Self.tables.replacing("\n", with: " ") + "\n"
                            + "SET default_transaction_read_only = on;\n\\echo @ begin\n")
                    let here = try Self.answers(
                        cases, mark,
                        ["-h", "127.0.0.1", "-p", "\(port)", "-U", "lisa", "-d", "workql"],
                        before: "\\echo @ begin\n")
                    return (Self.outcomes(here, codesAlone), Self.outcomes(there, codesAlone))
                }
                try #require(wanted.count == cases.count && found.count == cases.count)
                for (index, one) in cases.enumerated() {
                    if let different = one.here {
                        #expect(found[index] == different, "\(one.text)")
                        #expect(wanted[index] != different, "no difference: \(one.text)")
                    } else {
                        #expect(found[index] == wanted[index], "\(one.text)")
                    }
                }
            }
        }
    }

    /// Each is the rows before the code, then the code; the answer before the first mark is none.
    private static func outcomes(_ parts: [String], _ codesAlone: Bool) -> [String] {
        var outcomes: [String] = []
        var rows = ""
        for part in parts {
            let lines = part.split(separator: "\n", maxSplits: 1)
            let code = lines.first.map(String.init) ?? ""
            if code.count == 5, code != "begin" {
                outcomes.append(codesAlone || code != "00000" ? code : rows)
            }
            rows = lines.count > 1 ? lines[1].trimmingCharacters(in: .newlines) : ""
        }
        return outcomes
    }

    @Test("Wrong statements have PostgreSQL's codes", .enabled(if: isInstalled()))
    func codes() async throws { try await compare("codes", ";", codesAlone: true) }

    @Test(
        "Statements without a table of a service give PostgreSQL's rows",
        .enabled(if: isInstalled()))
    func rows() async throws { try await compare("rows", ";", codesAlone: false) }

    @Test("Columns have PostgreSQL's types", .enabled(if: isInstalled()))
    func types() async throws { try await compare("types", " \\gdesc", codesAlone: false) }
}
