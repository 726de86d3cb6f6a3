import WorkQLSyntax

/// What a text that was typed into the shell asks for.
enum ShellInput: Hashable, Sendable {
    case nothing
    case leave
    /// `.mode csv`: the name without its dot, and what stands behind it.
    case command(String, String)
    case statements

    init(_ text: String) {
        let text = text.trimmed
        let word = text.lowercased().prefix { $0 != ";" && $0 != "；" }.trimmed
        if text.isEmpty {
            self = .nothing
        } else if text.hasPrefix(".") {
            let name = text.dropFirst().prefix { !$0.isWhitespace && !";；".contains($0) }
            var rest = String(text.dropFirst(1 + name.count))
            // Out of habit; no command takes more than one.
            while let last = rest.last, last.isWhitespace || ";；".contains(last) {
                rest.removeLast()
            }
            self = .command(String(name), rest.trimmed)
        } else if ["exit", "quit"].contains(word) {
            self = .leave
        } else {
            self = .statements
        }
    }

    /// Whether Enter runs the text rather than beginning another line.
    ///
    /// A query goes on until its semicolon, because almost any query can: `FROM checkin` is whole
    /// and the WHERE still to come. So does one that stops too early. An empty line ends what is
    /// whole without one, and what can have no other clause needs none. What more text cannot complete
    /// is run as well, for its message.
    static func isFinished(_ text: String) -> Bool {
        if ShellInput(text) == .nothing || ShellInput(text) == .leave { return true }
        let statements = TypedText(text).statements
        switch Parser.parse(utf8: statements) {
        case .incomplete: return false
        case .failed: return true
        case .complete(let found): return found.last?.isEnded(in: statements) ?? true
        }
    }
}

extension Statement {
    /// Whether the text behind the last statement ends it, or it needs no end.
    func isEnded(in text: [UInt8]) -> Bool {
        let rest = String(decoding: text.dropFirst(span.end), as: UTF8.self)
        if rest.withoutComments.contains(where: { $0 == ";" || $0 == "；" }) { return true }
        if rest.last?.isNewline == true { return true }
        return kind.standsAlone
    }
}

extension String {
    /// What stands outside comments in a text that holds nothing but comments and marks.
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
    /// Whether nothing could be added to it.
    fileprivate var standsAlone: Bool {
        switch self {
        case .describe, .describeFile, .show, .set, .reset: true
        case .query, .refresh, .forget, .explain, .describeQuery, .summarize, .parameters, .bind,
            .copy:
            false
        }
    }
}

extension StringProtocol {
    /// Without the space around it.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
