import Foundation

/// A PostgreSQL server on its own socket for the duration of a test.
package struct PostgreSQL {
    package enum Answer: Equatable {
        case rows([[String?]])
        case refused(state: String)
    }

    private let folder: String
    private static let programs = "/usr/lib/postgresql/15/bin"

    /// The folder of its socket.
    package var socketFolder: String { folder }

    package static var isInstalled: Bool {
        FileManager.default.isExecutableFile(atPath: programs + "/initdb")
    }

    package static func with<Value>(_ body: (PostgreSQL) async throws -> Value) async throws
        -> Value
    {
        let folder = try shell("mktemp -d /tmp/workql-postgresql-XXXXXX")
        let server = PostgreSQL(folder: folder)
        defer {
            _ = try? shell("\(programs)/pg_ctl -D \(folder)/data -m immediate stop")
            _ = try? shell("rm -rf \(folder)")
        }
        _ = try shell(
            "\(programs)/initdb -D \(folder)/data -U postgres -A trust --locale=C --encoding=UTF8 -N"
        )
        try await server.start()
        return try await body(server)
    }

    /// As it is done by `with`, and again after `stop`.
    package func start() async throws {
        // In the foreground: a daemon would keep the descriptors by which a process waits for it.
        let process = Self.process(
            "exec \(Self.programs)/postgres -D \(folder)/data -k \(folder) -c listen_addresses= "
                + "-c fsync=off > \(folder)/log 2>&1")
        try process.run()
        for _ in 0..<200 {
            let isReady = try? Self.shell("\(Self.programs)/pg_isready -q -h \(folder) -U postgres")
            if isReady != nil { break }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// As when the machine loses its power: nobody is waited for.
    package func stop() throws {
        try Self.shell("\(Self.programs)/pg_ctl -D \(folder)/data -m immediate stop")
    }

    /// A database of it, with a password that it does not look at.
    package func address(password: String = "s3cret", schema: String? = nil) -> String {
        let options = schema.map { "&options=-csearch_path%3D\($0)" } ?? ""
        return "postgresql://postgres:\(password)@/postgres?host=\(folder)\(options)"
    }

    /// Runs statements, and says what the last one answered.
    @discardableResult package func statement(_ text: String) -> Answer? {
        (try? answers([text]))?.last
    }

    /// The answer of one statement as CSV, a line a row, without names; ascending, as texts are.
    package func csv(_ statement: String) throws -> [String] {
        let (script, output) = ("\(folder)/csv.sql", "\(folder)/csv")
        // A command of psql's stands in one line.
        let statement = statement.replacing("\n", with: " ")
        let text = "SET timezone = 'Asia/Shanghai';\n\\copy (\(statement)) TO '\(output)' CSV\n"
        try text.write(toFile: script, atomically: true, encoding: .utf8)
        _ = try Self.shell("chmod a+r \(script) || true")
        try Self.shell(
            "\(Self.programs)/psql -h \(folder) -U postgres -X -q -v ON_ERROR_STOP=1 -f \(script)")
        return try String(contentsOfFile: output, encoding: .utf8)
            .split(separator: "\n").map(String.init).sorted()
    }

    /// Runs a command, as the user postgres if this is root: the server refuses to be run by root.
    @discardableResult private static func shell(_ command: String) throws -> String {
        let process = process(command)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readToTheEnd()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(command: command) }
        return String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func process(_ command: String) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let user = geteuid() == 0 ? "runuser -u postgres -- " : ""
        let quoted = command.replacing("'", with: "'\\''")
        process.arguments = ["-c", "cd / && \(user)sh -c '\(quoted)' < /dev/null 2> /dev/null"]
        return process
    }

    struct Failure: Error {
        var command: String
    }

    /// Returns the answer of each of the statements, in a zone.
    package func answers(_ statements: [String], zone: String = "Asia/Shanghai") throws -> [Answer]
    {
        let (script, output) = ("\(folder)/statements.sql", "\(folder)/answers")
        var text = "SET timezone = '\(zone)';\nSET intervalstyle = iso_8601;\n"
        for statement in statements {
            text += "\\echo <<<\n\(statement);\n\\echo >>> :SQLSTATE\n"
        }
        try text.write(toFile: script, atomically: true, encoding: .utf8)
        _ = try Self.shell("chmod a+r \(script) || true")
        try Self.shell(
            "\(Self.programs)/psql -h \(folder) -U postgres -X -q -A -t -F '\u{1F}' "
                + "-P null='\u{2}' -f \(script) > \(output)")
        var answers: [Answer] = []
        var rows: [[String?]] = []
        for line in try String(contentsOfFile: output, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        {
            if line == "<<<" {
                rows = []
            } else if line.hasPrefix(">>> ") {
                let state = String(line.dropFirst(4))
                answers.append(state == "00000" ? .rows(rows) : .refused(state: state))
            } else {
                rows.append(
                    line.split(separator: "\u{1F}", omittingEmptySubsequences: false)
                        .map { $0 == "\u{2}" ? nil : String($0) })
            }
        }
        return answers
    }
}
