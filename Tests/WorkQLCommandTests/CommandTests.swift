import Foundation
import TestSupport
import Testing

@testable import WorkQLOutput

@Suite struct CommandTests {
    private static let now = ["--demo", "--now", "2026-08-08"]
    private static let count = """
        SELECT userid, count(*) AS n FROM checkin WHERE userid IN ('zhangsan', 'lisi')
        SINCE 7d GROUP BY userid ORDER BY userid
        """
    /// Requires at least four windows, of which the quota allows one per minute.
    private static let slow = ["--quota", "corp_recording=1/min"]
    private static let slowQuery = "SELECT count(*) AS n FROM corp_recording SINCE 93d"

    @Test func answersOnStandardOutputAndSpeaksOnStandardError() throws {
        let run = try CommandRun("--demo", "--now", "2026-08-08", "-f", "csv", "-c", Self.count)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first == "userid,n")
        #expect(lines.dropFirst().map { $0.prefix { $0 != "," } } == ["lisi", "zhangsan"])
        #expect(run.errors.hasPrefix("-- 2 rows · 1 call · "))
        #expect(
            run.errors.hasSuffix(
                " · checkin 2026-08-01 00:00 → 2026-08-08 00:00 Asia/Shanghai (7 d)\n"))
    }

    @Test func plansAreLines() throws {
        let explain = "EXPLAIN SELECT userid FROM checkin WHERE userid = '张三' SINCE 30d"
        let run = try CommandRun("--demo", "--now", "2026-08-08", "-c", explain + "; " + explain)
        #expect(run.status == 0)
        #expect(
            run.output.hasPrefix("scan wecom.checkin: 2 calls = "))
        #expect(run.output.contains("'张三'\n\nscan "))
        #expect(!run.output.contains("│"))
        let csv = try CommandRun("--demo", "--now", "2026-08-08", "-f", "csv", "-c", explain)
        #expect(csv.output.hasPrefix("plan\n\"scan wecom.checkin: "))
    }

    @Test func quietSaysNothing() throws {
        let run = try CommandRun("--demo", "--now", "2026-08-08", "--quiet", "-c", Self.count)
        #expect(run.errors == "")
        #expect(run.output.hasSuffix("(2 rows)\n"))
    }

    @Test func zoneIsChosen() throws {
        let query = "SELECT min(checkin_time) AS t FROM checkin WHERE userid = 'lisi' DURING today"
        let run = try CommandRun(
            "--demo", "--now", "2026-08-05T12:00Z", "-f", "tsv", "-c", query,
            environment: ["WORKQL_TIMEZONE": "UTC"])
        #expect(run.output.hasPrefix("t\n2026-08-05T"))
        #expect(run.output.hasSuffix("Z\n"))
        #expect(run.errors.contains("2026-08-05 00:00 → 2026-08-06 00:00 UTC (1 d)"))
    }

    @Test func refusedUsersAreAWarning() throws {
        let run = try CommandRun(
            "--demo", "--now", "2026-08-08", "--quiet", "-f", "ndjson", "-c",
            "SELECT count(*) AS n FROM checkin WHERE userid IN ('lisi', 'dongqing') SINCE 7d")
        #expect(run.status == 0)
        #expect(
            run.errors
                == "warning[E1104]: 1 user refused by the service, rows missing: dongqing\n")
    }

    @Test func standardInputIsTheScript() throws {
        let run = try CommandRun(
            "--demo", "-f", "tsv", input: "\u{FEFF}SELECT 1 AS a;\n-- done\nSELECT '二' AS b;\n")
        #expect(run.status == 0)
        #expect(run.output == "a\n1\n\nb\n二\n")
        let empty = try CommandRun("--demo", input: "")
        #expect(empty.status == 0)
        #expect(empty.output == "")
        let wrong = try CommandRun("--demo", input: "SELECT 1;\nSELEC 2")
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains(" --> <stdin>:2:1\n"))
    }

    @Test func filesAndCommandsRunInTheirOrder() throws {
        try withFolder { folder in
            let script = folder + "/two.wql"
            try "SELECT 2 AS n; SELECT 3 AS n".write(
                toFile: script, atomically: true, encoding: .utf8)
            let run = try CommandRun(
                "-f", "ndjson", "-c", "SELECT 1 AS n", script, "-c", "SELECT 4 AS n")
            #expect(run.status == 0)
            #expect(run.output == "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n")
        }
    }

    @Test func mistakesAreFoundBeforeAnythingRuns() throws {
        let run = try CommandRun("--demo", "-c", "SELECT 1 AS a; SELECT 2 AS b; SELECT FROM")
        #expect(run.status == 65)
        #expect(run.output == "")
        #expect(run.errors.hasPrefix("error[E0201]: "))
        #expect(run.errors.contains(" --> <command>:1:"))
    }

    @Test func severalMistakesAreToldAtOnce() throws {
        let run = try CommandRun(
            "--demo", "--error-format", "short", "-c",
            "FORM checkin; SELECT userid,, x FROM checkin SICNE 7d; SELECT 1 = 2 = 3")
        #expect(run.status == 65)
        #expect(run.output == "")
        #expect(
            run.errors == """
                <command>:1:1: error[E0201]: expected a statement, found "FORM"; write FROM
                <command>:1:29: error[E0201]: expected a column, found ","
                <command>:1:46: error[E0201]: expected a clause or ";", found "SICNE"; write SINCE
                <command>:1:69: error[E0207]: comparisons cannot be chained; write 1 = 2 AND 2 = 3

                """)
    }

    @Test func mistakesAsJSON() throws {
        let run = try CommandRun(
            "--demo", "--error-format", "json", "-c", "SELECT 1;\nSELECT 张三 FROM checkins SINCE 7d")
        #expect(run.status == 65)
        let lines = try run.errors.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let error = try #require(lines.first { $0["level"] as? String == "error" })
        #expect(error["code"] as? String == "E0401")
        #expect(error["line"] as? Int == 2)
        #expect(error["column"] as? Int == 16)
        #expect(lines.contains { $0["level"] as? String == "account" })
    }

    @Test func codesOfServicesAreExplained() throws {
        let page = """
            WeCom 60020: this machine's address is not trusted

            Message of the service: 访问ip不在白名单之中
            What to do: add the address after "from ip" to 企业可信IP of the app in the WeCom console.
            What happens: workql gives up.

            """
        #expect(try CommandRun("explain", "60020").output == page)
        #expect(try CommandRun("explain", "WeCom", "60020").output == page)
        let several = try CommandRun("explain", "tencent_meeting", "190300", "wecom", "45009")
            .output
        #expect(several.hasPrefix("Tencent Meeting 190300: this machine's clock is wrong\n"))
        #expect(several.contains("\n\nWeCom 45009: too many calls in the period\n"))
        let list = try CommandRun("explain", "TencentMeeting").output
        #expect(list.hasPrefix("Tencent Meeting's own codes:\n41      the service timed out"))
        #expect(!list.contains("60020"))
        let all = try CommandRun("explain").output
        #expect(all.contains("\n\nWeCom's own codes:\n-1      the service is busy · 系统繁忙"))
        #expect(
            try CommandRun("explain", "-1").output.hasPrefix("WeCom -1: the service is busy\n"))
        let other = try CommandRun("explain", "wecom", "190300")
        #expect(other.status == 64)
        #expect(other.errors.contains("unknown error code \"190300\" of WeCom"))
    }

    @Test func codesAreExplained() throws {
        let run = try CommandRun("explain", "e402")
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("E0402: a column that does not exist\n\n"))
        #expect(run.output.contains("\n\nRefused:\n\n    SELECT useridd FROM"))
        #expect(try CommandRun("explain").output.hasPrefix("E0101  "))
        let unknown = try CommandRun("explain", "E9999")
        #expect(unknown.status == 64)
        #expect(
            unknown.errors == """
                error[E1203]: unknown error code "E9999"
                  = help: codes look like E0402, those of services like 60020; workql explain lists them

                """)
        let format = try CommandRun("--error-format", "jsn", "-c", "SELECT 1")
        #expect(format.status == 64)
        #expect(
            format.errors == """
                error[E1203]: unknown error format "jsn"
                  = help: did you mean "json"?

                """)
    }

    @Test func scriptStopsAtItsFirstError() throws {
        let run = try CommandRun(
            "--demo", "-f", "tsv", "-c",
            "SELECT 1 AS a; SELECT useridd FROM checkin SINCE 1d; SELECT 3 AS c")
        #expect(run.status == 65)
        #expect(run.output == "a\n1\n")
        #expect(run.errors.contains("error[E0402]: unknown column \"useridd\" in checkin\n"))
        #expect(run.errors.contains("help: did you mean \"userid\"?\n"))
    }

    @Test func missingScript() throws {
        let run = try CommandRun("nowhere/late.wql")
        #expect(run.status == 66)
        #expect(run.errors == "error[E1001]: the script nowhere/late.wql does not exist\n")
    }

    @Test func savedQueriesHaveNames() throws {
        try withFolder { data in
            let folder = data + "/workql/queries"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try "PARAM n INT; SELECT :n + 1 AS m;".write(
                toFile: folder + "/next.wql", atomically: true, encoding: .utf8)
            func run(_ arguments: String...) throws -> CommandRun {
                try CommandRun(
                    ["-f", "csv", "--quiet"] + arguments, environment: ["XDG_DATA_HOME": data])
            }
            #expect(try run("next", "-p", "n=4").output == "m\n5\n")
            // There is no terminal at which to ask.
            #expect(try run("next").errors.contains("parameter n has no value"))
            let near = try run("nxet")
            #expect(near.status == 66)
            #expect(
                near.errors == """
                    error[E1001]: no saved query or file is named nxet
                      = help: did you mean next?

                    """)
            #expect(try run("doctor").errors.contains("write workql doctor first"))
        }
    }

    @Test func offlineNeedsAStore() throws {
        let run = try CommandRun("--demo", "--offline", "-c", "SELECT 1 AS a")
        #expect(run.status == 64)
        #expect(run.errors.contains("--offline needs a store\n"))
        let empty = try CommandRun("--store", "", "-c", "SELECT 1 AS a")
        #expect(empty.status == 64)
    }

    /// The parts missing in the store are listed, and the exit status reports them.
    @Test func offlineSaysWhatIsMissing() throws {
        try withFolder { folder in
            let run = try CommandRun(
                "--demo", "--offline", "--store", "\(folder)/s", "-f", "csv", "-c",
                "SELECT userid FROM checkin WHERE userid = 'lisi' DURING 2026-07-31")
            #expect(run.status == 75)
            #expect(run.output == "userid\n")
            #expect(
                run.errors.contains(
                    "the result is partial, missing: checkin userid lisi in 2026-07-31 00:00 → "
                        + "2026-08-01 00:00 Asia/Shanghai (1 d)\n"))
            // A folder is not a file.
            let wrong = try CommandRun("--store", folder, "-c", "SELECT 1 AS a")
            #expect(wrong.status == 78)
            #expect(wrong.errors.contains("the store \(folder) cannot be opened: "))
        }
    }

    @Test func wrongUsage() throws {
        let run = try CommandRun("--cellar", "x")
        #expect(run.status == 64)
        #expect(run.errors.hasPrefix("error[E1203]: unknown option '--cellar'\n"))
    }

    @Test func budgetIsKept() throws {
        let run = try CommandRun(
            "--demo", "--now", "2026-08-08", "--max-calls", "2", "-c", Self.slowQuery)
        #expect(run.status == 75)
        #expect(run.output == "")
        #expect(run.errors.hasPrefix("error[E0803]: the plan needs "))
    }

    @Test func partialAnswersSaySo() throws {
        let query = "SELECT meeting_record_id FROM corp_recording SINCE 20d"
        let run = try CommandRun(
            "--demo", "--now", "2026-08-08", "-f", "csv", "-c",
            "SET max_calls = 2; \(query); SELECT 1")
        #expect(run.status == 75)
        #expect(run.output.split(separator: "\n").count == 41)
        #expect(
            run.errors.contains(
                "error[E0803]: the budget of 2 calls was used up by 1 call of the plan and 1 "
                    + "further page; the result is partial, missing: 1 call of corp_recording in "
                    + "2026-07-19"))
        #expect(run.errors.contains(" after page 2 of "))
        #expect(run.errors.hasSuffix("  = help: raise max_calls, or narrow the range\n"))
        try withFolder { folder in
            let file = folder + "/part.csv"
            let written = try CommandRun(
                "--demo", "--now", "2026-08-08", "--max-calls", "2", "-o", file, "-c", query)
            #expect(written.status == 75)
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func plansAreObjects() throws {
        struct Plan: Decodable {
            var calls: Int
            var atLeast: Bool
            var lowerBound: Int
            var etaSeconds: Double
            var scans: [Scan]
        }
        struct Scan: Decodable {
            var table: String
            var calls: Int
            var atLeast: Bool
            var windows: Int
            var batches: Int
            var pushed: [Condition]
            var local: [Condition]
            var requests: [Request]
            var actual: Actual?
        }
        struct Condition: Decodable { var condition: String }
        struct Request: Decodable { var number: Int }
        struct Actual: Decodable { var calls: Int }
        func plan(_ words: String, _ query: String) throws -> Plan {
            let run = try CommandRun(
                "--demo", "--now", "2026-08-08", "-f", "json", "--quota",
                "corp_recording=10/min", "-c", "\(words) \(query)")
            #expect(run.status == 0)
            #expect(run.output.hasPrefix(#"{"calls":"#))
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Plan.self, from: Data(run.output.utf8))
        }
        let recordings = try plan(
            "EXPLAIN CALLS", "SELECT 1 FROM corp_recording WHERE userid = 'a' SINCE 3650d")
        #expect(recordings.calls == 118)
        #expect(recordings.atLeast && recordings.scans[0].atLeast)
        #expect(recordings.lowerBound == 118)
        #expect(recordings.etaSeconds == 660)
        #expect(recordings.scans.map(\.windows) == [118])
        #expect(recordings.scans.map(\.batches) == [1])
        #expect(recordings.scans[0].local.map(\.condition) == ["userid = 'a'"])
        #expect(recordings.scans[0].requests.map(\.number) == [1, 2, 3, 4, 5, 6, 7, 8, 117, 118])
        let checkins = try plan(
            "EXPLAIN ANALYZE", "SELECT 1 FROM checkin WHERE userid = 'lisi' SINCE 50d")
        #expect(!checkins.atLeast && !checkins.scans[0].atLeast)
        #expect(checkins.scans.map(\.table) == ["checkin"])
        #expect(checkins.scans[0].pushed.map(\.condition) == ["userid = 'lisi'"])
        #expect(checkins.scans[0].actual?.calls == 2)
        #expect(checkins.scans[0].calls == 2)
    }

    /// Settings, parameters and names take effect, and nothing is sent.
    @Test func scriptsArePlannedWhole() throws {
        let script = """
            SET timezone = 'UTC';
            PARAM days DURATION = 60d;
            LET people = ('lisi', 'zhangsan');
            SELECT userid FROM checkin WHERE userid IN :people SINCE :days;
            COPY (SELECT 1 FROM corp_recording SINCE 70d) TO '/nowhere/at/all.csv';
            EXPLAIN ANALYZE SELECT 1 FROM screen_capture SINCE 1d;
            SELECT 1 + 1
            """
        // Without credentials, so that nothing could be sent.
        let run = try CommandRun("--now", "2026-08-08", "--dry-run", "-c", script)
        #expect(run.status == 0)
        #expect(run.output.components(separatedBy: "\nscan ").count == 3)
        #expect(run.output.contains("userid: 2 values in 1 batch"))
        #expect(run.output.contains(" UTC (60 d)"))
        #expect(
            run.errors.hasSuffix(
                "-- dry run: 4 queries · 7 calls at least · lower bound 7 · 12 s at the quotas · "
                    + "nothing was sent\n"))
        let wrong = try CommandRun("--dry-run", "-c", "SELECT colour FROM checkin SINCE 1d")
        #expect(wrong.status == 65)
    }

    @Test func missingCredentialsAreNamed() throws {
        let run = try CommandRun("-c", Self.count)
        #expect(run.status == 78)
        #expect(run.errors.contains("WORKQL_WECOM_CORP_ID"))
        #expect(run.errors.contains("corp_id"))
        #expect(!run.errors.contains("-->"))
    }

    @Test func configurationIsRead() throws {
        try withFolder { folder in
            let path = folder + "/workql/config.toml"
            try FileManager.default.createDirectory(
                atPath: folder + "/workql", withIntermediateDirectories: true)
            try "max_cals = 3".write(toFile: path, atomically: true, encoding: .utf8)
            let environment = ["XDG_CONFIG_HOME": folder]
            let wrong = try CommandRun("-c", "SELECT 1 AS a", environment: environment)
            #expect(wrong.status == 78)
            #expect(
                wrong.errors == """
                    error[E1202]: unknown key "max_cals"
                     --> \(path):1
                      = help: did you mean "max_calls"?

                    """)
            // The demo is the same for everyone.
            let demo = try CommandRun("--demo", "-c", "SELECT 1 AS a", environment: environment)
            #expect(demo.status == 0)
            try "[profile.default.wecom]\nsecret = 'hidden'".write(
                toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o644)
            let open = try CommandRun("-c", Self.count, environment: environment)
            #expect(open.status == 78)
            #expect(
                open.errors.hasPrefix(
                    "warning: \(path) contains secrets and is readable by other users\n"
                        + "  = help: chmod 600 \(path)\n"))
            #expect(!open.errors.contains("hidden"))
        }
    }

    @Test func fileIsWrittenWholeOrNotAtAll() throws {
        try withFolder { folder in
            let path = folder + "/a.csv"
            let whole = try CommandRun(
                "-f", "csv", "--bom", "-o", path, "-c", "SET csv_formulas = keep; SELECT '' AS b")
            #expect(whole.status == 0)
            #expect(whole.output == "")
            let content = Data("\u{FEFF}b\n\"\"\n".utf8)
            #expect(FileManager.default.contents(atPath: path) == content)
            let failed = try CommandRun(
                "-f", "csv", "-o", path, "-c", "SET pager = off; SELECT x FROM checkin SINCE 1d")
            #expect(failed.status == 65)
            #expect(FileManager.default.contents(atPath: path) == content)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.csv"])
        }
    }

    @Test(arguments: OutputFormat.names.filter { $0 != "parquet" })
    func closedPipeEndsQuietly(_ format: String) throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let run = try CommandRun(
            "--demo", "--quiet", "-f", format, "-c", "SELECT 1 AS a; SELECT 2 AS b",
            redirection: pipe.fileHandleForWriting)
        #expect(run.status == 0)
        #expect(run.errors == "")
    }

    #if os(Linux)
        @Test func fullDiskIsAnError() throws {
            let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
            let run = try CommandRun("-c", "SELECT 1 AS a", redirection: full)
            #expect(run.status == 74)
            #expect(
                run.errors
                    == "error[E1004]: writing to standard output failed: no space left on device\n")
        }
    #endif

    /// A variable that nearly is one of ours has no effect, which is said; others are left alone.
    @Test func misspeltVariablesEarnAWarning() throws {
        let run = try CommandRun(
            "-c", "SELECT 1 AS a", environment: ["WORKQL_TIMEZON": "UTC", "WORKQL_WRAPPER": "1"])
        #expect(run.status == 0)
        #expect(
            run.errors.hasPrefix(
                "warning: the variable WORKQL_TIMEZON means nothing to workql\n"
                    + "  = help: did you mean WORKQL_TIMEZONE?\n"))
        #expect(!run.errors.contains("WRAPPER"))
    }

    /// The mechanism that wakes the main thread needs two descriptors, and only one is left.
    @Test func tooFewOpenFilesAreAnError() throws {
        try withFolder { folder in
            let process = try CommandRun.process(["-c", "SELECT 1"], home: folder)
            let command = try #require(process.executableURL).path()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = [
                "-c", "ulimit -n 4; exec \"$0\" \"$@\"", command, "-c", "SELECT 1",
            ]
            let errors = Pipe()
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
            let text = String(
                decoding: errors.fileHandleForReading.readToTheEnd(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 78)
            #expect(text.contains("a pipe cannot be created: too many open files\n"))
            #expect(text.contains("= help: raise the limit of open files: ulimit -n\n"))
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func signalsStopWhatRuns(_ signal: Int32, _ status: Int32) throws {
        try withFolder { folder in
            let path = folder + "/a.csv"
            let process = try CommandRun.process(
                Self.now + Self.slow + ["--verbose", "-o", path, "-c", Self.slowQuery],
                home: folder)
            let errors = Pipe()
            process.standardInput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
            // The first request is logged, so the second one waits.
            let text = errors.text(until: "corp/records")
            #expect(text.contains("corp/records"))
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == status)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    /// Computations of SQLite without a call run on the thread that handles signals.
    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func signalsStopWhatComputes(_ signal: Int32, _ status: Int32) throws {
        let endless =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
        try withFolder { folder in
            let process = try Self.computing(endless, in: folder)
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == status)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    /// No process writes to the pipe, and opening it would block forever.
    @Test func waitingForAPipeIsEnded() throws {
        for (signal, status) in [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)] {
            try withFolder { folder in
                #expect(mkfifo(folder + "/never.csv", 0o600) == 0)
                let process = try Self.computing("SELECT * FROM '\(folder)/never.csv'", in: folder)
                usleep(300_000)
                #expect(process.isRunning)
                let start = ContinuousClock.now
                kill(process.processIdentifier, signal)
                process.waitUntilExit()
                #expect(ContinuousClock.now - start < .seconds(5))
                #expect(process.terminationReason == .exit)
                #expect(process.terminationStatus == status)
                let left = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(left == ["never.csv"])
            }
        }
    }

    /// The statement fails, and the process is not terminated for lack of memory.
    @Test func memoryHasABound() throws {
        let large = "SELECT length(printf('%060000000d', 1)) AS n"
        let refused = try CommandRun(
            "-f", "csv", "-c", large, environment: ["WORKQL_MEMORY": "32"])
        #expect(refused.status == 65)
        #expect(refused.output.isEmpty)
        #expect(
            refused.errors.contains(
                "error[E0804]: the statement needs more memory than SQLite may use, which is 32 MB"
            ),
            "\(refused.errors)")
        let given = try CommandRun("-f", "csv", "-c", large)
        #expect(given.output == "n\n60000000\n", "\(given.errors)")
        for text in ["1", "much", "-5", "2G"] {
            let run = try CommandRun("-c", "SELECT 1", environment: ["WORKQL_MEMORY": text])
            #expect(run.status == 78, "\(text)")
            #expect(run.errors.contains("WORKQL_MEMORY is \(text), not a number of megabytes"))
        }
    }

    /// Returns a process that has begun to run a statement, whose answer would be written to a
    /// file.
    private static func computing(_ statement: String, in folder: String) throws -> Process {
        let process = try CommandRun.process(
            ["-o", folder + "/a.ndjson", "-c", "SELECT 1", "-c", statement], home: folder)
        let errors = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        // The summary line of the first statement.
        #expect(!errors.fileHandleForReading.availableData.isEmpty)
        return process
    }

    @Test func verboseLogsWithoutSecrets() throws {
        let run = try CommandRun(
            "--demo", "--now", "2026-08-08", "--verbose", "-c", Self.count)
        #expect(run.errors.contains("debug"))
        #expect(!run.errors.contains("sandbox-secret"))
        #expect(!run.errors.contains("access_token="))
    }

    @Test func sandboxServesUntilInterrupted() throws {
        try withFolder { folder in
            let server = try CommandRun.process(["sandbox"], home: folder)
            let output = Pipe()
            server.standardInput = FileHandle.nullDevice
            server.standardOutput = output
            try server.run()
            let text = output.text(until: "OPERATOR_ID=")
            #expect(text.hasPrefix("# the sandbox is at http://127.0.0.1:"))
            var environment: [String: String] = [:]
            for line in text.split(separator: "\n") where line.hasPrefix("export ") {
                let parts = line.dropFirst(7).split(separator: "=", maxSplits: 1).map(String.init)
                environment[parts[0]] = parts[1]
            }
            #expect(environment.count == 10)
            let run = try CommandRun(
                "--now", "2026-08-08", "-f", "csv", "-c", Self.count, environment: environment)
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("userid,n\nlisi,"))
            let taken = try CommandRun(
                "sandbox", "--port",
                String(environment["WORKQL_WECOM_BASE_URL"]?.split(separator: ":").last ?? ""))
            #expect(taken.status == 69)
            #expect(taken.errors.hasPrefix("error[E1102]: the sandbox cannot listen on port "))
            server.interrupt()
            server.waitUntilExit()
            #expect(server.terminationStatus == 0)
        }
    }
}
