import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLEditor

/// Texts that are higher than the terminal, on a terminal that changes its size: libedit draws too,
/// into nothing, and must not draw outside of its screen.
@Suite(.timeLimit(.minutes(30))) struct LongTextTests {
    private final class Terminal {
        let leader: Int32
        let follower: Int32

        init(columns: Int, rows: Int) throws {
            let leader = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
            var (isLocked, number): (Int32, UInt32) = (0, 0)
            guard ioctl(leader, 0x4004_5431, &isLocked) == 0,
                ioctl(leader, 0x8004_5430, &number) == 0
            else { throw POSIXError(.ENOTTY) }
            self.leader = leader
            follower = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
            try resize(columns: columns, rows: rows)
        }

        deinit {
            close(leader)
            close(follower)
        }

        func resize(columns: Int, rows: Int) throws {
            var size = winsize(
                ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
            try #require(ioctl(leader, UInt(TIOCSWINSZ), &size) == 0)
        }

        /// Waits for the prompt. The editor's task needs a thread to start on, so that no wait here
        /// may keep one.
        func start() async throws {
            for _ in 0..<3000 {
                if await drained(milliseconds: 20).contains(UInt8(ascii: ">")) { return }
            }
            throw POSIXError(.ETIMEDOUT)
        }

        /// Types a text, and discards what is drawn until nothing more comes.
        func type(_ text: String) async {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Foundation.write(leader, $0.baseAddress, min($0.count, 64))
                }
                guard count > 0 || errno == EAGAIN else { return }
                // The editor waits until its output is read.
                _ = await drained(milliseconds: count > 0 ? 0 : 10)
                rest = rest.dropFirst(max(0, count))
            }
            while await !drained(milliseconds: 200).isEmpty {}
        }

        private func drained(milliseconds: Int) async -> [UInt8] {
            var request = pollfd(fd: leader, events: Int16(POLLIN), revents: 0)
            let end = ContinuousClock.now + .milliseconds(milliseconds)
            while poll(&request, 1, 0) <= 0 {
                guard ContinuousClock.now < end else { return [] }
                try? await Task.sleep(for: .milliseconds(5))
            }
            var bytes = [UInt8](repeating: 0, count: 65536)
            let count = Foundation.read(leader, &bytes, bytes.count)
            return Array(bytes.prefix(max(0, count)))
        }
    }

    private func makeEditor(on terminal: Terminal) throws -> LibeditEditor {
        try LibeditEditor(
            line: try TerminalLine(input: terminal.follower, output: terminal.follower),
            language: EditorLanguage(
                isFinished: { $0.hasSuffix("。") },
                complete: { Completion(replaced: $1..<$1) }, highlights: { _ in [] },
                message: { error, _ in error.message }),
            history: [], file: nil, environment: [:], isColored: false)
    }

    private func pasted(_ text: String) -> String {
        "\u{1B}[200~" + text.replacing("\n", with: "\r") + "\u{1B}[201~"
    }

    /// Letters at the end of a text of more lines than the smaller window has.
    @Test(arguments: [(20, 8), (10, 24), (2, 2), (200, 10)])
    func smallerWindow(_ columns: Int, _ rows: Int) async throws {
        let terminal = try Terminal(columns: 80, rows: 40)
        let editor = try makeEditor(on: terminal)
        let reading = Task { await editor.read(Prompt(first: "> ", following: ". ")) }
        try await terminal.start()
        let text = String(repeating: "SELECT '多\n行';\n", count: 30)
        await terminal.type(pasted(text))
        try terminal.resize(columns: columns, rows: rows)
        await terminal.type("SELEC多1;")
        try terminal.resize(columns: 90, rows: 5)
        await terminal.type("\u{02}\u{02}\u{06}x\u{05}。\r")
        #expect(await reading.value == .text(text + "SELEC多1x;。"))
    }

    /// The cursor moves over a text that is many times higher than the window, by each of the keys
    /// after which libedit only places its cursor.
    @Test(arguments: [("\u{02}", "\u{06}"), ("\u{1B}b", "\u{1B}f"), ("\u{1B}[D", "\u{1B}[C")])
    func cursorOverAllLines(_ back: String, _ forth: String) async throws {
        let terminal = try Terminal(columns: 80, rows: 24)
        let editor = try makeEditor(on: terminal)
        let reading = Task { await editor.read(Prompt(first: "> ", following: ". ")) }
        try await terminal.start()
        let text = (0..<300).map { "\($0) 多\t行" }.joined(separator: "\n")
        await terminal.type(pasted(text))
        await terminal.type(String(repeating: back, count: 700))
        await terminal.type(String(repeating: forth, count: 700))
        // Cut and inserted again, three times.
        await terminal.type("\u{05}\u{01}\u{0B}\u{19}\u{19}\u{19}\u{05}。\r")
        guard case .text(let read) = await reading.value else {
            Issue.record("the text was not accepted")
            return
        }
        #expect(read.hasSuffix("行。"))
        #expect(read.hasPrefix("0 多"))
    }
}
