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
    /// whole without one, and what can have no other clause needs none. What more text cannot mend
    /// is run as well, for its message.
    static func isFinished(_ text: String) -> Bool {
        guard ShellInput(text) == .statements else { return true }
        switch Parser.parse(text) {
        case .incomplete: return false
        case .failed: return true
        case .complete(let statements):
            guard let last = statements.last else { return true }
            let rest = String(decoding: text.utf8.dropFirst(last.span.end), as: UTF8.self)
            if let next = rest.first(where: { !$0.isWhitespace }), next == ";" || next == "；" {
                return true
            }
            if rest.filter(\.isNewline).count > 0, rest.last?.isNewline == true { return true }
            return last.kind.standsAlone
        }
    }
}

extension Statement.Kind {
    /// Whether nothing could be added to it.
    fileprivate var standsAlone: Bool {
        switch self {
        case .describe, .describeFile, .show, .set, .reset: true
        case .query, .refresh, .forget, .explain, .parameters, .bind, .copy: false
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
