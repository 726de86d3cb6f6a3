// Errors about unexpected tokens.

import WorkQLTime

extension Parser {
    /// Words that may follow an operand.
    static let infixWords: [Keyword] = [
        .and, .or, .like, .between, .in, .is, .not, .ilike, .regexp,
    ]

    /// Returns the error that another token was found where `what` was expected. If a word here is
    /// a misspelt keyword, the help names the keyword.
    mutating func unexpected(
        _ what: String, among keywords: [Keyword] = [], help: String? = nil
    ) -> Diagnostic {
        if at(.broken), let fault = list.faults.first(where: { $0.span == current.span }) {
            if list.lastIsOpen, fault == list.faults.last { earlyStop = fault }
            return fault
        }
        if at(.endOfText) {
            // The words that may follow an operand have already been recorded, and words of time
            // are phrases.
            offer(
                keywords.filter {
                    !Parser.infixWords.contains($0) && !TimeWords.instants.contains($0)
                })
            let stop = Diagnostic(
                .endOfText, "expected \(what), found the end of the text", at: current.span,
                help: help)
            earlyStop = stop
            return stop
        }
        if at(.word), text(current).lowercased() == "separator", peek().kind == .string {
            return Diagnostic(
                .callShape, "SEPARATOR in a call", at: current.span,
                help: "write the separator as the second argument: group_concat(x, '/' ORDER BY x)")
        }
        if let leftOut = leftOut() { return leftOut }
        let help = chineseKeyword ?? help
        if at(.chineseTime) {
            let written = text(current)
            let unit = written.drop { $0.isASCII }.prefix { !$0.isASCII }
            return .unknownUnit(String(unit), in: written, at: current.span)
        }
        if bareAlias == position - 1, let alias = previous,
            let meant = keyword(near: alias, keywords)
        {
            return slip(
                of: alias, before: current, "expected \(what), found \"\(text(alias).clipped)\"",
                meaning: meant)
        }
        let message = "expected \(what), found \(found)"
        let meant = keyword(near: current, keywords)
        if meant == nil, help == nil, let previous, let duration = shortDuration() {
            var mistake = Diagnostic(
                .unexpectedWord, message, at: current.span, help: "write \(duration)")
            mistake.fix = Diagnostic.Fix(
                duration, replacing: Span(previous.start, current.end))
            return mistake
        }
        return slip(
            of: current, before: peek(), message, meaning: meant, otherwise: help)
    }

    /// The help for a Chinese word that stands here, or was just taken for a name.
    private var chineseKeyword: String? {
        if at(.word), let help = ChineseKeywords.help(for: text(current)) { return help }
        guard bareAlias == position - 1, let previous, previous.kind == .word else { return nil }
        return ChineseKeywords.help(for: text(previous))
    }

    /// - Parameter next: the next token, which may be the correct second half of a keyword.
    private func slip(
        of token: Token, before next: Token, _ message: String, meaning meant: String?,
        otherwise help: String? = nil
    ) -> Diagnostic {
        var mistake = Diagnostic(
            .unexpectedWord, message, at: token.span, writing: meant, otherwise: help)
        if next.keyword == .by, meant?.hasSuffix(" BY") == true {
            mistake.fix?.span = token.span.joined(next.span)
        }
        return mistake
    }

    /// The current token as a message names it.
    var found: String {
        let token = current
        let shown = text(token).clipped
        return switch token.kind {
        case .endOfText: "the end of the text"
        case .word where token.keyword?.isReserved == true: shown.uppercased()
        case .string, .quotedName, .integer, .real, .duration, .calendarDate, .dateTime, .week,
            .quarter, .parameter:
            shown
        default: "\"\(shown)\""
        }
    }

    func unsupported(_ what: String, at span: Span, help: String? = nil) -> Diagnostic {
        Diagnostic(.notSupported, "\(what) is not supported", at: span, help: help)
    }

    /// Returns the error for a construct that the dialect does not have, if one begins here or at
    /// the previous word, where it was taken for a name.
    func leftOut() -> Diagnostic? {
        let next = peek().kind == .word ? text(peek()) : ""
        if at(.word), let found = UnsupportedSyntax(text(current), next) {
            return unsupported(found.name, at: current.span, help: found.help)
        }
        guard let previous, previous.kind == .word, bareAlias == position - 1,
            let found = UnsupportedSyntax(text(previous), at(.word) ? text(current) : "")
        else { return nil }
        return unsupported(found.name, at: previous.span, help: found.help)
    }

    private func keyword(near token: Token, _ keywords: [Keyword]) -> String? {
        guard token.kind == .word, token.keyword?.isReserved != true else { return nil }
        let spellings = keywords.lazy.map(\.rawValue)
        guard let meant = nearest(text(token), in: spellings) else { return nil }
        switch meant {
        case "GROUP", "ORDER": return "\(meant) BY"
        case _ where TimeWords.instants.contains { $0.rawValue == meant }:
            return meant.lowercased()
        default: return meant
        }
    }

    /// Returns the short form of the duration in `now() - 7 days`: outside the time clauses a
    /// duration is one word.
    private func shortDuration() -> String? {
        guard let previous, previous.kind == .integer, at(.word),
            let unit = TimeUnit(word: text(current)) ?? TimeUnit(short: text(current))
        else { return nil }
        return text(previous) + unit.rawValue
    }
}
