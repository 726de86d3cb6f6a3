/// Lengths of time as they stand in messages, `35 ms`, `1.2 s`, `2 min 5 s`, `3 d 4 h`, in Chinese. What
/// is typed has no space between the number and the unit, and keeps it: `7d`.
enum ChineseLength {
    private static let units = ["d": "天", "h": "小时", "min": "分钟", "s": "秒", "ms": "毫秒"]

    /// Nil for any other text.
    static func text(of english: String) -> String? {
        guard english.utf8.first.map({ (0x30...0x39).contains($0) }) == true else { return nil }
        let words = english.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count % 2 == 0, words.count <= 6 else { return nil }
        var parts: [String] = []
        for index in stride(from: 0, to: words.count, by: 2) {
            let number = words[index].utf8
            guard !number.isEmpty,
                number.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
                let unit = units[String(words[index + 1])]
            else { return nil }
            // With seconds behind them, minutes are written as on a clock.
            let isFollowed = index + 2 < words.count
            parts.append("\(words[index]) \(unit == "分钟" && isFollowed ? "分" : unit)")
        }
        return parts.joined(separator: " ")
    }
}
