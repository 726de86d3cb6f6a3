// OVER and its frames.

extension Parser {
    /// `OVER (PARTITION BY … ORDER BY … ROWS …)`
    mutating func window() throws(Diagnostic) -> Window {
        let mine = height
        advance()
        guard take(.openParen) else {
            throw Diagnostic(
                "a named window is not supported", at: current.span,
                help: "write the window in parentheses after OVER")
        }
        var window = Window()
        if take(.partition) {
            try expect(.by)
            repeat { window.partition.append(try expression()) } while try goesOn("an expression")
        }
        if at(.order) {
            advance()
            try expect(.by)
            window.ordering = try orderings()
        }
        if let unit = frameUnit {
            advance()
            window.frame = try frame(unit)
        }
        guard take(.closeParen) else {
            throw unexpected(
                "\")\"", among: [.partition, .order, .rows, .range, .groups] + Parser.infixWords)
        }
        height = max(mine, height) + 1
        return window
    }

    private var frameUnit: Window.Frame.Unit? {
        switch current.keyword {
        case .rows: .rows
        case .range: .range
        case .groups: .groups
        default: nil
        }
    }

    private mutating func frame(
        _ unit: Window.Frame.Unit
    ) throws(Diagnostic) -> Window.Frame {
        guard take(.between) else {
            return Window.Frame(unit: unit, start: try frameBound())
        }
        let start = try frameBound()
        try expect(.and)
        return Window.Frame(unit: unit, start: start, end: try frameBound())
    }

    private mutating func frameBound() throws(Diagnostic) -> Window.Frame.Bound {
        if take(.unbounded) {
            if take(.preceding) { return .unboundedPreceding }
            if take(.following) { return .unboundedFollowing }
            throw unexpected(
                "PRECEDING or FOLLOWING after UNBOUNDED", among: [.preceding, .following])
        }
        if at(.current), peek().keyword == .row {
            advance()
            advance()
            return .currentRow
        }
        let count = try expression(.other)
        if take(.preceding) { return .preceding(count) }
        if take(.following) { return .following(count) }
        throw unexpected(
            "PRECEDING or FOLLOWING", among: [.preceding, .following],
            help: "for example 6 PRECEDING, CURRENT ROW or UNBOUNDED PRECEDING")
    }
}
