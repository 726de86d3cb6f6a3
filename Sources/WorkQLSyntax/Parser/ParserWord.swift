// Operands that begin with a word: constants, names, calls, CASE and CAST.

import WorkQLTime

extension Parser {
    @inline(never)
    mutating func wordOperand() throws(Diagnostic) -> Expression {
        let token = current
        if dialect == .postgreSQL, let operand = try postgreSQLOperand() { return operand }
        switch token.keyword {
        case .null: return literal(.null)
        case .true: return literal(.boolean(true))
        case .false: return literal(.boolean(false))
        case .case: return try caseExpression()
        case .cast, .tryCast: return try cast()
        case .date where peek().kind == .string:
            advance()
            let text = unquoted(current)
            return literal(.date(dialect == .postgreSQL ? text.writtenDay : text), from: token)
        case .time where peek().kind == .string:
            advance()
            let text = unquoted(current)
            return literal(.time(dialect == .postgreSQL ? text.writtenClock : text), from: token)
        case .timestamp where peek().kind == .string:
            advance()
            return literal(.timestamp(unquoted(current)), from: token)
        case .interval where peek().kind == .string || peek().kind == .integer:
            return try interval()
        case .exists: return try exists()
        // Functions in the position of an operand, joins elsewhere.
        case .left where peek().kind == .openParen: return try call()
        case .right where peek().kind == .openParen: return try call()
        case let keyword? where keyword.isReserved:
            throw unexpected("an expression", help: quotingHelp)
        default: break
        }
        if peek().kind == .openParen {
            if isExtract { return try extract() }
            return isPosition ? try positionCall() : try call()
        }
        if let call = nowWithoutParentheses() { return call }
        return try column()
    }

    private mutating func literal(_ literal: Literal, from token: Token? = nil) -> Expression {
        let start = (token ?? current).start
        advance()
        return Expression(.literal(literal), span: span(from: start))
    }

    /// Whether `extract(` with the part and FROM after it begins here.
    private var isExtract: Bool {
        current.end - current.start == 7 && peek(2).kind == .word && peek(3).keyword == .from
            && text(current).lowercased() == "extract"
    }

    /// Parses `extract(hour FROM t)` as `date_part('hour', t)`.
    private mutating func extract() throws(Diagnostic) -> Expression {
        let start = current.start
        let name = Name("date_part", span: current.span)
        advance()
        advance()
        let part = Expression(.literal(.text(text(current).lowercased())), span: current.span)
        advance()
        advance()
        let time = try expression()
        try expect(.closeParen, "\")\"")
        height += 1
        try checkHeight(at: name.span)
        let call = FunctionCall(name: name, arguments: .list([part, time]))
        return Expression(
            dialect == .postgreSQL ? postgreSQLCall(call) : .call(call), span: span(from: start))
    }

    /// Whether `position(` with one operand before IN begins here.
    private var isPosition: Bool {
        guard current.end - current.start == 8, text(current).lowercased() == "position" else {
            return false
        }
        return peek(3).keyword == .in && peek(2).kind != .openParen
    }

    /// Parses `position('b' IN s)` as `instr(s, 'b')`.
    private mutating func positionCall() throws(Diagnostic) -> Expression {
        let start = current.start
        let name = Name("instr", span: current.span)
        advance()
        advance()
        let part = try expression(.primary)
        try expect(.in)
        let text = try expression()
        try expect(.closeParen, "\")\"")
        height += 1
        try checkHeight(at: name.span)
        return Expression(
            .call(FunctionCall(name: name, arguments: .list([text, part]))),
            span: span(from: start))
    }

    /// Parses `INTERVAL '7 days'`, `INTERVAL 7 DAY`: the same as `7d`.
    private mutating func interval() throws(Diagnostic) -> Expression {
        let start = current.start
        advance()
        if at(.string) {
            let written = unquoted(current)
            if dialect == .postgreSQL, let interval = interval(written, from: start) {
                return interval
            }
            guard let duration = DurationLiteral(written) else {
                throw Diagnostic(
                    .malformedNumber, "'\(written.clipped)' is not a duration", at: current.span,
                    help: "write INTERVAL '7 days', INTERVAL '1 month 12 hours', or 7d; "
                        + "subtract it for an earlier time"
                ).about(.time)
            }
            advance()
            return Expression(.literal(.duration(duration)), span: span(from: start))
        }
        guard let duration = try duration() else {
            throw unexpected("a unit", help: "write INTERVAL 7 DAYS, or 7d")
        }
        return Expression(.literal(.duration(duration)), span: span(from: start))
    }

    /// Parses `current_date` and `current_timestamp`, which SQL writes without parentheses.
    private mutating func nowWithoutParentheses() -> Expression? {
        // Few words have one of the two lengths, and only these are compared.
        let length = current.end - current.start
        guard length == 12 || length == 17, current.kind == .word, peek().kind != .dot else {
            return nil
        }
        let word = text(current).lowercased()
        guard word == "current_date" || word == "current_timestamp" else { return nil }
        if dialect == .postgreSQL, peek().kind == .openParen { return nil }
        let token = current
        advance()
        return Expression(
            .call(FunctionCall(name: Name(word, span: token.span), arguments: .list([]))),
            span: token.span)
    }

    @inline(never)
    private mutating func column() throws(Diagnostic) -> Expression {
        let start = current.start
        var names = [try name("a name")]
        while at(.dot) {
            advance()
            if at(.star) {
                throw Diagnostic(
                    .misplacedStar, "* in an expression", at: current.span,
                    help: "* is allowed only by itself or in count(*)")
            }
            offer(.column(names))
            names.append(try name("a name after \".\""))
        }
        guard let column = names.popLast(), names.count <= 2 else {
            throw Diagnostic(
                .nameParts, "name of more than three parts", at: span(from: start),
                help: "write service.table.column")
        }
        return Expression(.column(qualifier: names, name: column), span: span(from: start))
    }

