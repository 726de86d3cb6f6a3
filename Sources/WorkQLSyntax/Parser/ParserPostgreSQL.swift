import WorkQLTime

// Syntax that occurs only in the texts of PostgreSQL's clients. A construct with an equivalent in
// the tree becomes that, any other one becomes a call of a function that the server's catalog has.

extension Parser {
    func call(_ name: String, _ arguments: [Expression]) -> Expression.Kind {
        .call(FunctionCall(name: Name(name), arguments: .list(arguments)))
    }

    // MARK: Operands

    /// Parses an operand that the language does not have, or has in another spelling; returns nil
    /// for any other.
    @inline(never)
    mutating func postgreSQLOperand() throws(Diagnostic) -> Expression? {
        guard at(.word) else { return nil }
        let start = current.start
        let word = foldedASCII(text(current))
        let next = peek().kind
        switch word {
        case "array" where next == .openBracket || next == .brackets || next == .openParen:
            advance()
            return Expression(try array(), span: span(from: start))
        case "substring" where next == .openParen:
            return Expression(try substring(), span: span(from: start))
        case "trim" where next == .openParen && isTrimOfSide:
            return Expression(try trim(), span: span(from: start))
        case "timestamp", "timestamptz", "time":
            var distance = 1
            if peek().keyword == .with || foldedASCII(text(peek())) == "without" { distance = 4 }
            guard peek(distance).kind == .string,
                distance == 4 || word != "time"
            else { return nil }
            let isClock = word == "timestamp" && peek().keyword != .with
            for _ in 0..<distance { advance() }
            let text = unquoted(current).writtenEpoch(isClock: isClock)
            advance()
            let whole = span(from: start)
            if isClock { wallClocks.insert(whole) }
            return Expression(
                .literal(word == "time" ? .time(text) : .timestamp(text)), span: whole)
        case "overlay" where next == .openParen:
            return Expression(try overlay(), span: span(from: start))
        case "make_interval" where next == .openParen:
            return try makeInterval(from: start)
        case "current_user", "session_user", "user", "current_role", "current_catalog",
            "current_schema", "localtimestamp":
            guard next != .openParen, next != .dot else { return nil }
            advance()
            let whole = span(from: start)
            if word == "localtimestamp" { wallClocks.insert(whole) }
            return Expression(
                postgreSQLCall(FunctionCall(name: Name(word), arguments: .list([]))), span: whole)
        default: return nil
        }
    }

    /// Parses `ARRAY[1, 2]`, `ARRAY(SELECT …)`.
    private mutating func array() throws(Diagnostic) -> Expression.Kind {
        if take(.brackets) { return call("array", []) }
        if take(.openParen) {
            let query = try query(nested: true)
            try expect(.closeParen, "\")\"")
            return call("array_of_query", [Expression(.subquery(query))])
        }
        advance()
        var items: [Expression] = []
        repeat { items.append(try expression()) } while take(.comma)
        try expect(.closeBracket, "\"]\"")
        return call("array", items)
    }

    /// Parses `substring(s FROM 1 FOR 3)`, `substring(s FROM '[0-9]+')`, also with commas.
    private mutating func substring() throws(Diagnostic) -> Expression.Kind {
        advance()
        advance()
        var items = [try expression()]
        if take(.from) {
            items.append(try expression())
            if isAtWord("for") {
                advance()
                items.append(try expression())
            }
        } else {
            while take(.comma) { items.append(try expression()) }
        }
        try expect(.closeParen, "\")\"")
        if items.count == 2, case .literal(.text(let pattern)) = items[1].kind {
            return match(of: items[0], items[1], group: Self.hasGroup(pattern) ? 1 : 0)
        }
        return call("substr", items)
    }

    /// Returns what a pattern finds in a text: its first group, if it has one; NULL if it finds
    /// nothing.
    private func match(
        of text: Expression, _ pattern: Expression, group: Int64
    ) -> Expression.Kind {
        let found = Expression(
            call("regexp_extract", [text, pattern, Expression(.literal(.integer(group)))]))
        let finds = Expression(call("regexp_matches", [text, pattern]))
        return .case(
            operand: nil, [When(condition: finds, result: found)], otherwise: nil)
    }

