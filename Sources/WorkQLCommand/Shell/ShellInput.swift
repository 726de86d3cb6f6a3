import WorkQLSyntax

/// The kind of a text that was typed into the shell.
enum ShellInput: Hashable, Sendable {
    case nothing
    case leave
    /// `.mode csv`: the name without its dot, and the text after it.
    case command(String, String)
    case statements

    /// What begins a command: also what the key of the dot gives in Chinese input.
    static let dots: Set<Character> = [".", "．", "。"]

    init(_ text: String) {
        let text = text.trimmed
        let word = text.lowercased().prefix { $0 != ";" && $0 != "；" }.trimmed
        if text.isEmpty {
            self = .nothing
        } else if let first = text.first, Self.dots.contains(first) {
            let name = text.dropFirst().prefix { !$0.isWhitespace && !";；".contains($0) }
            var rest = String(text.dropFirst(1 + name.count))
            // Users type semicolons out of habit; no command takes more than one statement.
            while let last = rest.last, last.isWhitespace || ";；".contains(last) {
                rest.removeLast()
            }
            self = .command(String(name), rest.trimmed)
        } else if ["exit", "quit", "退出"].contains(word) {
            self = .leave
        } else if ["?", "？", "帮助"].contains(word) {
            self = .command("help", "")
        } else {
            self = .statements
        }
    }

    /// Returns whether Enter runs the text rather than beginning another line.
    ///
    /// A query continues until its semicolon, because almost any query can be extended: `FROM
    /// checkin` is complete, but a WHERE may follow. So does an incomplete query. An empty line ends
    /// nothing: one within a pasted `FORGET checkin … WHERE …` would run half of it. A statement that
    /// can have no further clause needs no semicolon. A text that no continuation can make valid is
    /// run as well, for its error message.
    static func isFinished(_ text: String) -> Bool {
        switch ShellInput(text) {
        case .nothing, .leave, .command("help", ""): return true
        default: break
        }
        let statements = TypedText(text).statements
        switch Parser.parse(utf8: statements) {
        case .incomplete: return false
        case .failed: return true
        case .complete(let found): return found.last?.isEnded(in: statements) ?? true
        }
    }
}

extension Statement {
    /// Returns whether the text after the last statement ends it, or it needs no end.
    func isEnded(in text: [UInt8]) -> Bool {
        let rest = String(decoding: text.dropFirst(span.end), as: UTF8.self)
        if rest.withoutComments.contains(where: { ";；\\".contains($0) }) { return true }
        return kind.standsAlone
    }
}

extension String {
    /// The text outside comments, in a text that contains only comments and punctuation.
    fileprivate var withoutComments: String {
        var (text, start) = ("", 0)
        for piece in Highlight.pieces(of: self) where piece.kind == .comment {
            text += String(
                decoding: utf8.dropFirst(start).prefix(piece.span.start - start), as: UTF8.self)
            start = piece.span.end
        }
        return text + String(decoding: utf8.dropFirst(start), as: UTF8.self)
    }
}

extension Statement.Kind {
    /// Whether nothing can be added to the statement.
    fileprivate var standsAlone: Bool {
        switch self {
        case .describe, .describeFile, .show, .set, .reset: true
        case .query, .refresh, .forget, .explain, .describeQuery, .summarize, .parameters, .bind,
            .copy, .save, .run:
            false
        }
    }
}

extension StringProtocol {
    /// The text without leading and trailing whitespace.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
