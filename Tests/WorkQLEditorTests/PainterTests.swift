import TestSupport
import Testing

@testable import WorkQLEditor

/// The output makes a terminal show the frame, whatever it showed before.
@Suite struct PainterTests {
    private static let prompt = Prompt(first: "workql> ", following: "   ...> ", right: "区 · demo")
    private static let pieces = [
        "SELECT ", "打卡", "一二三四五六七八九十", "\n", "'深圳'", ", ", "e\u{301}", "가", "(", ")", "x",
        "\t", "\u{1B}", "👨‍👩‍👧",
    ]

    private func frame(_ buffer: EditBuffer, columns: Int, footer: [Frame.Row] = []) -> Frame {
        ScreenLayout.frame(
            of: buffer, styles: buffer.characters.map { _ in .plain }, prompt: Self.prompt,
            columns: columns, footer: footer)
    }

    private func expected(_ frame: Frame) -> [String] {
        var lines = frame.rows.map { row in
            var line = row.map(\.text).joined()
            while line.last == " " { line.removeLast() }
            return line
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    @Test(arguments: [9, 20, 40, 80])
    func differencesAreEnough(columns: Int) {
        var random = SplitMix64(seed: UInt64(columns))
        var painter = Painter(columns: columns, height: 60, isColored: true)
        var screen = ScreenModel(columns: columns, rows: 60)
        var buffer = EditBuffer()
        for _ in 0..<600 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4: buffer.insert(Self.pieces.randomElement(using: &random) ?? "")
            case 4..<6: buffer.deleteBackward()
            case 6: buffer.cut(to: Int.random(in: 0...buffer.characters.count, using: &random))
            default:
                buffer.moveCursor(to: Int.random(in: 0...buffer.characters.count, using: &random))
            }
            if buffer.characters.count > 120 { buffer = EditBuffer() }
            let footer = Bool.random(using: &random) ? [Frame.row("search: 打", .faint)] : []
            let shown = frame(buffer, columns: columns, footer: footer)
            screen.feed(painter.show(shown))
            #expect(screen.text == expected(shown))
            #expect((screen.row, screen.column) == (shown.cursorRow, shown.cursorColumn))
            #expect(screen.isCursorVisible)
        }
    }

    @Test func nothingNewSendsNothing() {
        var painter = Painter(columns: 80, height: 24, isColored: true)
        let shown = frame(EditBuffer("SELECT 1"), columns: 80)
        #expect(painter.show(shown) != "")
        #expect(painter.show(shown) == "")
        // A letter at the end costs its own bytes and those of the right prompt, not more.
        #expect(painter.show(frame(EditBuffer("SELECT 12"), columns: 80)).utf8.count < 120)
    }

    @Test func longTextIsLeftWhole() {
        var painter = Painter(columns: 40, height: 5, isColored: false)
        var screen = ScreenModel(columns: 40, rows: 5)
        let buffer = EditBuffer((1...12).map(String.init).joined(separator: "\n"))
        screen.feed(painter.show(frame(buffer, columns: 40)))
        #expect(screen.text.count == 5)
        screen.feed(painter.finish(frame(buffer, columns: 40)))
        let all = screen.scrolled + screen.text
        #expect(all.suffix(11) == (2...12).map { "   ...> \($0)" }[...])
        #expect((screen.row, screen.column) == (4, 0))
    }

    @Test func erasingLeavesWhatStandsAbove() {
        var painter = Painter(columns: 20, height: 8, isColored: false)
        var screen = ScreenModel(columns: 20, rows: 8)
        screen.feed("above\r\n")
        screen.feed(painter.show(frame(EditBuffer("一二三四五六七八九十", cursor: 2), columns: 20)))
        screen.feed(painter.erase())
        #expect(screen.text == ["above"])
        #expect((screen.row, screen.column) == (1, 0))
    }

    @Test func colourIsLeftOut() {
        var row = Frame.row("SELECT", .keyword)
        row += Frame.row(" 1", .plain)
        let shown = Frame(rows: [row], cursorRow: 0, cursorColumn: 0)
        var plain = Painter(columns: 20, height: 8, isColored: false)
        #expect(!plain.show(shown).contains("m"))
        var colored = Painter(columns: 20, height: 8, isColored: true)
        #expect(colored.show(shown).contains("\u{1B}[0;1;34mSELECT\u{1B}[0m 1"))
    }
}
