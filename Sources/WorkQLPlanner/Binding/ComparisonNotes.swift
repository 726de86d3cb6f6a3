import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Notes on comparisons that are valid SQL and match nothing, or less than is intended.
extension Binder {
    /// Adds a note on a comparison with NULL, which equals nothing, not even itself, so that the
    /// comparison is never true.
    mutating func noteNull(_ op: BinaryOperator, _ sides: [Expression], at span: Span) {
        guard op != .isDistinct, op != .isNotDistinct,
            sides.contains(where: { $0.kind == .literal(.null) })
        else { return }
        let value = sides.first { $0.kind != .literal(.null) }.map { Printer().print($0) } ?? "x"
        note(
            Diagnostic(
                .comparedWithNull, "a comparison with NULL is never true", at: span,
                help: op == .notEqual ? "write \(value) IS NOT NULL" : "write \(value) IS NULL"))
    }

    /// Adds a note on a text that names a day or more: it means its first instant, which is seldom
    /// the intention after `=` and `<=`.
    mutating func noteWholePeriod(
        _ operand: Expression, of type: ColumnType, after op: BinaryOperator
    ) {
        guard let text = operand.writtenDay,
            let period = try? context.timestamp(text, at: operand.span).period,
            type == .timestamp || period.milliseconds > 30 * 3_600_000
        else { return }
        let end = TimestampFormat(.table, zone: context.zone).string(period.until)
        switch op {
        case .equal, .isNotDistinct:
            note(
                Diagnostic(
                    .bareDate, "'\(text)' means its first instant here", at: operand.span,
                    help: "DURING \(text) is all of it"))
        case .lessOrEqual:
            note(
                Diagnostic(
                    .bareDate,
                    "'\(text)' means its first instant here; the rest of it is excluded",
                    at: operand.span, help: "write < '\(end)' to include it"))
        case .greater:
            note(
                Diagnostic(
                    .bareDate,
                    "'\(text)' means its first instant here; the rest of it is included",
                    at: operand.span, help: "write >= '\(end)' to exclude it"))
        default: break
        }
    }

    /// Adds notes, once each, where no value can be equal to another, by the values before and
    /// after their conversion to one type.
    mutating func noteNeverEqual(_ values: [Bound], _ coerced: [Bound], of type: ColumnType?) {
        // A list may be long, and most notes are about its other side.
        let computed = values.filter { !$0.expression.isLiteral }
        noteNumbers(values, besidePadded: computed)
        if values.first?.expression.isLiteral == false { noteNamesBesideIDs(computed) }
        if type == .timestamp { noteDayBesideTimestamp(computed) }
        guard coerced.contains(where: { $0.expression.isCall }) else { return }
        if type == .integer || type == .text { notePart(coerced) }
        if type == .text { notePattern(coerced, for: .equality) }
    }

    /// Adds a note on `x IN ('2026-08-01', '2026-08-02')`, where x is an instant.
    mutating func noteWholePeriods(_ items: [Expression], comparedWith value: Bound) {
        guard let type = value.type, type == .timestamp || type == .date,
            !value.expression.isStartOfUnit,
            let first = items.first(where: { $0.writtenDay != nil })
        else { return }
        noteWholePeriod(first, of: type, after: .equal)
    }

    /// Adds a note on `BETWEEN '2026-08-01' AND '2026-08-02'`, which excludes the second day, and
    /// on `BETWEEN 22 AND 6`, which is never true, as `NOT BETWEEN 22 AND 6` is always.
    mutating func noteBounds(
        _ value: Bound, _ low: (written: Expression, bound: Bound),
        _ high: (written: Expression, bound: Bound), negated: Bool, at span: Span
    ) {
        if !negated, let type = value.type, type == .timestamp || type == .date,
            !value.expression.isStartOfUnit
        {
            noteWholePeriod(high.written, of: type, after: .lessOrEqual)
        }
        guard low.bound.isAfter(high.bound) else {
            notePart([value, low.bound, high.bound], of: .order)
            return
        }
        let text = Printer().print(low.written) + " AND " + Printer().print(high.written)
        let isRound = value.type == .time || value.part == "hour"
        let name = value.name ?? "x"
        guard !negated else {
            note(
                Diagnostic(
                    .comparedWithNull,
                    "NOT BETWEEN \(text) is always true: the smaller value comes first", at: span,
                    help: isRound
                        ? "write \(name) < \(Printer().print(low.written)) AND \(name) > "
                            + "\(Printer().print(high.written)) for a range across midnight"
                        : nil))
            return
        }
        note(
            Diagnostic(
                .comparedWithNull, "BETWEEN \(text) is never true: the smaller value comes first",
                at: span,
                help: isRound
                    ? "write \(name) >= \(Printer().print(low.written)) OR \(name) <= "
                        + "\(Printer().print(high.written)) for a range across midnight"
                    : nil))
    }

