// The parts after the arguments of a call: FILTER and OVER.

extension Parser {
    @inline(never)
    mutating func suffixes(of call: inout FunctionCall) throws(Diagnostic) {
        if at(.filter), peek().kind == .openParen {
            advance()
            advance()
            try expect(.where)
            call.filter = try part { parser throws(Diagnostic) in try parser.expression() }
            try expect(.closeParen, "\")\"")
        }
        guard at(.over) else { return }
        if peek().kind == .openParen {
            advance()
            call.window = try part { parser throws(Diagnostic) in try parser.window() }
        } else if peek().kind == .quotedName || peek().isName {
            advance()
            call.window = Window(base: try name("the name of a window"))
        }
    }

    /// Parses `WINDOW a AS (PARTITION BY userid), b AS (a ORDER BY checkin_time)`.
    mutating func namedWindows() throws(Diagnostic) -> [NamedWindow] {
        advance()
        var windows: [NamedWindow] = []
        repeat {
            let name = try name("a name after WINDOW")
            try expect(.as)
            guard at(.openParen) else { throw unexpected("\"(\" after AS") }
            windows.append(NamedWindow(name: name, window: try window()))
        } while try goesOn("a name") && !isAtFormatBehindComma
        return windows
    }

    /// Parses a part that counts towards the height of the call around it.
    private mutating func part<Part>(
        _ read: (inout Parser) throws(Diagnostic) -> Part
    ) throws(Diagnostic) -> Part {
        let highest = height
        let part = try read(&self)
        height = max(highest, height + 1)
        try checkHeight(at: current.span)
        return part
    }

    /// Parses `OVER (PARTITION BY userid ORDER BY checkin_time ROWS 1 PRECEDING)`.
    private mutating func window() throws(Diagnostic) -> Window {
        advance()
        var window = Window()
        var highest = 0
        if isAtBase { window.base = try name("the name of a window") }
        if take(.partition) {
            try expect(.by)
            repeat {
                window.partition.append(try expression())
                highest = max(highest, height)
            } while try goesOn("an expression")
        }
        if take(.order) {
            try expect(.by)
            let outer = peak
            peak = 0
            window.ordering = try orderings()
            highest = max(highest, peak)
            peak = max(peak, outer)
        }
        height = 0
        if let unit = frameUnit {
            window.frame = try frame(unit)
        }
        height = max(height, highest)
        guard take(.closeParen) else {
            let words: [Keyword] =
                window.frame != nil
                ? [] : window.ordering.isEmpty ? [.partition, .order, .rows] : [.rows, .range]
            throw unexpected("\")\"", among: words + [.groups] + Parser.infixWords)
        }
        return window
    }
}

// MARK: Frames

extension Parser {
    /// Whether the window begins with the name of another window, and not with a keyword.
    private var isAtBase: Bool {
        guard isAtName, !at(.partition), frameUnit == nil else { return false }
        switch peek().keyword {
        case .partition, .order, .rows, .range, .groups: return true
        default: return peek().kind == .closeParen
        }
    }

    private var frameUnit: Window.Frame.Unit? {
        switch current.keyword {
        case .rows: .rows
        case .range: .range
        case .groups: .groups
        default: nil
        }
    }

    private mutating func frame(_ unit: Window.Frame.Unit) throws(Diagnostic) -> Window.Frame {
        advance()
        let first = current.start
        let isShort = !take(.between)
        let start = try bound()
        guard start != .unboundedFollowing else {
            throw emptyFrame(at: span(from: first), help: "begin it with UNBOUNDED PRECEDING")
        }
        if isShort {
            guard start.rank <= Window.Frame.Bound.currentRow.rank else {
                throw emptyFrame(at: span(from: first), help: "write BETWEEN … AND …")
            }
            return Window.Frame(unit: unit, start: start)
        }
        try expect(.and)
        let second = current.start
        let end = try bound()
        if end == .unboundedPreceding || end.rank < start.rank {
            throw emptyFrame(at: span(from: second), help: "put the earlier bound first")
        }
        if at(.exclude) {
            throw unsupported("EXCLUDE in a frame", at: current.span, help: "remove it")
        }
        return Window.Frame(unit: unit, start: start, end: end)
    }

    private func emptyFrame(at span: Span, help: String) -> Diagnostic {
        Diagnostic(.windowFrame, "a frame that ends before it begins", at: span, help: help)
    }

    private mutating func bound() throws(Diagnostic) -> Window.Frame.Bound {
        if take(.current) {
            try expect(.row)
            return .currentRow
        }
        if take(.unbounded) {
            if take(.preceding) { return .unboundedPreceding }
            if take(.following) { return .unboundedFollowing }
            throw unexpected("PRECEDING or FOLLOWING", among: [.preceding, .following])
        }
        let distance = try distance()
        if take(.preceding) { return .preceding(distance) }
        if take(.following) { return .following(distance) }
        throw unexpected("PRECEDING or FOLLOWING", among: [.preceding, .following])
    }

    /// Parses a number, a duration, as a text or an INTERVAL as well, or a parameter; any other
    /// distance must be in parentheses.
    private mutating func distance() throws(Diagnostic) -> Expression {
        switch current.kind {
        case .integer, .real, .duration, .string, .parameter, .openParen,
            .word where current.keyword == .interval:
            let outer = height
            let distance = try expression(.primary)
            height = max(height, outer)
            return distance
        default:
            throw unexpected(
                "the bound of a frame", among: [.unbounded, .current],
                help: "for example UNBOUNDED PRECEDING, 6 PRECEDING or CURRENT ROW")
        }
    }
}

extension Window.Frame.Bound {
    /// The order of the bounds in time; bounds of the same rank may be combined.
    fileprivate var rank: Int {
        switch self {
        case .unboundedPreceding, .preceding: 0
        case .currentRow: 1
        case .following, .unboundedFollowing: 2
        }
    }
}