    @inline(never)
    mutating func call() throws(Diagnostic) -> Expression {
        let start = current.start
        let name: Name
        if at(.left) || at(.right) {
            name = Name(text(current), span: current.span)
            advance()
        } else {
            name = try self.name("a function name")
        }
        advance()
        var call = FunctionCall(name: name, arguments: .star)
        if take(.star) {
            try expect(.closeParen, "\")\"")
        } else {
            call.distinct = take(.distinct)
            if !call.distinct { _ = take(.all) }
            if at(.select) || at(.with) {
                throw Diagnostic(
                    .callShape, "a query as an argument", at: current.span,
                    help: "put it in its own parentheses: \(name.text)((SELECT …))")
            }
            let arguments = try openList(until: "\",\" or \")\"", endsAtOrder: true)
            if at(.order) {
                let highest = height
                advance()
                advance()
                call.ordering = try orderings()
                height = max(height, highest)
            }
            try expect(.closeParen, "\")\"")
            height += 1
            try checkHeight(at: name.span)
            if call.distinct, arguments.isEmpty {
                throw Diagnostic(
                    .callShape, "DISTINCT without an argument", at: span(from: start),
                    help: "write \(name.text)(DISTINCT column)")
            }
            if !arguments.isEmpty || name.folded != "count" { call.arguments = .list(arguments) }
        }
        if dialect == .postgreSQL { try takeOrderOfGroup(into: &call) }
        if let refusal = orderOfGroup(of: call) { throw refusal }
        offer([.over, .filter])
        if at(.filter) || at(.over) { try suffixes(of: &call) }
        let kind = dialect == .postgreSQL ? postgreSQLCall(call) : .call(call)
        return Expression(kind, span: span(from: start))
    }

    @inline(never)
    private mutating func caseExpression() throws(Diagnostic) -> Expression {
        let start = current.start
        advance()
        var highest = 0
        var operand: Expression?
        if !at(.when) {
            operand = try expression()
            highest = height
        }
        var branches: [When] = []
        repeat {
            try expect(.when)
            let condition = try expression()
            highest = max(highest, height)
            guard take(.then) else { throw unexpected("THEN", among: [.then] + Parser.infixWords) }
            branches.append(When(condition: condition, result: try expression()))
            highest = max(highest, height)
        } while at(.when)
        var otherwise: Expression?
        if take(.else) {
            otherwise = try expression()
            highest = max(highest, height)
        }
        guard take(.end) else {
            let words: [Keyword] = otherwise == nil ? [.when, .else, .end] : [.end]
            let what = otherwise == nil ? "WHEN, ELSE or END" : "END"
            throw unexpected(what, among: words + Parser.infixWords)
        }
        height = highest + 1
        try checkHeight(at: Span(start, start + 4))
        return Expression(
            .case(operand: operand, branches, otherwise: otherwise), span: span(from: start))
    }

    @inline(never)
    private mutating func cast() throws(Diagnostic) -> Expression {
        let start = current.start
        let isTry = at(.tryCast)
        advance()
        try expect(.openParen, "\"(\" after \(isTry ? "TRY_CAST" : "CAST")")
        let value = try expression()
        let inner = height
        guard take(.as) else { throw unexpected("AS", among: [.as] + Parser.infixWords) }
        if dialect == .postgreSQL, !isTry {
            let type = try postgreSQLType()
            let kind = cast(value, to: type)
            let isClock = isClockType
            try expect(.closeParen, "\")\"")
            height = inner + 1
            let whole = span(from: start)
            if isClock { wallClocks.insert(whole) }
            return Expression(kind, span: whole)
        }
        let (type, bound) = try boundedType("a type after AS")
        try expect(.closeParen, "\")\"")
        height = inner + 1
        try checkHeight(at: Span(start, start + (isTry ? 8 : 4)))
        let kind: Expression.Kind = isTry ? .tryCast(value, type) : .cast(value, type)
        let whole = span(from: start)
        return Expression(kind.bounded(by: bound, at: whole), span: whole)
    }

    mutating func typeName(_ what: String) throws(Diagnostic) -> TypeName {
        offer(.type)
        guard at(.word) else { throw unexpected(what) }
        let word = text(current)
        guard let type = TypeName(spelled: word) else {
            let near = nearest(word, in: TypeName.spellings.map(\.spelling))
            let types = TypeName.allCases.map(\.rawValue).joined(separator: ", ")
            throw Diagnostic(
                .unknownType, "unknown type \"\(word.clipped)\"", at: current.span,
                writing: near, otherwise: "types are \(types)")
        }
        advance()
        return type
    }
}

extension TypeName {
    /// All spellings that CAST accepts; the tree keeps the first one of each type.
    static let spellings: [(spelling: String, type: TypeName)] = [
        ("text", .text), ("varchar", .text), ("string", .text),
        ("integer", .integer), ("int", .integer), ("bigint", .integer), ("smallint", .integer),
        ("tinyint", .integer), ("int2", .integer), ("int4", .integer), ("int8", .integer),
        ("real", .real), ("double", .real), ("float", .real), ("decimal", .real),
        ("numeric", .real),
        ("boolean", .boolean), ("bool", .boolean),
        ("timestamp", .timestamp), ("datetime", .timestamp), ("timestamptz", .timestamp),
        ("date", .date), ("time", .time),
        ("json", .json),
    ]

    init?(spelled word: String) {
        let folded = Name.fold(word)
        guard let entry = TypeName.spellings.first(where: { $0.spelling == folded }) else {
            return nil
        }
        self = entry.type
    }
}
