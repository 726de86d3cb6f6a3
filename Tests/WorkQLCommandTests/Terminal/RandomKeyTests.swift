import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// Two hundred random keys: the shell still runs at the end, and answers the next statement.
    @Suite(.serialized) struct RandomKeyTests {
        private static let runs =
            ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 4 : 500

        /// A generator that returns the same numbers for the same seed.
        private struct Numbers: RandomNumberGenerator {
            var state: UInt64

            mutating func next() -> UInt64 {
                state &+= 0x9E37_79B9_7F4A_7C15
                var value = state
                value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
                value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
                return value ^ (value >> 31)
            }
        }

        private static let long =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT i FROM n;"

        /// Neither Ctrl-D nor `exit`, which end the shell, nor Ctrl-Z, which suspends it.
        private static let keys: [String] =
            Array(repeating: "\r", count: 12) + Array(repeating: "\n", count: 3)
            + Array(repeating: "\u{03}", count: 6)
            + ["\t", "\t\t", "\u{1B}\r", "\u{1B}\n", "\u{1B}", "\u{12}", "\u{07}", "\u{0C}"]
            + ["\u{1B}[A", "\u{1B}[B", "\u{1B}[C", "\u{1B}[D", "\u{1B}OA", "\u{1B}[H", "\u{1B}[F"]
            + ["\u{01}", "\u{05}", "\u{0B}", "\u{15}", "\u{17}", "\u{19}", "\u{7F}", "\u{1B}[3~"]
            + [
                "a", "SEL", "SELECT ", "1", "(", ")", "'", "\"", ";", "；", "--", "/*", "*/", " ",
                "打卡",
            ]
            + [
                "SELECT 1 AS a;\r", "SELECT 1 -- c\r;\r", "SHOW TABLES\r", "SELECT '\r",
                "SELEC 1;\r",
            ]
            + [long + "\r", long + "\rq", "q", "q", "G", "\u{1B}[200~\u{1B}[201~"]
            + ["\u{1B}[200~SELECT 1;\r\r.mode csv\rSELECT 2;\r\u{1B}[201~", "SELECT 3;\r\r\r;\r\r"]
            + ["\u{1B}[200~\r\r\u{1B}[201~\r", ".tables\r", ".nope\r", ".mode json\r", ".\r"]
            + [
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 7d;\r", "\u{1B}[I",
                "\u{0}",
            ]

        /// A pager that opens neither files nor editors, which would take the next keys.
        private static let environment = ["PATH": "/usr/bin:/bin", "LESSSECURE": "1"]

        @Test(arguments: 0..<runs) func shellIsThereAtTheEnd(_ seed: Int) throws {
            var numbers = Numbers(state: UInt64(seed) &* 7919 &+ 1)
            try withFolder { home in
                let terminal = try ShellSession(
                    home: home, environment: Self.environment
                ).terminal
                for _ in 0..<200 {
                    terminal.type(Self.keys.randomElement(using: &numbers) ?? "")
                    if numbers.next() % 8 == 0 { usleep(UInt32(numbers.next() % 20_000)) }
                }
                // Leaves a pager, a search and an unfinished statement, whichever of them is
                // active.
                let end = ContinuousClock.now + .seconds(60)
                var isAnswered = false
                while !isAnswered, ContinuousClock.now < end {
                    // less may show its help, which is left separately.
                    for keys in ["\u{03}", "q", "q", "q", "\u{03}"] {
                        terminal.type(keys)
                        usleep(60_000)
                    }
                    terminal.type(".mode csv\r")
                    usleep(60_000)
                    terminal.type("SELECT 1234 * 8 AS there;\r")
                    isAnswered = terminal.waits(for: "9872", seconds: 3)
                }
                #expect(
                    isAnswered,
                    "seed \(seed), the end is:\n\(terminal.sent.suffix(2000).debugDescription)")
                guard isAnswered else { return }
                terminal.type("\u{03}.quit\r")
                #expect(terminal.waitForEnd() == 0, "seed \(seed)")
            }
        }

        /// tmux sends the keys of its user, and pastes as terminals do.
        @Test(.enabled(if: Tmux.isThere != nil)) func shellIsThereInTmux() throws {
            let runs = ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 1 : 50
            for seed in 0..<runs {
                var numbers = Numbers(state: UInt64(seed) &* 104_729 &+ 5)
                try withFolder { folder in
                    let tmux = try Tmux(
                        folder: folder,
                        command: ["env", "HOME=\(folder)", "LESSSECURE=1"] + [
                            try CommandRun.executable().path, "--demo", "--quiet", "-f", "csv",
                        ], columns: 80, rows: 24)
                    for _ in 0..<10 {
                        var keys = ""
                        for _ in 0..<20 { keys += Self.keys.randomElement(using: &numbers) ?? "" }
                        try tmux.type(keys.filter { $0 != "\0" })
                        if numbers.next() % 2 == 0 { try tmux.paste("\nSELECT 1;\n\n") }
                        try tmux.press("Enter")
                    }
                    var isAnswered = false
                    for _ in 0..<20 where !isAnswered {
                        for key in ["C-c", "q", "q", "q", "C-c"] {
                            try tmux.press(key)
                            usleep(60_000)
                        }
                        try tmux.type(".mode csv")
                        try tmux.press("Enter")
                        try tmux.type("SELECT 1234 * 8 AS there;")
                        try tmux.press("Enter")
                        usleep(500_000)
                        isAnswered = try tmux.screen().contains("9872")
                    }
                    #expect(isAnswered, "seed \(seed)")
                }
            }
        }
    }
}