    /// Adds a note on a number compared with digits with leading zeros: 12 is the text '12', which
    /// is not equal to '0012'.
    private mutating func noteNumbers(_ values: [Bound], besidePadded computed: [Bound]) {
        guard let padded = computed.first(where: { $0.type == .text && isPadded($0.expression) }),
            let number = values.first(where: { $0.type == .integer })
        else { return }
        noteNumber(number, besidePadded: padded.name ?? "the other side")
    }

    mutating func noteNumber(_ number: Bound, besidePadded name: String) {
        if case .number(.integer(let value))? = number.literal {
            note(
                Diagnostic(
                    .comparedWithNull,
                    "\(name) has numbers with leading zeros, and \(value) is compared as '\(value)'",
                    at: number.expression.span,
                    help: "write it as the file does, such as '0\(value)'"))
            return
        }
        note(
            Diagnostic(
                .comparedWithNull,
                "\(name) has numbers with leading zeros, but \(number.name ?? "the other side") "
                    + "does not: '0012' is not 12",
                at: number.expression.span,
                help:
                    "write CAST(\(name) AS integer), or read both columns as text: WITH (types = (…))"
            ))
    }

    /// Adds a note on a number compared with a query whose column has numbers with leading zeros.
    mutating func noteNumberBesidePaddedQuery(_ number: Bound) {
        note(
            Diagnostic(
                .comparedWithNull,
                "the query's column has numbers with leading zeros, but "
                    + "\(number.name ?? "the value") does not: '0012' is not 12",
                at: number.expression.span,
                help: "write IN (SELECT CAST(… AS integer) …), or read the file's column as a "
                    + "number: WITH (types = (… = integer))"))
    }

    /// Adds a note on a date compared with a timestamp: the date means its midnight, and a
    /// service's instants are seldom at midnight.
    private mutating func noteDayBesideTimestamp(_ values: [Bound]) {
        guard let time = values.first(where: { $0.type == .timestamp && isTime($0.expression) }),
            values.contains(where: { $0.type == .date && $0.expression.constantText == nil })
        else { return }
        noteDay(beside: time)
    }

    mutating func noteDay(beside time: Bound) {
        let name = time.name ?? "…"
        note(
            Diagnostic(
                .bareDate, "a date compared with \(name), a timestamp, means its midnight",
                at: time.expression.span, help: "write date(\(name))"))
    }

    /// Whether an expression is a column of instants of a service's table.
    func isTime(_ expression: Expression) -> Bool {
        guard case .column(let qualifier, _) = expression.kind, let qualifier = qualifier.last
        else {
            return false
        }
        return scopes.reversed().lazy.flatMap(\.sources).first { $0.name == qualifier }?.scan != nil
    }

    /// Whether an expression is a column of digits with leading zeros.
    func isPadded(_ expression: Expression) -> Bool { sourceColumn(expression)?.isPadded ?? false }

    /// Whether an expression is a column that is known to contain a NULL.
    func hasNull(_ expression: Expression) -> Bool {
        expression.kind == .literal(.null) || sourceColumn(expression)?.hasNull ?? false
    }

    func sourceColumn(_ expression: Expression) -> SourceColumn? {
        guard case .column(let qualifier, let name) = expression.kind,
            let qualifier = qualifier.last,
            let source = scopes.reversed().lazy.flatMap(\.sources).first(where: {
                $0.name == qualifier
            })
        else { return nil }
        return source.index(of: name).map { source.columns[$0] }
    }

    /// Adds a note on `x IN (SELECT y)`, where few values can be equal because of the types of
    /// both.
    mutating func noteNeverIn(_ value: Bound, _ type: ColumnType?, at span: Span) {
        noteNamesBesideIDs(value, inQueryAt: span)
        switch (value.type, type) {
        case (.timestamp, .date) where isTime(value.expression): noteDay(beside: value)
        case (.integer, .text) where paddedQueries.contains(span):
            noteNumberBesidePaddedQuery(value)
        case (.text, .integer) where isPadded(value.expression):
            note(
                Diagnostic(
                    .comparedWithNull,
                    "\(value.name ?? "the value") has numbers with leading zeros, but the query's "
                        + "column does not: '0012' is not 12",
                    at: value.expression.span,
                    help: "write CAST(\(value.name ?? "…") AS integer) IN (SELECT …)"))
        default: break
        }
    }

    /// Adds a note on `NOT IN (SELECT userid FROM 'left.csv')`, where a cell of the file is empty.
    mutating func noteNullIn(_ query: Query, at span: Span) {
        guard queriesWithNull.contains(span) else { return }
        note(
            Diagnostic(
                .comparedWithNull,
                "NOT IN is never true when one of the values is NULL, and the query has one",
                at: query.body.span ?? span, help: "add WHERE … IS NOT NULL to the query"))
    }