    /// Whether a regular expression has a group that it keeps: `(a)`, not `(?:a)`, `\(`, `[(]`.
    private static func hasGroup(_ pattern: String) -> Bool {
        var rest = Array(pattern.utf8)[...]
        var isInSet = false
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): _ = rest.popFirst()
            case UInt8(ascii: "["): isInSet = true
            case UInt8(ascii: "]"): isInSet = false
            case UInt8(ascii: "(") where !isInSet && rest.first != UInt8(ascii: "?"): return true
            default: break
            }
        }
        return false
    }

    private var isTrimOfSide: Bool {
        ["both", "leading", "trailing"].contains(foldedASCII(text(peek(2))))
            && peek(3).kind != .comma && peek(3).kind != .closeParen
    }

    /// Parses `trim(BOTH '"' FROM s)`.
    private mutating func trim() throws(Diagnostic) -> Expression.Kind {
        advance()
        advance()
        let side = foldedASCII(text(current))
        advance()
        var characters: [Expression] = []
        if !at(.from) { characters.append(try expression()) }
        try expect(.from)
        let value = try expression()
        try expect(.closeParen, "\")\"")
        let name = ["leading": "ltrim", "trailing": "rtrim"][side] ?? "trim"
        return call(name, [value] + characters)
    }

    /// Returns a call with the name that the language has for the function.
    func postgreSQLCall(_ written: FunctionCall) -> Expression.Kind {
        var call = written
        var arguments: [Expression] = []
        if case .list(let list) = call.arguments { arguments = list }
        switch call.name.folded {
        case "localtimestamp", "current_timestamp", "transaction_timestamp",
            "statement_timestamp", "clock_timestamp":
            let now = self.call("now", [])
            guard case .literal(.integer(let digits))? = arguments.first?.kind, 0...2 ~= digits
            else { return now }
            return now.bounded(by: .fraction(Int(digits), of: .timestamp), at: call.name.span)
        case "char_length", "character_length": call.name = Name("length", span: call.name.span)
        case "btrim": call.name = Name("trim", span: call.name.span)
        case "strpos": call.name = Name("instr", span: call.name.span)
        case "date_part" where arguments.count == 2:
            guard case .literal(.text("dow")) = arguments[0].kind else { break }
            // PostgreSQL counts from Sunday, which is 0.
            let weekday = Expression(self.call("weekday", [arguments[1]]))
            return .binary(.remainder, weekday, Expression(.literal(.integer(7))))
        case "to_timestamp" where arguments.count == 2, "to_date" where arguments.count == 2:
            guard case .literal(.text(let text)) = arguments[0].kind,
                case .literal(.text(let pattern)) = arguments[1].kind,
                Self.isISO(pattern)
            else { break }
            return .literal(call.name.folded == "to_date" ? .date(text) : .timestamp(text))
        case let name where call.arguments == .list([]):
            if let value = valuesOfCalls[name] { return .literal(value) }
        default: break
        }
        return .call(call)
    }

    /// Returns whether a pattern is that of the texts that represent times anyway.
    private static func isISO(_ pattern: String) -> Bool {
        let pattern = pattern.uppercased()
        return ["", " HH24:MI", " HH24:MI:SS", " HH24:MI:SS.US", " HH24:MI:SS.MS"].contains {
            pattern == "YYYY-MM-DD" + $0
        }
    }

    // MARK: Operators

    /// Parses `= ANY (…)`, `<> ALL (…)` and so on, after the comparison.
    @inline(never)
    mutating func quantified(
        _ op: BinaryOperator, _ left: Expression
    ) throws(Diagnostic) -> Expression.Kind? {
        guard op.precedence == .comparison, peek().kind == .openParen,
            isAtWord("any") || isAtWord("some") || at(.all)
        else { return nil }
        let isAll = at(.all)
        let start = current.start
        advance()
        advance()
        let isMembership = op == (isAll ? .notEqual : .equal)
        if isAtQuery {
            let query = try query(nested: true)
            try expect(.closeParen, "\")\"")
            guard isMembership else { throw noQuantifier(op, isAll, from: start) }
            return .inQuery(left, query, negated: isAll)
        }
        let list = try expression()
        try expect(.closeParen, "\")\"")
        if let items = Self.elements(of: list) {
            if isMembership { return .inList(left, items, negated: isAll) }
            let comparisons = items.map { Expression(.binary(op, left, $0)) }
            guard let first = comparisons.first else { return .literal(.boolean(isAll)) }
            return comparisons.dropFirst().reduce(first) {
                Expression(.binary(isAll ? .and : .or, $0, $1))
            }.kind
        }
        guard isMembership else { throw noQuantifier(op, isAll, from: start) }
        if let name = Self.parameter(of: list) {
            return .inParameter(left, name, negated: isAll)
        }
        let contains = Expression(call("array_contains", [list, left]))
        return isAll ? .unary(.not, contains) : contains.kind
    }

    private func noQuantifier(
        _ op: BinaryOperator, _ isAll: Bool, from start: Int
    ) -> Diagnostic {
        unsupported(
            "\(op.spelling) \(isAll ? "ALL" : "ANY") of rows", at: span(from: start),
            help: "write EXISTS (SELECT …)")
    }

    /// Returns the parameter that an array consists of, with or without a cast.
    private static func parameter(of list: Expression) -> Name? {
        switch list.kind {
        case .parameter(let name): return name
        case .call(let call) where call.name.folded == "array_cast":
            guard case .list(let arguments) = call.arguments, let first = arguments.first else {
                return nil
            }
            return parameter(of: first)
        default: return nil
        }
    }

    /// Returns the elements of an array literal; nil for any other expression.
    private static func elements(of list: Expression) -> [Expression]? {
        switch list.kind {
        case .literal(.text(let text)):
            return PostgreSQLArray.elements(of: text)?.map { element in
                Expression(.literal(element.map { .text($0) } ?? .null), span: list.span)
            }
        case .call(let call):
            guard case .list(let arguments) = call.arguments else { return nil }
            if call.name.folded == "array" { return arguments }
            guard call.name.folded == "array_cast", let first = arguments.first,
                let items = elements(of: first)
            else { return nil }
            guard case .literal(.text("integer")) = arguments[1].kind else { return items }
            return items.map { item in
                guard case .literal(.text(let text)) = item.kind, let number = Int64(text) else {
                    return item
                }
                return Expression(.literal(.integer(number)), span: item.span)
            }
        default: return nil
        }
    }

    /// Parses `~ '^a'`, `!~* 'b'`, `~~ 'c%'`.
    @inline(never)
    mutating func pattern(_ left: Expression) throws(Diagnostic) -> Expression.Kind {
        var written = text(current)
        advance()
        if let function = Self.functionsOfBits[written] {
            return call(function, [left, try expression(Precedence.other.next)])
        }
        let negated = written.hasPrefix("!")
        if negated { written.removeFirst() }
        var pattern = try expression(Precedence.other.next)
        let op: MatchOperator =
            switch written {
            case "~~": .like
            case "~~*": .ilike
            default: .regexp
            }
        if written == "~*" {
            let flag = "(?i)"
            if case .literal(.text(let text)) = pattern.kind {
                pattern.kind = .literal(.text(flag + text))
            } else {
                pattern = Expression(
                    .binary(.concatenate, Expression(.literal(.text(flag))), pattern),
                    span: pattern.span)
            }
        }
        return .match(
            op, left, pattern: pattern, escape: impliedEscape(op, pattern), negated: negated)
    }

    /// Parses `x ^ y`, of which the left one comes first in `x ^ y ^ z`.
    @inline(never)
    mutating func power(_ left: Expression) throws(Diagnostic) -> Expression.Kind {
        advance()
        return call("power", [left, try expression(Precedence.power.next)])
    }

    /// Returns the backslash, which is the default escape character of PostgreSQL's LIKE.
    func impliedEscape(_ op: MatchOperator, _ pattern: Expression) -> Expression? {
        guard dialect == .postgreSQL, op != .regexp else { return nil }
        if case .literal(.text(let text)) = pattern.kind, !text.contains("\\") { return nil }
        return Expression(.literal(.text("\\")))
    }

    /// Parses `[1]` after an array.
    @inline(never)
    mutating func element(of array: Expression) throws(Diagnostic) -> Expression.Kind {
        advance()
        let index = try expression()
        try expect(.closeBracket, "\"]\"")
        return call("array_element", [array, index])
    }

    /// Whether the current token is the dot of `(x).n`.
    var isAtField: Bool {
        dialect == .postgreSQL && at(.dot) && previous?.kind == .closeParen
            && (peek().isName || peek().kind == .quotedName)
    }

    @inline(never)
    mutating func field(of record: Expression) -> Expression.Kind {
        advance()
        defer { advance() }
        return call(
            "record_field", [record, Expression(.literal(.text(nameOfCurrent().text)))])
    }

    // MARK: Clauses

    /// Skips `[NOT] MATERIALIZED` of a common table, which does not affect any answer.
    mutating func takeMaterialized() {
        if at(.not), foldedASCII(text(peek())) == "materialized" { advance() }
        if isAtWord("materialized") { advance() }
    }

    /// Parses `WITH ORDINALITY` after a call in FROM.
    mutating func takeOrdinality(of call: inout TableCall) throws(Diagnostic) {
        guard at(.with), foldedASCII(text(peek())) == "ordinality" else { return }
        advance()
        advance()
        call.name = Name(call.name.text + " with ordinality", span: call.name.span)
    }
}

