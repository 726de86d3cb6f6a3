import TestSupport
import Testing

@testable import WorkQLSyntax

@Suite struct TextLinesTests {
    @Test(arguments: [
        ("", 5, [""]),
        ("a day's work", 20, ["a day's work"]),
        ("a day's work", 8, ["a day's", "work"]),
        // Spaces at the end of a line need no room, and those in front of a text are kept.
        ("  ab  cd", 4, ["  ab", "cd"]),
        ("ab   ", 2, ["ab"]),
        // A word longer than a line.
        ("see abcdefghij now", 4, ["see", "abcd", "efgh", "ij", "now"]),
        // Chinese: beside any character, except before and after the marks that belong to it.
        ("打卡地点在深圳市", 6, ["打卡地", "点在深", "圳市"]),
        ("打卡地，点在", 6, ["打卡", "地，点", "在"]),
        ("打卡（外出）了", 6, ["打卡", "（外", "出）了"]),
        ("打卡“外出”，了。", 8, ["打卡“外", "出”，", "了。"]),
        ("张三 lisi迟到", 9, ["张三 lisi", "迟到"]),
        ("用户userid在", 7, ["用户", "userid", "在"]),
        ("迟到、早退、旷工", 9, ["迟到、早", "退、旷工"]),
        // An odd width leaves a column, and one too narrow for any character shows it anyway.
        ("打卡了", 5, ["打卡", "了"]),
        ("打a", 1, ["打", "a"]),
        // JSON has no spaces; the digits of a number stay together.
        (#"{"a":1,"b":2}"#, 8, [#"{"a":1,"#, #""b":2}"#]),
        ("1,234,567", 6, ["1,234,", "567"]),
        // Line breaks of the text, in their visible form.
        ("ab⏎cd", 8, ["ab⏎", "cd"]),
        ("一二三四⏎⏎五", 6, ["一二三", "四⏎", "⏎", "五"]),
        ("ab⏎", 8, ["ab⏎"]),
        // Characters of several scalars stay whole.
        ("👨‍👩‍👧👨‍👩‍👧é́x", 4, ["👨‍👩‍👧👨‍👩‍👧", "é́x"]),
    ])
    func breaksAtWords(_ text: String, _ width: Int, _ lines: [String]) {
        #expect(text.lines(ofWidth: width).map { String($0.text) } == lines)
    }

    /// No line is too wide, and nothing but spaces is lost.
    @Test func keepsEverything() {
        var random = SplitMix64(seed: Soak.seed(5))
        let alphabet = Array("ab c ,;()，。（）“”打卡时间⏎👍é-1 ")
        for _ in 0..<2000 {
            let count = Int.random(in: 0...40, using: &random)
            let text = String((0..<count).map { _ in alphabet.randomElement(using: &random)! })
            let width = Int.random(in: 2...12, using: &random)
            let lines = text.lines(ofWidth: width)
            #expect(lines.allSatisfy { $0.width <= width }, "\(text) in \(width)")
            #expect(lines.allSatisfy { $0.text.displayWidth == $0.width })
            #expect(
                lines.map { $0.text }.joined().filter { $0 != " " }
                    == text.filter { $0 != " " }, "\(text) in \(width)")
        }
    }

    @Test func ambiguousCharactersMayBeWide() {
        #expect("①②③".lines(ofWidth: 4, ambiguous: 2).map(\.width) == [4, 2])
        #expect("①②③".lines(ofWidth: 4).map(\.width) == [3])
    }
}
