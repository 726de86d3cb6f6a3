import Testing
import WorkQLSyntax

@testable import WorkQLEditor

@Suite struct SyntaxStylesTests {
    private func styled(_ text: String, cursor: Int = 0, isEditing: Bool = true) -> [String] {
        let buffer = EditBuffer(text, cursor: cursor)
        let styles = SyntaxStyles.styles(
            of: buffer, highlights: Highlight.pieces(of: text), isEditing: isEditing)
        // Ranges of one style.
        var pieces: [String] = []
        var last = TextStyle.plain
        for (character, style) in zip(buffer.characters, styles) {
            if style == .plain {
                last = .plain
            } else if style == last {
                pieces[pieces.count - 1].append(character)
            } else {
                pieces.append("\(style) \(character)")
                last = style
            }
        }
        return pieces
    }

    @Test func piecesOfAStatement() {
        #expect(
            styled("SELECT \"甲\", '打卡', 1.5 FROM checkin -- 注\nWHERE x = :p SINCE 7d") == [
                "keyword SELECT", "name \"甲\"", "text '打卡'", "number 1.5", "keyword FROM",
                "comment -- 注", "keyword WHERE", "parameter :p", "keyword SINCE", "time 7d",
            ])
    }

    @Test func namesThatAreKeywordsElsewhere() {
        #expect(
            styled("show date, c.DATE order by date desc") == [
                "keyword show", "keyword order", "keyword by", "keyword desc",
            ])
        #expect(
            styled("/* a */ SELECT 1 /* b") == [
                "comment /* a */", "keyword SELECT", "number 1", "fault /* b",
            ])
        #expect(styled("SELECT 'x") == ["keyword SELECT", "fault 'x"])
    }

    @Test func closingBracketsThatNothingOpens() {
        #expect(styled("f(a))", cursor: 0).last == "fault )")
        #expect(styled("f(a)）", cursor: 0).last == "fault ）")
        #expect(!styled("f((a)", cursor: 0).contains { $0.hasPrefix("fault") })
        #expect(!styled("'a)' /* ) */", cursor: 0).contains { $0.hasPrefix("fault") })
        // A bracket of the statement before opens nothing in this one.
        #expect(styled("f(;)", cursor: 0).last == "fault )")
    }

    @Test func bracketsAroundTheCursor() {
        #expect(styled("f(a)", cursor: 2) == ["bracket (", "bracket )"])
        #expect(styled("f(a)", cursor: 2, isEditing: false) == [])
        #expect(styled("('(')", cursor: 5) == ["bracket (", "text '('", "bracket )"])
    }
}
