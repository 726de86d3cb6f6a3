import Testing

@testable import WorkQLSyntax

@Suite struct HighlightTests {
    /// For any text, the pieces are in order inside the text and split no character.
    @Test func anyTextHasAnAnswer() {
        let text =
            "SELECT '打卡' , \"甲\" /* 注 */ FROM t -- x\n WHERE a.date >= :p AND b = 1.5 SINCE 7d；"
        let characters = Array(text)
        for count in 0...characters.count {
            for skipped in [0, 1, 9, 12] where skipped <= count {
                let part = String(characters[skipped..<count])
                var end = 0
                for piece in Highlight.pieces(of: part) {
                    #expect(piece.span.start >= end && piece.span.start < piece.span.end)
                    end = piece.span.end
                    let cut = Array(part.utf8)[piece.span.start..<min(end, part.utf8.count)]
                    #expect(String(validating: cut, as: UTF8.self) != nil)
                }
                #expect(end <= part.utf8.count)
            }
        }
    }

    @Test func openTextRunsToTheEnd() {
        #expect(
            Highlight.pieces(of: "x 'a b") == [Highlight(kind: .fault, span: Span(2, 6))])
        #expect(
            Highlight.pieces(of: "/*/ x") == [Highlight(kind: .fault, span: Span(0, 5))])
        // Only the character without a meaning is marked as wrong.
        #expect(
            Highlight.pieces(of: "1 ~ 2") == [
                Highlight(kind: .number, span: Span(0, 1)),
                Highlight(kind: .fault, span: Span(2, 3)),
                Highlight(kind: .number, span: Span(4, 5)),
            ])
    }

    @Test func commentsAreFoundBetweenTokens() {
        #expect(
            Highlight.pieces(of: "#!x\n--\n/**/a/* * */ -- 注").map(\.span) == [
                Span(0, 3), Span(4, 6), Span(7, 11), Span(12, 19), Span(20, 26),
            ])
    }
}
