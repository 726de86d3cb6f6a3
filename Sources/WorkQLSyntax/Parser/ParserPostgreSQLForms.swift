// Operators and calls with words between their arguments, in the texts of PostgreSQL's clients, as
// calls of the language's functions.

import WorkQLTime

extension Parser {
    /// The functions of the operators on the bits of integers.
    static let functionsOfBits = [
        "&": "bitand", "|": "bitor", "#": "bitxor", "<<": "bitshiftleft", ">>": "bitshiftright",
    ]

    /// Parses `~n`, whose operand is as long as that of any other operator: `~1 + 2` is `~(1 + 2)`.
    @inline(never)
    mutating func complement() throws(Diagnostic) -> Expression {
        let token = current
        advance()
        let operand = try expression(Precedence.other.next)
        height += 1
        try checkHeight(at: token.span)
        return Expression(call("bitnot", [operand]), span: span(from: token.start))
    }

    /// Parses `overlay(s PLACING t FROM n FOR m)`, also with commas.
    mutating func overlay() throws(Diagnostic) -> Expression.Kind {
        advance()
        advance()
        var items = [try expression()]
        var highest = height
        func add(_ item: Expression) {
            items.append(item)
            highest = max(highest, height)
        }
        if isAtWord("placing") {
            advance()
            add(try expression())
            try expect(.from)
            add(try expression())
            if isAtWord("for") {
                advance()
                add(try expression())
            }
        } else {
            while take(.comma) { add(try expression()) }
        }
        try expect(.closeParen, "\")\"")
        height = highest + 1
        return call("overlay", items)
    }

    // MARK: SIMILAR TO

    var isAtSimilar: Bool { isAtWord("similar") && peek().keyword == .to }

    /// Parses `SIMILAR TO p ESCAPE e` after its left operand.
    @inline(never)
    mutating func similar(
        _ left: Expression, negated: Bool
    ) throws(Diagnostic) -> Expression.Kind {
        advance()
        advance()
        var pattern = try expression(.other)
        var escape: Expression?
        if at(.escape), operandFollows {
            advance()
            let patternHeight = height
            escape = try expression(.other)
            height = max(height, patternHeight)
        }
        var character: String? = "\\"
        if let escape {
            character = if case .literal(.text(let text)) = escape.kind { text } else { nil }
        }
        if case .literal(.text(let text)) = pattern.kind, let character,
            let expression = SimilarPattern.regularExpression(of: text, escape: character)
        {
            pattern.kind = .literal(.text(expression))
        } else {
            pattern = Expression(
                call("similar_to_escape", [pattern] + (escape.map { [$0] } ?? [])),
                span: pattern.span)
            height += 1
        }
        return .match(.regexp, left, pattern: pattern, escape: nil, negated: negated)
    }

    // MARK: Timestamps without time zone

    /// Returns the left operand of AT TIME ZONE: a timestamp without time zone is what the clock in
    /// the zone of the query shows, so that AT TIME ZONE gives the instant at which the clock of
    /// the other zone shows it.
    func clock(of time: Expression) -> Expression {
        var isClock = wallClocks.contains(time.span)
        if case .call(let call) = time.kind, call.name.folded == "make_timestamp" { isClock = true }
        return isClock ? Expression(call("timezone", [time]), span: time.span) : time
    }

    mutating func postgreSQLCast(of value: Expression) throws(Diagnostic) -> Expression.Kind {
        let type = try postgreSQLType()
        let kind = cast(value, to: type)
        if isClockType { wallClocks.insert(span(from: value.span.start)) }
        return kind
    }
}

extension String {
    /// Returns the text of a timestamp, with PostgreSQL's word for the first moment of 1970 spelled
    /// out: without a zone what the clock of UTC showed.
    func writtenEpoch(isClock: Bool) -> String {
        guard foldedASCII(filter { !$0.isWhitespace }) == "epoch" else { return self }
        return isClock ? "1970-01-01 00:00:00" : "1970-01-01 00:00:00+00"
    }
}

/// The patterns of SIMILAR TO: those of REGEXP, where `%` is any text and `_` one character, and
/// which match whole texts.
package enum SimilarPattern {
    /// Returns the pattern as one of REGEXP; nil if the escape is longer than one character. An
    /// empty escape is none.
    package static func regularExpression(of pattern: String, escape: String) -> String? {
        guard escape.unicodeScalars.count <= 1 else { return nil }
        let escape = escape.unicodeScalars.first
        var result = String.UnicodeScalarView("(?s)^(?:".unicodeScalars)
        var (isEscaped, isInClass) = (false, false)
        for scalar in pattern.unicodeScalars {
            if isEscaped {
                // A letter may be a class, as in PostgreSQL: `\\d`.
                if scalar.isASCII { result.append("\\") }
                result.append(scalar)
                isEscaped = false
            } else if scalar == escape {
                isEscaped = true
            } else if isInClass {
                if scalar == "\\" { result.append("\\") }
                result.append(scalar)
                isInClass = scalar != "]"
            } else {
                switch scalar {
                case "%": result.append(contentsOf: ".*".unicodeScalars)
                case "_": result.append(".")
                case "(": result.append(contentsOf: "(?:".unicodeScalars)
                case "\\", ".", "^", "$":
                    result.append("\\")
                    result.append(scalar)
                default:
                    isInClass = scalar == "["
                    result.append(scalar)
                }
            }
        }
        return String(result) + ")$"
    }
}
