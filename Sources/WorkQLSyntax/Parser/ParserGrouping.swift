// GROUP BY, also with several sets of keys.

extension Parser {
    private static let maxSets = 64

    mutating func grouping() throws(Diagnostic) -> Grouping {
        advance()
        try expect(.by)
        if take(.all) {
            try refuseKeysBesideAll("GROUP BY ALL groups by every column that is not an aggregate")
            return .all
        }
        // Several items form a product: each set of one is combined with each set of the others.
        var sets: [[Expression]] = [[]]
        var isPlain = true
        repeat {
            let start = current.start
            try refuseAll("GROUP BY ALL groups by every column that is not an aggregate")
            let added: [[Expression]]
            if at(.openParen), peek().kind == .closeParen {
                throw unsupported(
                    "GROUP BY ()", at: Span(start, peek().span.end),
                    help: "leave GROUP BY out: aggregates then count all rows as one group")
            }
            if let several = try groupingSets() {
                isPlain = false
                added = several
            } else {
                added = [[try expression()]]
            }
            sets = sets.flatMap { set in added.map { set + $0 } }
            guard sets.count <= Parser.maxSets else {
                throw Diagnostic(
                    .chainTooLong, "more than \(Parser.maxSets) grouping sets",
                    at: span(from: start), help: "write GROUPING SETS ((…), (…)) with fewer")
            }
        } while try goesOn("an expression") && !isAtFormatBehindComma
        return isPlain ? .by(sets[0]) : .sets(sets)
    }

    /// Parses `ROLLUP (a, b)`, `CUBE (a, b)`, `GROUPING SETS ((a), (b), ())`; returns nil if none
    /// begins here.
    private mutating func groupingSets() throws(Diagnostic) -> [[Expression]]? {
        guard current.isName else { return nil }
        let word = text(current).uppercased()
        if word == "GROUPING", peek().kind == .word, text(peek()).uppercased() == "SETS" {
            advance()
            advance()
            return try listedSets()
        }
        guard word == "ROLLUP" || word == "CUBE", standsAlone else { return nil }
        advance()
        advance()
        let keys = try list(until: "\",\" or \")\"")
        if word == "ROLLUP" { return (0...keys.count).reversed().map { Array(keys.prefix($0)) } }
        guard keys.count <= 6 else { return Array(repeating: [], count: Parser.maxSets + 1) }
        // The sets from all keys to none; the first keys are dropped last.
        return (0..<1 << keys.count).map { left in
            keys.indices.filter { left & 1 << (keys.count - 1 - $0) == 0 }.map { keys[$0] }
        }
    }

    private mutating func listedSets() throws(Diagnostic) -> [[Expression]] {
        try expect(.openParen, "\"(\" after GROUPING SETS")
        var sets: [[Expression]] = []
        repeat {
            try expect(.openParen, "\"(\" before the keys of a set")
            sets.append(try list(until: "\",\" or \")\""))
        } while try goesOn("a set in parentheses")
        try expect(.closeParen, "\",\" or \")\"")
        return sets
    }

    /// Whether a word and its non-empty parentheses are an item of their own and not the beginning
    /// of an expression.
    private var standsAlone: Bool {
        guard peek().kind == .openParen, peek(2).kind != .closeParen else { return false }
        var level = 0
        var distance = 1
        while position + distance < list.tokens.count {
            switch peek(distance).kind {
            case .openParen: level += 1
            case .closeParen: level -= 1
            default: break
            }
            distance += 1
            if level == 0 { break }
        }
        let next = peek(distance)
        switch next.kind {
        case .comma, .closeParen, .semicolon, .endOfText: return true
        default:
            return next.keyword.map { $0.isSetOperator || Clause($0) != nil } ?? false
        }
    }
}
