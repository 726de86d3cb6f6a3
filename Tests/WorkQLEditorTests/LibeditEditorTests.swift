import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLEditor

/// The editor alone, on a terminal both ends of which this process holds.
@Suite struct LibeditEditorTests {
    @Test func whatIsSaidStandsAboveTheLine() async throws {
        let leader = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(leader) }
        var (isLocked, number): (Int32, UInt32) = (0, 0)
        try #require(ioctl(leader, 0x4004_5431, &isLocked) == 0)
        try #require(ioctl(leader, 0x8004_5430, &number) == 0)
        var size = winsize(ws_row: 10, ws_col: 40, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(leader, UInt(TIOCSWINSZ), &size) == 0)
        let follower = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        defer { close(follower) }
        let editor = try LibeditEditor(
            line: try TerminalLine(input: follower, output: follower),
            language: EditorLanguage(
                isFinished: { $0.hasSuffix(";") },
                complete: { Completion(replaced: $1..<$1) }, highlights: { _ in [] },
                message: { error, _ in error.message }),
            history: [], file: nil, environment: [:], isColored: false)

        var output: [UInt8] = []
        func screen() -> ScreenModel {
            var request = pollfd(fd: leader, events: Int16(POLLIN), revents: 0)
            while poll(&request, 1, 0) > 0 {
                var bytes = [UInt8](repeating: 0, count: 4096)
                let count = Foundation.read(leader, &bytes, bytes.count)
                guard count > 0 else { break }
                output += bytes[..<count]
            }
            var model = ScreenModel(columns: 40, rows: 10)
            model.feed(output)
            return model
        }
        func wait(for lines: [String]) async throws {
            let end = ContinuousClock.now + .seconds(1800)
            while screen().text != lines, ContinuousClock.now < end {
                // The editor's task needs a thread to start on.
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(screen().text == lines)
        }
        func type(_ text: String) {
            let bytes = Array(text.utf8)
            #expect(write(leader, bytes, bytes.count) == bytes.count)
        }

        editor.say("before\r\n")
        let reading = Task { await editor.read(Prompt(first: "> ", following: ". ")) }
        try await wait(for: ["before", ">"])
        let text = "一二三四五六七八九十一二三四五六七八九十"
        type(text + "\u{1B}[D")
        try await wait(for: ["before", "> " + text.prefix(19), String(text.suffix(1))])
        editor.say("3 of 12 calls\nare done\n")
        try await wait(for: [
            "before", "3 of 12 calls", "are done", "> " + text.prefix(19),
            String(text.suffix(1)),
        ])
        #expect((screen().row, screen().column) == (4, 0))
        type("\u{05};\r")
        #expect(await reading.value == .text(text + ";"))
    }
}