    // MARK: Parts of times

    private typealias Known = (values: ClosedRange<Int64>, help: String, isTime: Bool)

    private static let parts: [String: Known] = [
        "year": (1000...9999, "year() has four digits, such as 2026", false),
        "isoyear": (1000...9999, "isoyear() has four digits, such as 2026", false),
        "month": (1...12, "month() is 1 to 12", false), "day": (1...31, "day() is 1 to 31", false),
        "hour": (0...23, "hour() is 0 to 23", true),
        "minute": (0...59, "minute() is 0 to 59", true),
        "second": (0...59, "second() is 0 to 59", true),
        "quarter": (1...4, "quarter() is 1 to 4", false),
        "week": (1...53, "week() is 1 to 53", false),
        "dayofyear": (1...366, "dayofyear() is 1 to 366", false),
        "weekday": (1...7, "weekday() is 1 for Monday to 7 for Sunday", false),
    ]

    private static let names: [String: (values: Set<String>, help: String)] = [
        "dayname": (
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            "dayname() is Monday to Sunday"
        ),
        "monthname": (
            [
                "January", "February", "March", "April", "May", "June", "July", "August",
                "September", "October", "November", "December",
            ], "monthname() is January to December"
        ),
    ]

    /// Adds a note on `hour(t) = 24`, `weekday(t) = 0`, `dayname(t) = 'monday'`.
    mutating func notePart(_ values: [Bound], of meeting: Meeting = .equality) {
        guard let part = values.lazy.compactMap(\.part).first else { return }
        for value in values {
            let help: String
            let shown: String
            switch value.literal {
            case .number(.integer(let number))?:
                guard let known = Self.parts[part], !known.values.contains(number) else { continue }
                // `hour(t) < 24` means every hour.
                if meeting == .order, known.isTime, number == known.values.upperBound + 1 {
                    continue
                }
                (help, shown) = (known.help, String(number))
            case .text(let text)?:
                guard let known = Self.names[part], !known.values.contains(text) else { continue }
                (help, shown) = (known.help, "'\(text)'")
            default: continue
            }
            note(
                Diagnostic(
                    .comparedWithNull, "\(part)() is never \(shown)", at: value.expression.span,
                    help: help))
            return
        }
    }
}

extension Binder {
    /// Adds a note on `strftime('%H:%M', t) > '9:00'`: a text formatted by a pattern is compared
    /// with a text that the pattern never produces, so that characters are compared and not times.
    mutating func notePattern(_ values: [Bound], for meeting: Meeting) {
        guard let (call, pattern) = values.lazy.compactMap(\.pattern).first else { return }
        for value in values {
            guard case .text(let text)? = value.literal, !text.isEmpty,
                !pattern.canWrite(text, orBeginWith: meeting == .order)
            else { continue }
            let now = context.now
            let example = pattern.string(
                context.zone.localTime(at: now), offset: context.zone.offset(at: now))
            note(
                Diagnostic(
                    .comparedWithNull,
                    "\(call.name.text)() with this pattern never gives '\(text)'",
                    at: value.expression.span,
                    help: "texts are compared character by character: write it like '\(example)'"))
            return
        }
    }
}

extension Binder.Bound {
    /// The call that formats a time by a known pattern, where the value is one.
    fileprivate var pattern: (call: FunctionCall, pattern: DatePattern)? {
        guard case .call(let call) = expression.kind, let pattern = call.pattern else { return nil }
        return (call, pattern)
    }

    /// The function that returns a part of a time, where the value is one.
    fileprivate var part: String? {
        if case .call(let call) = expression.kind { call.name.folded } else { nil }
    }

    /// Whether two constants are in the wrong order.
    fileprivate func isAfter(_ other: Binder.Bound) -> Bool {
        switch (expression.number, other.expression.number) {
        case (let one?, let two?): return one > two
        default: break
        }
        guard let one = expression.constantText, let two = other.expression.constantText else {
            return false
        }
        return one > two
    }
}

extension Expression {
    fileprivate var isCall: Bool { if case .call = kind { true } else { false } }

    /// `date_trunc('day', t)`, which is compared with first instants.
    var isStartOfUnit: Bool {
        if case .call(let call) = kind { call.name.folded == "date_trunc" } else { false }
    }

    /// The text of a literal day: `'2026-08-01'` or `DATE '2026-08-01'`.
    fileprivate var writtenDay: String? {
        switch kind {
        case .literal(.text(let text)), .literal(.date(let text)): text
        default: nil
        }
    }

    fileprivate var constantText: String? {
        if case .literal(.text(let text)) = kind { text } else { nil }
    }

    fileprivate var number: Double? {
        switch kind {
        case .literal(.integer(let number)): Double(number)
        case .literal(.real(let number)): number
        case .unary(.negate, let operand): operand.number.map { -$0 }
        default: nil
        }
    }
}
