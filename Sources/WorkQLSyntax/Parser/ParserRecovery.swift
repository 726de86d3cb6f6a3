// Recovery from errors, so that several can be reported together.

extension Parser {
    /// Records an error and skips to a token from which the statement can be parsed: to a clause
    /// that may follow `clause`, to a set operator or to the end of the statement. If no such token
    /// is certain, the error is rethrown, which ends the statement.
    ///
    /// - Parameter mark: the position at which the text with the error begins.
    mutating func recover(
        from mistake: Diagnostic, since mark: Int, after clause: Clause
    ) throws(Diagnostic) {
        // Inside parentheses, the error may be a missing closing one.
        guard !isNested, mistake != earlyStop, mistakes.count + 1 < Parser.maxMistakes else {
            throw mistake
        }
        var level = 0
        for token in list.tokens[mark..<position] { count(token, in: &level) }
        let words = position..<list.tokens.count
        // A keyword that was meant as a name begins no clause; one that is itself the error is not
        // tried again.
        let isRefused =
            quotingHelp != nil || mistake.span == current.span && mistake.isOfClause
            || mistake.span.start == mistakes.last?.span.start
        for index in isRefused ? words.dropFirst() : words {
            let token = list.tokens[index]
            // The tokens allowed after a text with an error are unknown.
            if isCompleting, token.kind == .endOfText { break }
            if token.kind == .semicolon || token.kind == .endOfText
                || level == 0 && goesOn(at: index, after: clause)
            {
                note(mistake)
                position = index
                return
            }
            // A second SELECT without a set operator: a semicolon is missing before it.
            if level == 0, token.keyword == .select { break }
            count(token, in: &level)
        }
        throw mistake
    }

    /// Records an error. Of two errors in the same position, the second follows from the first.
    mutating func note(_ mistake: Diagnostic) {
        if mistake.span.start != mistakes.last?.span.start { mistakes.append(mistake) }
    }

    private func count(_ token: Token, in level: inout Int) {
        if token.kind == .openParen { level += 1 }
        if token.kind == .closeParen { level = max(0, level - 1) }
    }

    /// Returns whether a token can only be the beginning of a clause that may follow `clause`.
    private func goesOn(at index: Int, after clause: Clause) -> Bool {
        let token = list.tokens[index]
        let next = list.tokens[min(index + 1, list.tokens.count - 1)]
        if token.keyword?.isSetOperator == true { return clause.isSelects }
        guard let found = Clause(token.keyword), found > clause else { return false }
        return switch found {
        case .items, .offset: false
        // FROM is not a clause in IS DISTINCT FROM.
        case .from: index == 0 || list.tokens[index - 1].keyword != .distinct
        case .grouping, .ordering: next.keyword == .by
        case .tail: next.keyword == .timezone
        default: true
        }
    }
}

extension Diagnostic {
    /// Whether the clause itself is the error, and not its content.
    fileprivate var isOfClause: Bool {
        [.clauseOrder, .clauseTwice, .conflictingRange, .limitShape, .notSupported].contains(code)
    }
}
