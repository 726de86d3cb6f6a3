import Foundation
import Synchronization
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// Two hundred random keys in tmux, which sends the keys of its user, pastes with and without
    /// brackets, and changes the size of its window: the shell still runs at the end, and answers
    /// the next statement.
    @Suite(
        .serialized,
        .enabled(if: Tmux.isThere != nil, "tmux is not installed, and this test needs it"))
    struct TmuxKeyTests {
        /// WORKQL_KEY_RUNS sets the number of runs, WORKQL_KEY_LANES how many are made at a time,
        /// and WORKQL_KEY_SEED the first seed.
        @Test func shellIsThere() async throws {
            let runs = RandomKeyTests.number("WORKQL_KEY_RUNS") ?? (Soak.isOn ? 500 : 3)
            let lanes = RandomKeyTests.number("WORKQL_KEY_LANES") ?? (Soak.isOn ? 12 : 3)
            let first = RandomKeyTests.number("WORKQL_KEY_SEED") ?? 0
            let progress = Progress(seeds: first..<first + runs)
            await withTaskGroup { group in
                for _ in 0..<lanes { group.addTask { await progress.run() } }
            }
            let failures = progress.failures.withLock { $0 }
            #expect(
                failures.isEmpty,
                "\(failures.count) of \(runs):\n\(failures.joined(separator: "\n"))")
        }

        /// The runs that lanes share.
        private final class Progress: Sendable {
            let failures = Mutex<[String]>([])
            private let next: Mutex<Int>
            private let end: Int

            init(seeds: Range<Int>) {
                next = Mutex(seeds.lowerBound)
                end = seeds.upperBound
            }

            /// Makes runs, on a thread of its own because it mostly waits.
            func run() async {
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        while let seed = self.takeSeed() {
                            guard let failure = TmuxKeyTests.failure(of: seed) else { continue }
                            self.failures.withLock { $0.append(failure) }
                        }
                        continuation.resume()
                    }
                }
            }

            private func takeSeed() -> Int? {
                next.withLock { seed in
                    guard seed < end else { return nil }
                    defer { seed += 1 }
                    return seed
                }
            }
        }

        private static func failure(of seed: Int) -> String? {
            var keys = RandomTmuxKeys(seed: UInt64(seed))
            do {
                return try withFolder { folder in
                    let (columns, rows) = keys.size()
                    let tmux = try Tmux(
                        folder: folder,
                        command: [
                            "env", "HOME=\(folder)", "LESSSECURE=1", "VISUAL=true",
                            "SWIFT_BACKTRACE=enable=no", try CommandRun.executable().path, "--demo",
                        ] + keys.arguments(), columns: columns, rows: rows)
                    // Until then, Ctrl-C ends the program as any other.
                    for _ in 0..<600 {
                        if try tmux.screen().contains(where: { $0.hasPrefix("workql>") }) { break }
                        usleep(100_000)
                    }
                    for _ in 0..<200 {
                        try keys.send(to: tmux)
                        usleep(keys.pause())
                    }
                    // Small windows do not show an answer and the lines below it.
                    try tmux.resize(columns: 80, rows: 24)
                    for _ in 0..<12 {
                        // Continues a terminal that Ctrl-S stopped, and leaves a pager, its help, a
                        // search and an unfinished statement, whichever of them is active.
                        for key in ["C-q", "C-c", "q", "q", "q", "C-c"] {
                            try tmux.press(key)
                            usleep(80_000)
                        }
                        try tmux.type(".mode csv")
                        try tmux.press("Enter")
                        try tmux.type("SELECT 1234 * 8 AS there;")
                        try tmux.press("Enter")
                        for _ in 0..<20 {
                            usleep(200_000)
                            if try tmux.screen().contains("9872") { return nil }
                        }
                    }
                    let screen = try tmux.screen().joined(separator: "\n")
                    return "seed \(seed): no answer at the end, but\n\(screen)\nafter \(keys.sent)"
                }
            } catch {
                return "seed \(seed): the shell is gone: \(error)\nafter \(keys.sent)"
            }
        }
    }
}

/// Random keys of tmux's user; the same for the same seed.
private struct RandomTmuxKeys {
    private var numbers: SplitMix64
    /// The last of those that were sent.
    private(set) var sent: [String] = []

    init(seed: UInt64) { numbers = SplitMix64(seed: seed &* 104_729 &+ 5) }

