// SINCE, UNTIL, THROUGH and DURING.

import WorkQLTime

extension Parser {
    /// Whether a time clause begins here.
    var isAtTime: Bool {
        switch current.keyword {
        case .since, .until, .through, .during: true
        default: false
        }
    }

    mutating func timeClause() throws(Diagnostic) -> TimeClause {
        let start = current.start
        let range: TimeClause.Range
        if take(.during) {
            if let whole = try chineseRange() {
                range = whole
            } else {
                range = .during(try period(after: .during))
            }
        } else if take(.since) {
            if let whole = try chineseRange() {
                range = whole
            } else {
                let since = try instant(after: .since)
                range = .from(since, try timeEnd())
            }
        } else {
            range = .from(nil, try timeEnd())
        }
        let clause = TimeClause(range, span: span(from: start))
        if isAtTime, let keyword = current.keyword {
            throw secondRange(keyword, after: clause, at: current.span)
        }
        return clause
    }

    private mutating func timeEnd() throws(Diagnostic) -> TimeClause.End? {
        if take(.until) { return .until(try instant(after: .until)) }
        if take(.through) { return .through(try period(after: .through)) }
        return nil
    }

    /// Returns the error for a second word of a time clause that cannot be combined with the
    /// existing clause.
    func secondRange(_ keyword: Keyword, after clause: TimeClause, at span: Span) -> Diagnostic {
        let word = keyword.rawValue
        switch (clause.range, keyword) {
        case (.from(_?, nil), .until), (.from(_?, nil), .through):
            return Diagnostic(
                .conflictingRange, "\(word) is separated from SINCE", at: span,
                help: "write SINCE … \(word) …")
        case (.from(nil, .until?), .since):
            return Diagnostic(
                .conflictingRange, "SINCE after UNTIL", at: span, help: "write SINCE … UNTIL …")
        case (.from(nil, .through?), .since):
            return Diagnostic(
                .conflictingRange, "SINCE after THROUGH", at: span,
                help: "write SINCE … THROUGH …")
        case (.from(_, _?), .until), (.from(_, _?), .through):
            return Diagnostic(
                .conflictingRange, "a second end of the time range", at: span, help: "keep one")
        case (.during, .during), (.from(_?, _), .since):
            return Diagnostic(
                .conflictingRange, "a second \(word)", at: span, help: "keep one")
        default:
            return Diagnostic(
                .conflictingRange, "a second time range", at: span,
                help: "DURING names a whole range: keep one of the two")
        }
    }
}
