import Foundation
import TestSupport
import WorkQLTime

/// A server of PostgreSQL on a socket of its own, for as long as a test runs.
struct PostgreSQL {
    enum Answer: Equatable {
        case rows([[String?]])
        case refused(state: String)
    }

    private let folder: String
    private static let programs = "/usr/lib/postgresql/15/bin"

    static var isInstalled: Bool {
        FileManager.default.isExecutableFile(atPath: programs + "/initdb")
    }

    static func with<Value>(_ body: (PostgreSQL) async throws -> Value) async throws -> Value {
        let folder = try shell("mktemp -d /tmp/workql-postgresql-XXXXXX")
        let server = PostgreSQL(folder: folder)
        defer {
            _ = try? shell("\(programs)/pg_ctl -D \(folder)/data -m immediate stop")
            _ = try? shell("rm -rf \(folder)")
        }
        _ = try shell(
            "\(programs)/initdb -D \(folder)/data -U postgres -A trust --locale=C --encoding=UTF8 -N"
        )
        // In the foreground: a daemon would keep the descriptors by which a process waits for it.
        let process = process(
            "exec \(programs)/postgres -D \(folder)/data -k \(folder) -c listen_addresses= "
                + "-c fsync=off > \(folder)/log 2>&1")
        try process.run()
        for _ in 0..<200 {
            let isReady = try? shell("\(programs)/pg_isready -q -h \(folder) -U postgres")
            if isReady != nil { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await body(server)
    }

    /// The server refuses to be run by root.
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

    /// What each of the statements answers, in a zone.
    func answers(_ statements: [String], zone: String = "Asia/Shanghai") throws -> [Answer] {
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

/// Cells of both sides in one spelling.
enum SameCell {
    static func rows(_ rows: [[String?]]) -> [[String]] {
        rows.map { $0.map { $0.map(text) ?? "NULL" } }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func text(_ cell: String) -> String {
        switch cell {
        case "t": return "true"
        case "f": return "false"
        default: break
        }
        // A sum of a date and a time of day has no zone there.
        if cell.wholeMatch(of: /20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?/)
            != nil
        {
            return text(cell + "+08")
        }
        // 2026-08-05 09:00:00+08, and 2026-08-05T09:00:00+08:00
        if cell.count >= 22, cell.hasPrefix("20"), cell.hasSuffix("+08") {
            return text(cell.replacing(" ", with: "T") + ":00")
        }
        if cell.wholeMatch(of: /[-0-9T:]*[0-9]:[0-9][0-9]\.[0-9]+(\+08:00)?/) != nil,
            let point = cell.firstIndex(of: ".")
        {
            let rest = cell[point...]
            let fraction = rest.prefix { $0 != "+" }
            let digits = String(fraction.reversed().drop { $0 == "0" }.reversed())
            return cell[..<point] + digits + rest.dropFirst(fraction.count)
        }
        if let seconds = seconds(ofInterval: cell) { return number(seconds) }
        return Double(cell).map(number) ?? cell
    }

    private static func number(_ value: Double) -> String {
        String(format: "%.10g", value == 0 ? 0 : value)
    }

    /// `P1DT-2H3M0.5S`; nil for everything else.
    private static func seconds(ofInterval text: String) -> Double? {
        guard text.hasPrefix("P"), text.count > 1 else { return nil }
        var (seconds, digits, isTime) = (0.0, "", false)
        for character in text.dropFirst() {
            switch character {
            case "T": isTime = true
            case "D", "H", "M", "S":
                guard let count = Double(digits) else { return nil }
                let unit: Double =
                    switch character {
                    case "D": 86_400
                    case "H": 3600
                    case "M": isTime ? 60 : .nan
                    default: 1
                    }
                seconds += count * unit
                digits = ""
            default: digits.append(character)
            }
        }
        return digits.isEmpty && seconds.isFinite ? seconds : nil
    }
}
