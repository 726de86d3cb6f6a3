import WorkQLSyntax

/// Where a FETCH or MOVE takes a cursor, as in PostgreSQL. Negative numbers go the other way; 0 is
/// the row on which the cursor is.
enum CursorStep: Hashable {
    /// The next rows; nil for all.
    case forward(Int?)
    /// The previous rows, the nearest first; nil for all.
    case backward(Int?)
    /// The row of a number: 1 is the first, -1 the last, and 0 is before the first.
    case absolute(Int)
    /// The row that many rows further.
    case relative(Int)
}

/// DECLARE, FETCH and MOVE.
extension SessionStatementReader {
    mutating func declaration() throws(UserError) -> SessionStatement {
        var cursor = SessionStatement.CursorDeclaration(name: try name())
        var words: Set<String> = []
        while !take("cursor") {
            guard case .word(var word)? = current?.kind,
                ["binary", "insensitive", "asensitive", "no", "scroll"].contains(word)
            else { throw unexpected("CURSOR") }
            position += 1
            if word == "no" {
                try expect("scroll")
                word = "no scroll"
            }
            words.insert(word)
        }
        for (first, second) in [("scroll", "no scroll"), ("insensitive", "asensitive")]
        where words.contains(first) && words.contains(second) {
            throw UserError(
                state: "42P11",
                "cannot specify both \(first.uppercased()) and \(second.uppercased())")
        }
        cursor.isBinary = words.contains("binary")
        cursor.canScroll = words.contains("scroll")
        if take("with") {
            try expect("hold")
            cursor.outlives = true
        } else if take("without") {
            try expect("hold")
        }
        try expect("for")
        cursor.query = try rest("a query")
        return .declare(cursor)
    }

    mutating func fetch(isMove: Bool) throws(UserError) -> SessionStatement {
        let step = try step()
        _ = take("from") || take("in")
        // ALL is no name unless it is quoted.
        if current?.kind == .word("all") { throw unexpected("a name") }
        let name = try name()
        guard isAtEnd else { throw unexpected("the end of the statement") }
        return .fetch(cursor: name, step, isMove: isMove)
    }

    private mutating func step() throws(UserError) -> CursorStep {
        if let number = integer() { return .forward(number) }
        // The last word is the name of the cursor, whatever it is.
        guard tokens.count > position + 1, case .word(let word)? = current?.kind else {
            return .forward(1)
        }
        let start = position
        position += 1
        switch word {
        case "next": return .forward(1)
        case "prior": return .backward(1)
        case "first": return .absolute(1)
        case "last": return .absolute(-1)
        case "all": return .forward(nil)
        case "forward": return .forward(take("all") ? nil : integer() ?? 1)
        case "backward": return .backward(take("all") ? nil : integer() ?? 1)
        case "absolute", "relative":
            guard let number = integer() else { throw unexpected("a number") }
            return word == "absolute" ? .absolute(number) : .relative(number)
        default:
            position = start
            return .forward(1)
        }
    }
}