/// PostgreSQL's text of an array: `{a,"b c",NULL}`.
package enum PostgreSQLArray {
    /// Returns the elements of a text; nil if it is not an array, or is an array of arrays.
    package static func elements(of text: String) -> [String?]? {
        var rest = Substring(text)
        guard rest.popFirst() == "{", rest.popLast() == "}" else { return nil }
        if rest.isEmpty { return [] }
        var elements: [String?] = []
        var element = ""
        var wasQuoted = false
        var isQuoted = false
        func end() {
            elements.append(!wasQuoted && element.uppercased() == "NULL" ? nil : element)
            element = ""
            wasQuoted = false
        }
        while let next = rest.popFirst() {
            switch next {
            case "\\":
                if let escaped = rest.popFirst() { element.append(escaped) }
            case "\"":
                isQuoted.toggle()
                wasQuoted = true
            case ",": if isQuoted { element.append(next) } else { end() }
            case "{" where !isQuoted: return nil
            default: element.append(next)
            }
        }
        end()
        return isQuoted ? nil : elements
    }

    package static func text(of elements: [String?]) -> String {
        let texts = elements.map { element -> String in
            guard let element else { return "NULL" }
            let isPlain =
                !element.isEmpty && element.uppercased() != "NULL"
                && !element.contains { "{},\"\\".contains($0) || $0.isWhitespace }
            if isPlain { return element }
            let escaped = element.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(escaped)\""
        }
        return "{\(texts.joined(separator: ","))}"
    }
}
