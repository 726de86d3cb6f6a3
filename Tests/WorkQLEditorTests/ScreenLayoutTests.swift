import Testing

@testable import WorkQLEditor

@Suite struct ScreenLayoutTests {
    private static let prompt = Prompt(first: "> ", following: ". ", right: "右")

    private func frame(
        _ text: String, cursor: Int? = nil, columns: Int, prompt: Prompt = prompt,
        footer: [Frame.Row] = []
    ) -> Frame {
        let buffer = EditBuffer(text, cursor: cursor)
        return ScreenLayout.frame(
            of: buffer, styles: buffer.characters.map { _ in .plain }, prompt: prompt,
            columns: columns, footer: footer)
    }

    private func rows(_ frame: Frame) -> [String] { frame.rows.map { $0.map(\.text).joined() } }

    @Test func wideCharactersAreNotDivided() {
        let wrapped = frame("一二三", columns: 7)
        #expect(rows(wrapped) == ["> 一二", "三"])
        #expect((wrapped.cursorRow, wrapped.cursorColumn) == (1, 2))
    }

    @Test func cursorHasAPlaceOfItsOwn() {
        let full = frame("一二", columns: 6)
        #expect(rows(full) == ["> 一二", ""])
        #expect((full.cursorRow, full.cursorColumn) == (1, 0))
        // Also on a line break after a full row.
        let broken = frame("一二\nx", cursor: 2, columns: 6)
        #expect(rows(broken) == ["> 一二", "", ". x"])
        #expect((broken.cursorRow, broken.cursorColumn) == (1, 0))
        // And on a wide character that wraps.
        let down = frame("一二三", cursor: 2, columns: 7)
        #expect((down.cursorRow, down.cursorColumn) == (1, 0))
    }

    @Test func rightPromptHidesInTime() {
        #expect(rows(frame("ab", columns: 10)) == ["> ab   右"])
        #expect(rows(frame("abc", columns: 10)) == ["> abc  右"])
        #expect(rows(frame("abcd", columns: 10)) == ["> abcd"])
    }

    @Test func nothingActsOnTheTerminal() {
        let shown = frame(
            "\u{1B}[2J\u{202E}x", columns: 40, prompt: Prompt(first: "", following: ""))
        #expect(rows(shown) == [#"\u{1B}[2J\u{202E}x"#])
        #expect(shown.cursorColumn == 18)
        // A mark without a base character is visible.
        #expect(rows(frame("\u{301}", columns: 9)) == ["> \u{25CC}\u{301}   右"])
    }

    @Test func tabsGoToTheNextFourthColumn() {
        let prompt = Prompt(first: "> ", following: "")
        #expect(rows(frame("\tx", columns: 40, prompt: prompt)) == [">   x"])
    }

    @Test func narrowTerminalsAreManaged() {
        for columns in 0...5 {
            let narrow = frame("一a\n二", columns: columns)
            #expect(narrow.rows.allSatisfy { Frame.width($0) <= max(2, columns) })
            #expect(narrow.cursorColumn < max(2, columns))
        }
    }

    @Test func footersAreCut() {
        let shown = frame("a", columns: 8, footer: [Frame.row("一二三四五", .plain)])
        #expect(rows(shown) == ["> a  右", "一二三"])
        #expect(shown.cursorRow == 0)
    }

    @Test func windowFollowsTheCursor() {
        let text = (0..<9).map(String.init).joined(separator: "\n")
        let prompt = Prompt(first: "", following: "")
        var top = 0
        let end = frame(text, columns: 9, prompt: prompt).window(height: 3, top: &top)
        #expect(rows(end) == ["6", "7", "8"])
        #expect(end.cursorRow == 2)
        let above = frame(text, cursor: 14, columns: 9, prompt: prompt)
            .window(height: 3, top: &top)
        #expect((rows(above), above.cursorRow) == (["6", "7", "8"], 1))
        let higher = frame(text, cursor: 2, columns: 9, prompt: prompt)
            .window(height: 3, top: &top)
        #expect((rows(higher), higher.cursorRow) == (["1", "2", "3"], 0))
    }

    @Test func reflowIsForeseen() {
        let shown = frame("一二三\nabc", columns: 40)
        #expect(shown.cursorRow == 1)
        #expect(shown.cursorRow(reflowedTo: 40) == 1)
        #expect(shown.cursorRow(reflowedTo: 5) > 1)
    }
}
