import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension Binder {
    mutating func bind(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        switch op {
        case .or, .and:
            return Bound(
                expression: Expression(
                    .binary(
                        op, try bindCondition(left, in: context),
                        try bindCondition(right, in: context)), span: span),
                type: .boolean)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinct,
            .isNotDistinct:
            if op == .equal, let keys = key(left, right, at: span, in: context) { return keys }
            return try bindComparison(op, left, right, at: span, in: context)
        case .add, .subtract, .multiply, .divide, .remainder:
            return try bindArithmetic(op, left, right, at: span, in: context)
        case .concatenate:
            let left = asText(try bind(left, in: context))
            let right = asText(try bind(right, in: context))
            return Bound(
                expression: Expression(.binary(.concatenate, left, right), span: span), type: .text)
        case .jsonGet, .jsonGetText:
            let left = try json(try bind(left, in: context))
            let right = jsonIndex(try bind(right, in: context))
            let part = Expression(.binary(.jsonGet, left, right), span: span)
            guard op == .jsonGetText else { return Bound(expression: part, type: .json) }
            let value = Expression(.binary(.jsonGetText, left, right), span: span)
            return Bound(
                expression: Expression(.internalCall(.jsonText, [part, value]), span: span),
                type: .text)
        }
    }

    /// Returns an index of a JSON list or the path of a key for SQLite, whose operators do not count
    /// from the end, as `j -> -1` does, and read a text such as `2026` as an index and `v1.2` as a
    /// path of two keys.
    private func jsonIndex(_ bound: Bound) -> Expression {
        let index = bound.expression
        func path(_ digits: Expression) -> Expression {
            .binary(
                .binary(Expression(.literal(.text("$[#"))), .concatenate, digits), .concatenate,
                Expression(.literal(.text("]"))))
        }
        guard bound.type == .integer else {
            if case .text(let text)? = bound.literal {
                return Expression(.literal(.text(JSONText.path(ofKey: text))), span: index.span)
            }
            return bound.type == nil || bound.type == .real
                ? index
                : Expression(.internalCall(.jsonKey, [asText(bound)]), span: index.span)
        }
        switch index.kind {
        case .literal(.integer(let number)):
            return number < 0
                ? Expression(.literal(.text("$[#\(number)]")), span: index.span) : index
        default:
            let isNegative = Expression.binary(index, .less, Expression(.literal(.integer(0))))
            return Expression(
                .case(
                    operand: nil, [When(condition: isNegative, result: path(index))],
                    otherwise: index), span: index.span)
        }
    }

    /// Returns a value as JSON: itself, or a text that is parsed as JSON. SQLite's own error for a
    /// text that is not JSON names neither the text nor its place.
    func json(_ bound: Bound) throws(Diagnostic) -> Expression {
        let span = bound.expression.span
        guard let type = bound.type, type != .json else { return bound.expression }
        guard type == .text else {
            throw Diagnostic(
                .typeMismatch, "\(type.phrase) where JSON is expected", at: span)
        }
        guard case .text(let text)? = bound.literal else {
            let json = Expression(.literal(.text(ColumnType.json.rawValue)), span: span)
            return Expression(.internalCall(.cast, [bound.expression, json]), span: span)
        }
        guard JSONText.isValid(text) else {
            throw Diagnostic(
                .typeMismatch, "\(Printer.quoted(text)) is not JSON", at: span,
                help: "write '[1, 2]', or json_array(1, 2)")
        }
        return bound.expression
    }

    /// Checks a literal path into JSON.
    func requirePath(_ path: Bound, of function: String) throws(Diagnostic) {
        guard case .text(let text)? = path.literal, !text.hasPrefix("$") else { return }
        throw Diagnostic(
            .typeMismatch, "\(Printer.quoted(text)) is not a JSON path", at: path.expression.span,
            help: "write \(function)(j, '$.\(text)')")
    }

    /// Binds values that are compared with the first of them, and converts them to one type.
    mutating func bindCompared(
        _ operands: [Expression], for meeting: Meeting, in context: ClauseContext
    ) throws(Diagnostic) -> [Bound] {
        var bound: [Bound] = []
        bound.reserveCapacity(operands.count)
        for operand in operands { bound.append(try bind(operand, in: context)) }
        bound = try withCodes(bound)
        try checkNames(bound)
        if meeting == .equality {
            rememberNames(bound)
            noteStars(bound)
        }
        let (values, type) = try coerced(bound, for: meeting)
        noteUnknownCodes(values.dropFirst(), comparedWith: values[0])
        if meeting == .equality {
            noteNeverEqual(bound, values, of: type)
        } else if type == .text {
            notePattern(values, for: meeting)
        }
        return values
    }

    private mutating func bindComparison(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        let meeting: Meeting
        switch op {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: meeting = .order
        default: meeting = .equality
        }
        let values = try bindCompared([left, right], for: meeting, in: context)
        noteUnknownCodes(values.prefix(1), comparedWith: values[1])
        if meeting == .equality {
            let negated = op == .notEqual || op == .isDistinct
            if !negated {
                noteNeverEmpty(values[1...], comparedWith: values[0])
                noteNeverEmpty(values[...0], comparedWith: values[1])
            }
            noteJoined(values[1...], comparedWith: values[0], negated: negated)
            noteJoined(values[...0], comparedWith: values[1], negated: negated)
        }
        noteNull(op, [left, right], at: span)
        if op == .notEqual || op == .isDistinct { noteExcludedNames(values) }
        if let type = values[0].type, type == .timestamp || type == .date,
            !values.contains(where: { $0.expression.isStartOfUnit })
        {
            noteWholePeriod(right, of: type, after: op)
            if let mirrored = op.mirrored { noteWholePeriod(left, of: type, after: mirrored) }
        }
        return Bound(
            expression: Expression(
                comparing(op, values[0].expression, values[1].expression), span: span),
            type: .boolean)
    }

    private mutating func noteStars(_ values: [Bound]) {
        guard values.count == 2, values.contains(where: { $0.name != nil }) else { return }
        for value in values {
            if case .literal(.text(let text)) = value.expression.kind, text.utf8.contains(0x2A) {
                noteStar(text, at: value.expression.span)
            }
        }
    }

    /// Adds a note on a value that an enumerated column never has. It is valid SQL with an empty
    /// result; the note saves the search for a misspelt word.
    mutating func noteUnknownCodes(
        _ operands: ArraySlice<Bound>, comparedWith value: Bound
    ) {
        guard case .column(let qualifier, let name) = value.expression.kind else { return }
        let source = scopes.lazy.reversed().flatMap(\.sources).first {
            $0.name == qualifier.last
        }
        guard let source, let index = source.index(of: name) else { return }
        let codes = source.columns[index].codes
        // A list may be long, and most columns have no codes.
        guard !codes.isEmpty else { return }
        for operand in operands { noteUnknownCode(operand.expression, of: name, among: codes) }
    }

    /// What people call the kinds of exceptions.
    private static let commonWords = [
        "迟到": "时间异常", "早退": "时间异常", "旷工": "未打卡", "缺卡": "未打卡", "缺勤": "未打卡",
        "漏打卡": "未打卡", "没打卡": "未打卡", "忘打卡": "未打卡", "外勤": "地点异常",
    ]

    mutating func noteUnknownCode(
        _ operand: Expression, of name: Name, among codes: [Column.Code]
    ) {
        let scalar: Scalar
        switch operand.kind {
        case .literal(.text(let text)): scalar = .text(text)
        case .literal(.integer(let number)): scalar = .integer(number)
        default: return
        }
        guard !codes.contains(where: { $0.value == scalar }) else { return }
        let known = codes.map { code in
            code.value.description == code.label
                ? code.label : "\(code.value.description) (\(code.label))"
        }
        let text = scalar.description
        let folded = Name.fold(text)
        let meant = codes.filter { code in
            let label = Name.fold(code.label)
            return label.contains(folded) || folded.contains(label)
        }
        let near =
            (text.count > 1 && meant.count == 1 ? meant.first : nil)
            ?? Self.commonWords[text].flatMap { value in
                codes.first { $0.value.description == value }
            }
        let list = known.joined(separator: ", ")
        note(
            Diagnostic(
                .typeMismatch, "\(name.text) is not known to be \(text)",
                at: operand.span,
                help: near.map { "did you mean \($0.value.literal)? known: \(list)" }
                    ?? "known: \(list)"))
    }
}

extension Scalar {
    /// The operator as it is written in a statement.
    fileprivate var literal: String {
        switch self {
        case .text(let text): Printer.quoted(text)
        case .integer(let number): String(number)
        }
    }
}
