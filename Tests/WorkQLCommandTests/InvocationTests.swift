import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLCommand
@testable import WorkQLOutput

@Suite struct InvocationTests {
    private func query(_ arguments: String...) throws -> Invocation.Query {
        guard case .query(let query) = try Invocation(arguments) else { throw Unexpected() }
        return query
    }

    private struct Unexpected: Error {}

    @Test func readsOptions() throws {
        let query = try query(
            "-f", "CSV", "--bom", "-o", "a.csv", "--timezone", "UTC", "--max-calls", "3",
            "--quota", "checkin=60/6s", "--quota=journal=1/s", "--quiet", "--now", "2026-08-01",
            "late.wql")
        #expect(query.origins == [.file("late.wql")])
        #expect(query.format == .csv)
        #expect(query.flags.settings.values.csvBOM)
        #expect(query.output == "a.csv")
        #expect(query.flags.settings.values.zone == .utc)
        #expect(query.flags.settings.values.maxCalls == 3)
        #expect(query.flags.settings.quotas.map(\.table) == ["checkin", "journal"])
        #expect(query.isQuiet)
        #expect(query.now == "2026-08-01")
    }

    @Test func scriptsAndCommandsKeepTheirOrder() throws {
        #expect(
            try query("-c", "1", "a.wql", "--command", "-- 2", "-o", "x", "-c=3", "b.wql", "-")
                .origins == [
                    .command("1"), .file("a.wql"), .command("-- 2"), .command("3"), .file("b.wql"),
                    .standardInput,
                ])
        #expect(
            try query("-o", "a.txt", "-c", "1", "--", "a.txt").origins == [
                .command("1"), .file("a.txt"),
            ])
        #expect(try query().origins == [.standardInput])
    }

    @Test func helpIsAskedForInWordsToo() throws {
        func text(_ arguments: String...) throws -> String {
            guard case .text(let text) = try Invocation(arguments) else { throw Unexpected() }
            return text
        }
        #expect(try text("help") == text("--help"))
        #expect(try text("help", "doctor") == text("doctor", "--help"))
        #expect(try text("help", "doctor").contains("workql doctor [options]"))
    }

    @Test func sandboxIsAskedForFirst() throws {
        guard case .sandbox(port: 8080) = try Invocation(["sandbox", "--port", "8080"]) else {
            Issue.record("no sandbox")
            return
        }
        #expect(try query("./sandbox").origins == [.file("./sandbox")])
    }

    @Test(arguments: [
        (["-f", "jsn"], "unknown format \"jsn\"", "did you mean \"json\"?"),
        (
            ["-f", "avro"], "unknown format \"avro\"",
            "there are \(OutputFormat.names.listed)"
        ),
        (
            ["--bom", "-f", "json", "a.wql"], "--bom requires CSV, and the format is json",
            "add --format csv, or leave --bom out"
        ),
        (
            ["--demo", "--profile", "a"],
            "--demo uses its own credentials and cannot be combined with --profile",
            "remove one of the two"
        ),
        (["--max-calls", "x"], "\"x\" is not a number of calls", "for example --max-calls 20"),
        (
            ["--quota", "chekin=1/s"], "unknown table \"chekin\" in a quota",
            "did you mean \"checkin\"?"
        ),
        (
            ["--timezone", "Beijing"], "no time zone is named 'Beijing'",
            "similar time zones: 'Asia/Shanghai'"
        ),
        (["--fromat", "csv"], "unknown option '--fromat'", "did you mean '--format'?"),
        (["--cellar"], "unknown option '--cellar'", "workql --help lists the options"),
        (["-c"], "missing value for '-c <TEXT>'", "workql --help lists the options"),
        (["sandbox", "--port", "70000"], "\"70000\" is not a port number", "ports are 0 to 65535"),
        (["-fcsv"], "unknown option '-fcsv'", "write '-f csv'"),
        (["--quiet=1"], "'--quiet' takes no value", "workql --help lists the options"),
        (["-o", "-f", "csv"], "missing value for '-o <FILE>'", "workql --help lists the options"),
        (["doctor", "all"], "unexpected argument 'all'", "workql doctor --help lists the options"),
        (["sync"], "missing argument '<NAME|FILE|TABLE>'", "workql sync --help lists the options"),
        (
            ["completions", "zsh", "fish"], "unexpected argument 'fish'",
            "workql completions --help lists the options"
        ),
        (
            ["sync", "-c", "SELECT 1"], "unknown option '-c'",
            "workql sync --help lists the options"
        ),
    ])
    func refuses(_ arguments: [String], _ message: String, _ help: String) {
        #expect(throws: UserError(.usage, message, help: help)) { try Invocation(arguments) }
    }

    /// Whoever reads no English cannot ask for another language in it.
    @Test(arguments: [Subcommand.workql] + Subcommand.all)
    func everyCommandTakesTheLanguage(_ command: Subcommand) throws {
        #expect(command.options.contains { $0.name == "--language" })
        for shell in CompletionScript.shells {
            #expect(try CompletionScript.named(shell.name).text.contains("language"))
        }
        let words = (command.name.map { [$0] } ?? []) + ["--language", "zh", "--help"]
        guard case .text(let help) = try Invocation(words) else { throw Unexpected() }
        #expect(help.contains("--language"))
        #expect(throws: UserError.self) {
            try Invocation(words.dropLast().dropLast() + ["--bogus"])
        }
    }

    @Test func helpIsNoError() throws {
        guard case .text(let help) = try Invocation(["--help"]) else { throw Unexpected() }
        for group in ["WHAT TO RUN:", "OUTPUT:", "CALLS TO THE SERVICES:"] {
            #expect(help.contains(group))
        }
        #expect(help.split(separator: "\n").count < 68)
        guard case .text(let version) = try Invocation(["--version"]) else { throw Unexpected() }
        #expect(version == "workql 0.1.0")
        guard case .text(let sandbox) = try Invocation(["sandbox", "-h"]) else {
            throw Unexpected()
        }
        #expect(sandbox.contains("workql sandbox [options]"))
    }

    @Test(
        arguments: [
            ("2026-08-01", 1_785_513_600_000), ("2026-08-01T09:00Z", 1_785_574_800_000),
            ("2026-08-01 09:00:00.5", 1_785_546_000_500), ("2026-08", 1_785_513_600_000),
        ] as [(String, Int64)])
    func nowIsFixed(_ text: String, _ milliseconds: Int64) throws {
        let now = try FixedNow.instant(text, zone: .shanghai)
        #expect(now == Instant(milliseconds: milliseconds))
    }

    @Test func nowDoesNotDependOnNow() {
        for text in ["now", "7d", "yesterday", "monday", "@d", "last month"] {
            #expect(
                throws: UserError(
                    .usage, "\"\(text)\" in --now depends on the current time",
                    help: "write a time such as '2026-08-01 09:00'")
            ) { try FixedNow.instant(text, zone: .shanghai) }
        }
        #expect(
            throws: UserError(
                .usage, "\"soon\" in --now is not a time",
                help: "write a time such as '2026-08-01 09:00'")
        ) { try FixedNow.instant("soon", zone: .shanghai) }
    }

    @Test(
        arguments: [
            (.query, 65), (.service, 69), (.output, 74), (.quota, 75), (.permission, 77),
            (.configuration, 78), (.interrupted, 130),
        ] as [(UserError.Kind, Int32)])
    func exitStatus(_ kind: UserError.Kind, _ status: Int32) {
        #expect(UserError(kind, "").status.rawValue == status)
    }

    @Test func exitStatusOfTheCommandItself() {
        #expect(
            [.done, .usage, .noInput, .terminated].map { (status: WorkQLCommand.ExitStatus) in
                status.rawValue
            }
                == [0, 64, 66, 143])
    }
}