    /// Neither Ctrl-D nor `exit`, which end the shell, nor Ctrl-Z, which suspends it.
    private static let keys =
        Array(repeating: "Enter", count: 14) + Array(repeating: "C-c", count: 6)
        + Array(repeating: "Tab", count: 6) + Array(repeating: "C-r", count: 4)
        + ["C-j", "C-j", "C-j", "Up", "Up", "Down", "Down", "Left", "Left", "Right", "Right"]
        + ["C-g", "C-l", "C-a", "C-e", "C-k", "C-u", "C-w", "C-y", "C-h", "BSpace", "BSpace"]
        + ["DC", "DC", "Home", "End", "PPage", "NPage", "Escape", "M-Enter", "M-b", "M-f", "M-d"]
        + ["C-_", "C-t", "C-o", "C-v", "F1", "BTab", "C-s", "C-q", "C-x", "C-b", "C-f", "C-p"]
        + ["C-n", "Space", "M-p", "M-BSpace", "C-Left", "C-Right", "C-@", "C-]"]
    private static let texts = [
        "a", "SEL", "SELECT ", "1", "(", ")", "'", "\"", ";", "；", "--", "/*", "*/", "打卡", "𠮷",
        "é", "e\u{301}", "，", "。", "“", "👨‍👩‍👧", "FROM checkin ", "userid = ", "张三", "SINCE 7d",
        ".", ".h", "q", "q", "G", "g", "/", "n", "h", "k", "j", " ", "  ", "\\", "%", "!", "?", "-",
    ]
    private static let long =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT i FROM n;"
    private static let statements = [
        "SELECT 1 AS a;", "SHOW TABLES;", "SELECT 1 -- c", "SELECT '", "SELEC 1;", long, long,
        ".tables", ".nope", ".mode json", ".mode table", ".mode chart", ".mode nonsense", ".",
        ".help", ".width 3", ".history", ".timer on", ".schema", ".functions", ".quota",
        ".print x", ".show", ".last csv", ".watch 1 1", ".read nofile", ".save x", ".queries",
        "DESCRIBE checkin;", "SHOW SETTINGS;", "SELECT * FROM _;", "LET a = (SELECT 1);",
        "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 7d;",
        "SELECT * FROM checkin SINCE 3d;", "SELECT * FROM journal SINCE 30d;",
        "EXPLAIN SELECT * FROM checkin SINCE 1d;", "SET pager = off;", "SET pager = on;",
        "SELECT '张三丰' AS 名字, '很长的文字' AS b;", "SELECT repeat('宽', 300) AS w;",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;",
    ]
    private static let pastes = [
        "\n\n", "SELECT 1;\n\n.mode csv\nSELECT 2;\n", "\nSELECT 1;\n\n", "SELECT 3;\r\n\r\n",
        "SELECT\n  1\n  AS a\n", "张三\n", "\t\tSELECT 1;\n", "SELECT 1;\nSELECT",
        "-- 注释\n\n/* x\n*/ SELECT 1;\n", String(repeating: "x", count: 500),
        String(repeating: "SELECT '多\n行';\n", count: 20), "\u{1B}[31m", "\u{03}",
        String(repeating: "\n", count: 50),
    ]

    mutating func size() -> (Int, Int) {
        numbers.one(of: [(80, 24), (40, 12), (20, 8), (120, 40), (60, 10)])
    }

    mutating func arguments() -> [String] {
        numbers.one(of: [[], ["--quiet"], ["-f", "csv"], ["--now", "2026-08-15T12:00"]])
    }

    mutating func pause() -> UInt32 {
        numbers.next() % 10 < 3 ? UInt32(numbers.next() % 150_000) : 0
    }

    mutating func send(to tmux: Tmux) throws {
        switch numbers.next() % 100 {
        case ..<58:
            let key = numbers.one(of: Self.keys)
            note(key)
            try tmux.press(key)
        case ..<76:
            let text = numbers.one(of: Self.texts)
            note(text)
            try tmux.type(text)
        case ..<88:
            let statement = numbers.one(of: Self.statements)
            note(statement)
            try tmux.type(statement)
            try tmux.press("Enter")
        case ..<95:
            let (text, isBracketed) = (
                numbers.one(of: Self.pastes), numbers.one(of: [true, false])
            )
            note("\(isBracketed ? "paste" : "raw paste") \(text.prefix(40))")
            try tmux.paste(text, isBracketed: isBracketed)
        default:
            let (columns, rows) = (
                numbers.one(of: [10, 20, 40, 80, 120, 200]), numbers.one(of: [5, 10, 24, 50])
            )
            note("\(columns)x\(rows)")
            try tmux.resize(columns: columns, rows: rows)
        }
    }

    private mutating func note(_ key: String) {
        sent.append(key)
        if sent.count > 40 { sent.removeFirst() }
    }
}
