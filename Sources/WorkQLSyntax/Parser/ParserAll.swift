// Mistakes with ALL in place of a list, and with numbers in words in place of a count.

extension Parser {
    /// Refuses further keys after ALL: `GROUP BY ALL, userid`.
    func refuseKeysBesideAll(_ meaning: String) throws(Diagnostic) {
        guard at(.comma), peek().keyword != .format else { return }
        throw Diagnostic(
            .unexpectedWord, "further columns after ALL", at: current.span,
            help: "remove them: \(meaning)")
    }

    /// Refuses ALL among other keys: `GROUP BY userid, ALL`.
    func refuseAll(_ meaning: String) throws(Diagnostic) {
        guard at(.all) else { return }
        throw Diagnostic(
            .unexpectedWord, "ALL beside other columns", at: current.span,
            help: "write ALL alone: \(meaning)")
    }

    /// Refuses a count that is not written in digits: `LIMIT 十`.
    func refuseNumberInWords(_ clause: String) throws(Diagnostic) {
        guard at(.word), current.keyword == nil, case let word = text(current),
            let number = Self.number(inWords: word)
        else { return }
        let count = "\(clause) \(number)"
        throw Diagnostic(
            .limitShape, "\(clause) takes a number in digits, found \"\(word.clipped)\"",
            at: current.span,
            help: clause == "FETCH FIRST" ? "write \(count) ROWS ONLY" : "write \(count)")
    }

    private static let englishNumbers = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ]

    /// Returns the number that a word spells: `二十`, `一百条`, `ten`; nil for other words and for
    /// more than 9999.
    private static func number(inWords word: String) -> Int? {
        if let index = englishNumbers.firstIndex(of: word.lowercased()) { return index + 1 }
        var text = Substring(word)
        for unit in ["条", "行", "个", "名", "人"] where text.hasSuffix(unit) {
            text = text.dropLast()
            break
        }
        let digits = "零一二三四五六七八九"
        let units: [Character: Int] = ["十": 10, "百": 100, "千": 1000]
        var (sum, digit): (Int, Int?) = (0, nil)
        for character in text {
            if let index = digits.firstIndex(of: character) {
                digit = digits.distance(from: digits.startIndex, to: index)
            } else if character == "两" {
                digit = 2
            } else if let unit = units[character] {
                sum += (digit ?? 1) * unit
                digit = nil
            } else {
                return nil
            }
        }
        sum += digit ?? 0
        return sum > 0 && sum < 10_000 ? sum : nil
    }
}
