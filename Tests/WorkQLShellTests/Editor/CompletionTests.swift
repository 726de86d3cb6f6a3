import Testing

@testable import WorkQLShell

@Suite struct CompletionTests {
    private func candidates(_ text: String) -> [String] {
        KeywordCompletion.complete(text, text.utf8.count).candidates.map(\.text)
    }

    @Test func wordsKeepTheirCase() {
        #expect(candidates("sel") == ["select "])
        #expect(candidates("SELECT 1; WH") == ["WHEN", "WHERE"])
        #expect(candidates("Wher") == ["WHERE "])
        let inside = KeywordCompletion.complete("打卡 sinc x", 11)
        #expect(inside.replaced == 7..<11)
        #expect(inside.candidates == [Completion.Candidate(text: "since ")])
    }

    @Test func textAndCommentsHaveNoWords() {
        for text in ["", "'sel", "\"sel", "-- sel", "/* sel", "打卡sel", "x_sel", "SELECT "] {
            #expect(candidates(text) == [], "\(text)")
        }
        #expect(candidates("'a' sel") == ["select "])
    }

    @Test func commonBeginning() {
        func common(_ texts: [String]) -> String {
            Completion(candidates: texts.map { .init(text: $0) }, replaced: 0..<0).commonPrefix
        }
        #expect(common([]) == "")
        #expect(common(["打卡时间", "打卡地点"]) == "打卡")
        #expect(common(["ab", "b"]) == "")
    }

    @Test func menusFitTheScreen() {
        func menu(_ candidates: [Completion.Candidate], columns: Int, height: Int) -> [String] {
            CompletionMenu.rows(of: candidates, columns: columns, height: height).map {
                $0.map(\.text).joined()
            }
        }
        let words = ["上班", "b", "cc", "d", "e"].map { Completion.Candidate(text: $0) }
        #expect(menu(words, columns: 14, height: 4) == ["上班  b     ", "cc    d     ", "e     "])
        #expect(menu(words, columns: 14, height: 2) == ["上班  b     ", "… 3 more"])
        let described = [Completion.Candidate(text: "userid", description: "who"), words[1]]
        #expect(menu(described, columns: 80, height: 4) == ["userid  who", "b       "])
        let evil = [Completion.Candidate(text: "\u{1B}[2J")]
        #expect(menu(evil, columns: 80, height: 4) == [#"\u{1B}[2J  "#])
    }
}
