import WorkQLSyntax

/// Completes the dialect's words, in the case in which they were begun.
enum KeywordCompletion {
    /// - Parameter cursor: in the text's UTF-8.
    static func complete(_ text: String, _ cursor: Int) -> Completion {
        let before = Array(text.utf8.prefix(cursor))
        let start = before.lastIndex { !$0.isWordByte }.map { $0 + 1 } ?? 0
        let word = String(decoding: before[start...], as: UTF8.self)
        let nothing = Completion(replaced: start..<cursor)
        guard !word.isEmpty, !isQuoted(start, in: text) else { return nothing }
        let isLower = word == word.lowercased()
        let found = keywordSpellings.sorted().filter { $0.hasPrefix(word.uppercased()) }
        return Completion(
            candidates: found.map { spelling in
                let spelling = isLower ? spelling.lowercased() : spelling
                return Completion.Candidate(text: found.count == 1 ? spelling + " " : spelling)
            }, replaced: start..<cursor)
    }

    private static func isQuoted(_ offset: Int, in text: String) -> Bool {
        Highlight.pieces(of: text).contains { piece in
            guard piece.span.start < offset, offset < piece.span.end else { return false }
            return switch piece.kind {
            case .text, .name, .comment, .fault: true
            case .keyword, .number, .time, .parameter, .parenthesis: false
            }
        }
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        self >= 0x80 || self == UInt8(ascii: "_") || (self | 0x20) &- 0x61 < 26
            || self &- 0x30 < 10
    }
}
