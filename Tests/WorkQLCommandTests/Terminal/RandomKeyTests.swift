import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// Two hundred random keys: the shell still runs at the end, and answers the next statement.
    @Suite(.serialized) struct RandomKeyTests {
        /// WORKQL_KEY_RUNS sets the number of runs.
        static let runs = number("WORKQL_KEY_RUNS") ?? (Soak.isOn ? 500 : 4)

        static func number(_ variable: String) -> Int? {
            ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
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
            var numbers = SplitMix64(seed: UInt64(seed) &* 7919 &+ 1)
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
    }
}
