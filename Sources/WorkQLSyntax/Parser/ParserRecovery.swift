// Going on behind a mistake, so that the next can be told with it.

extension Parser {
    /// Notes a mistake and goes to where the statement can be read on: to a clause that may stand
    /// behind `clause`, to a set operator or to the end of the statement. Where none is sure to be
    /// one, the mistake is thrown on, which ends the statement.
    ///
    /// - Parameter mark: where the reading began in which the mistake was made.
    mutating func recover(
        from mistake: Diagnostic, since mark: Int, after clause: Clause
    ) throws(Diagnostic) {
        // Inside parentheses the closing one may be what is missing.
        guard !isNested, mistake != earlyStop, mistakes.count + 1 < Parser.maxMistakes else {
            throw mistake
        }
        var level = 0
        for token in list.tokens[mark..<position] { count(token, in: &level) }
        let words = position..<list.tokens.count
        // A keyword that was meant for a name begins no clause, one that is the mistake not again.
        let isRefused =
            quotingHelp != nil || mistake.span == current.span && mistake.isOfClause
            || mistake.span.start == mistakes.last?.span.start
        for index in isRefused ? words.dropFirst() : words {
            let token = list.tokens[index]
            // Nobody knows what may stand behind what was not understood.
            if isCompleting, token.kind == .endOfText { break }
            if token.kind == .semicolon || token.kind == .endOfText
                || level == 0 && goesOn(at: index, after: clause)
            {
                note(mistake)
                position = index
                return
            }
            // A second SELECT without a set operator: a semicolon is missing somewhere.
            if level == 0, token.keyword == .select { break }
            count(token, in: &level)
        }
        throw mistake
    }

    /// Of two mistakes in one place the second follows from the first.
    mutating func note(_ mistake: Diagnostic) {
        if mistake.span.start != mistakes.last?.span.start { mistakes.append(mistake) }
    }

    private func count(_ token: Token, in level: inout Int) {
        if token.kind == .openParen { level += 1 }
        if token.kind == .closeParen { level = max(0, level - 1) }
    }

    /// Whether a clause behind another begins at a token, and nothing else does.
    private func goesOn(at index: Int, after clause: Clause) -> Bool {
        let token = list.tokens[index]
        let next = list.tokens[min(index + 1, list.tokens.count - 1)]
        if token.keyword?.isSetOperator == true { return clause.isSelects }
        guard let found = Clause(token.keyword), found > clause else { return false }
        return switch found {
        case .items, .offset: false
        // IS DISTINCT FROM
        case .from: index == 0 || list.tokens[index - 1].keyword != .distinct
        case .grouping, .ordering: next.keyword == .by
        case .tail: next.keyword == .timezone
        default: true
        }
    }
}

extension Diagnostic {
    /// Whether the clause itself is the mistake, and not what is in it.
    fileprivate var isOfClause: Bool {
        [.clauseOrder, .clauseTwice, .conflictingRange, .limitShape, .notSupported].contains(code)
    }
}
