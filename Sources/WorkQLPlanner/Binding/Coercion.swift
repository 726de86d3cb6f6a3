import WorkQLCatalog
package import WorkQLSyntax
package import WorkQLTime

/// The single rule for values that meet in a comparison, a list, a set operation, a CASE or a call.
///
/// What: all of them are converted to one type. A literal takes the type of the value it meets,
/// parsed from its text; NULL takes any type; a date that meets a timestamp is its midnight in the
/// zone; an integer that meets a real is a real; an integer that meets a text is its decimal text.
/// Why: SQLite orders numbers before texts and never finds a number equal to a text, without an
/// error.
/// When not: any other two types are refused, with the cast to write.
extension Binder {
    /// The purpose for which values meet.
    enum Meeting {
        /// To test whether they are equal: `=`, IN, USING, CASE x WHEN.
        case equality
        /// To order them: `<`, BETWEEN, max(x, y).
        case order
        /// To be values of one column: CASE, coalesce, UNION, VALUES.
        case result
        /// To convert a value to the type of the other: CAST.
        case cast

        /// Whether the result consists of the values converted to the common type.
        fileprivate var isOfResults: Bool {
            switch self {
            case .equality, .order: false
            case .result, .cast: true
            }
        }

        /// The verb for messages.
        fileprivate var verb: String {
            switch self {
            case .equality, .order: "is compared with"
            case .result: "is combined with"
            case .cast: "is cast to"
            }
        }
    }

    /// Returns the values converted to one type, and the type; nil when all of them are NULL.
    func coerced(
        _ values: [Bound], for meeting: Meeting
    ) throws(Diagnostic) -> (values: [Bound], type: ColumnType?) {
        let type = try commonType(of: values, for: meeting)
        guard let type else { return (values, nil) }
        if type == .json, meeting == .order, let value = values.last {
            throw Diagnostic(
                .typeMismatch, "JSON has no order", at: value.expression.span,
                help: "extract a value from the JSON: j->>'$.name'")
        }
        // Lists of users can be long, and are usually texts that meet a text.
        if values.allSatisfy({ $0.type == type }) { return (values, type) }
        var coerced: [Bound] = []
        coerced.reserveCapacity(values.count)
        if type == .timestamp { try refuseTimesOfDay(values, for: meeting) }
        for value in values { coerced.append(try self.coerced(value, to: type, for: meeting)) }
        return (coerced, type)
    }

    /// Returns the type that columns and computed values determine; where there are none, literals
    /// other than texts determine it.
    private func commonType(
        of values: [Bound], for meeting: Meeting
    ) throws(Diagnostic) -> ColumnType? {
        var common: Bound?
        var numbers: ColumnType?
        var hasText = false
        var hasFraction = false
        for value in values {
            guard let type = value.type else { continue }
            if type == .text, case .literal(.text(let text)) = value.expression.kind {
                hasText = true
                if meeting == .result, case .real? = NumberText.literal(text) { hasFraction = true }
                continue
            }
            switch value.literal {
            case .text?: hasText = true
            case .number?:
                numbers = numbers == .real || type == .real ? .real : .integer
            case nil:
                guard let other = common, let known = other.type else {
                    common = value
                    continue
                }
                if known == type { continue }
                guard let both = Self.common(known, type, for: meeting) else {
                    throw mismatch(value, other, for: meeting)
                }
                if both != known {
                    common = Bound(expression: value.expression, type: both)
                }
            }
        }
        guard let type = common?.type ?? numbers else { return hasText ? .text : nil }
        return type == .integer && (numbers == .real || hasFraction) ? .real : type
    }

    /// Returns the type that holds the values of both; nil when none does.
    static func common(
        _ one: ColumnType, _ other: ColumnType, for meeting: Meeting
    ) -> ColumnType? {
        if one == other { return one }
        switch (one, other) {
        case (.integer, .real), (.real, .integer): return .real
        case (.date, .timestamp), (.timestamp, .date): return .timestamp
        case (.integer, .text), (.text, .integer): return meeting == .order ? nil : .text
        default: return nil
        }
    }

    /// Converts a value to a type that it meets.
    func coerced(
        _ value: Bound, to type: ColumnType, for meeting: Meeting
    ) throws(Diagnostic) -> Bound {
        let span = value.expression.span
        func with(_ kind: Expression.Kind) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        guard let own = value.type else {
            return Bound(expression: value.expression, type: type)
        }
        if own == type { return value }
        switch (value.literal, type) {
        case (.text(let text)?, _):
            return with(try literal(text, as: type, at: span, for: meeting))
        case (.number(.integer(let number))?, .text) where meeting != .order:
            return with(.literal(.text(String(number))))
        case (.number(.real(let number))?, .text):
            // A cast of the other side would leave no key.
            let digits = Int64(exactly: number).map(String.init) ?? number.description
            var mistake = mismatch(
                value, Bound(expression: value.expression, type: type), for: meeting)
            mistake.help = "write a text: '\(digits)'"
            throw mistake
        case (.number(.integer(0))?, .boolean): return with(.literal(.boolean(false)))
        case (.number(.integer(1))?, .boolean): return with(.literal(.boolean(true)))
        default: break
        }
        switch (own, type) {
        case (.integer, .real):
            // As operands of a comparison they are the same number, but not in arithmetic: 7 / 2 is
            // 3.
            guard meeting.isOfResults else {
                return Bound(expression: value.expression, type: type)
            }
            if case .literal(.integer(let number)) = value.expression.kind {
                return with(.literal(.real(Double(number))))
            }
            return with(.cast(value.expression, .real))
        case (.real, .integer): return value
        case (.integer, .text) where meeting != .order:
            return with(.cast(value.expression, .text))
        case (.date, .timestamp):
            if case .literal(.text(let text)) = value.expression.kind,
                let date = CivilDate(canonical: text)
            {
                return with(.instant(context.zone.start(of: date)))
            }
            return with(.internalCall(.midnight, [value.expression]))
        default:
            throw mismatch(
                value, Bound(expression: value.expression, type: type), for: meeting)
        }
    }

    /// Returns the value of a quoted text as a value of a type.
    func literal(
        _ text: String, as type: ColumnType, at span: Span, for meeting: Meeting = .equality
    ) throws(Diagnostic) -> Expression.Kind {
        func beside(_ help: String) -> Diagnostic {
            var mistake = Diagnostic(
                .typeMismatch, "'\(text)' is text, and it \(meeting.verb) \(type.phrase)",
                at: span, help: help)
            mistake.valueMistake = .text
            return mistake
        }
        // As in PostgreSQL and DuckDB, a cast takes the part that it is about.
        if meeting == .cast, type == .date || type == .time,
            let both = context.bothParts(of: text)
        {
            return .literal(
                .text(
                    type == .date
                        ? CivilDate(day: both.day).isoText
                        : TimestampFormat.clock(both.millisecondOfDay)))
        }
        switch type {
        case .text: return .literal(.text(text))
        case .timestamp: return .instant(try context.timestamp(text, at: span).instant)
        case .date: return .literal(.text(try context.date(text, at: span).isoText))
        case .time:
            let clock = try context.timeOfDay(text, at: span)
            return .literal(.text(TimestampFormat.clock(clock)))
        case .integer, .real:
            guard let number = NumberText.literal(text) else {
                throw beside(durationHelp(text) ?? clockHelp(text) ?? "write a number")
            }
            // A text that meets a number may be any number; a text that is cast must be of the
            // type.
            switch (meeting, type, number) {
            case (.cast, .integer, .real(let value))
            where abs(value) >= 0x1p63 && !text.contains("."):
                throw Diagnostic(
                    .typeMismatch, "'\(text)' does not fit into a 64-bit integer", at: span,
                    help: "write CAST('\(text)' AS real)"
                ).about(.range)
            case (.cast, .integer, .real):
                throw beside("write CAST(\(text) AS integer), which drops the fraction")
            case (_, .real, .integer) where meeting.isOfResults:
                return .literal(NumberText.real(text).map { .real($0) } ?? number)
            default: return .literal(number)
            }
        case .boolean:
            guard let truth = TruthText.value(text) else {
                throw beside("write true or false")
            }
            return .literal(.boolean(truth))
        case .json:
            guard JSONText.isValid(text) else {
                throw beside("write JSON: '[]', '{\"a\": 1}' or '\"text\"'")
            }
            return .internalCall(.json, [Expression(.literal(.text(text)), span: span)])
        }
    }

    // MARK: Refusals

    /// Returns the help for a text that is a duration, which is a number of seconds beside numbers;
    /// nil for other texts.
    func durationHelp(_ text: String) -> String? {
        DurationLiteral(text).map { "write the duration without quotes: \($0)" }
    }

    private func mismatch(_ value: Bound, _ other: Bound, for meeting: Meeting) -> Diagnostic {
        let (one, two) = (value.type ?? .text, other.type ?? .text)
        return Diagnostic(
            .typeMismatch, "\(two.phrase) \(meeting.verb) \(one.phrase)", at: value.expression.span,
            help: help(value, one, other, two, for: meeting))
    }

    /// Returns the error for a text that is added to a time or subtracted from it.
    func notMoved(_ type: ColumnType, by text: Bound) -> Diagnostic {
        var help = "write CAST(\(text.name ?? "…") AS \(type.rawValue))"
        if case .text(let duration)? = text.literal, let other = durationHelp(duration) {
            help = other
        }
        return Diagnostic(
            .typeMismatch, "text is subtracted from or added to \(type.phrase)",
            at: text.expression.span, help: help)
    }

    /// Returns the help for a value beside a key that is text.
    private func keyHelp(_ value: Bound, _ type: ColumnType) -> String {
        "write CAST(\(value.name ?? "…") AS \(type.castBesideKey.rawValue))"
    }

    /// Returns the help for two types that do not meet.
    private func help(
        _ value: Bound, _ one: ColumnType, _ other: Bound, _ two: ColumnType,
        for meeting: Meeting
    ) -> String {
        func cast(_ bound: Bound, _ type: ColumnType) -> String {
            "write CAST(\(bound.name ?? "…") AS \(type.rawValue))"
        }
        let types = Set([one, two])
        func side(_ type: ColumnType) -> Bound { one == type ? value : other }
        if types == [.timestamp, .time] { return "write time(\(side(.timestamp).name ?? "…"))" }
        if types == [.date, .time] {
            return "compare dates with dates; date + time is a timestamp"
        }
        if types.contains(.json) {
            return types.contains(.text)
                ? cast(side(.json), .text) : "extract a value from the JSON: j->>'$.name'"
        }
        if types.contains(.text) {
            let text = side(.text)
            let type = one == .text ? two : one
            // A key that is cast determines no call.
            if meeting == .equality, isKey(text.expression.keyColumn) {
                return keyHelp(side(type), type)
            }
            return meeting == .result ? cast(side(type), .text) : cast(text, type)
        }
        if types.contains(.boolean), types.contains(where: \.isNumber) {
            return cast(side(.boolean), .integer)
        }
        if types.contains(where: \.isNumber), types.contains(.timestamp) {
            return "write a time: '2026-08-01 09:00'"
        }
        if types.contains(where: \.isNumber), types.contains(.date) {
            return "write a date: '2026-08-01'"
        }
        if types.contains(where: \.isNumber), types.contains(.time) {
            return "write a time of day: '09:00'"
        }
        return cast(value, .text)
    }
}

extension ColumnType {
    /// The type to which a value of this one is cast beside a key that is text: the digits of a
    /// whole number are a key, and those of 7.0 are not.
    var castBesideKey: ColumnType { self == .real ? .integer : .text }
}

extension Binder.Bound {
    /// A constant that takes the type of the value it meets.
    enum FreeLiteral {
        case text(String)
        case number(Literal)
    }

    /// The expression as such a constant, if its type is still that of its spelling: an instant is
    /// a number by now, and not such a constant.
    var literal: FreeLiteral? {
        switch (expression.kind, type) {
        case (.literal(.text(let text)), .text): return .text(text)
        case (.literal(let number), .integer), (.literal(let number), .real):
            return .number(number)
        case (.unary(.negate, let operand), .integer):
            guard case .literal(.integer(let number)) = operand.kind else { return nil }
            return .number(.integer(-number))
        case (.unary(.negate, let operand), .real):
            guard case .literal(.real(let number)) = operand.kind else { return nil }
            return .number(.real(-number))
        default: return nil
        }
    }

    /// The column as a statement can write it; nil for everything else.
    var name: String? {
        guard case .column(let qualifier, let name) = expression.kind, let table = qualifier.last
        else { return nil }
        if Scope.isGiven(table) { return Printer.name(name.text) }
        return Printer.name(table.text) + "." + Printer.name(name.text)
    }
}

extension CivilDate {
    /// Parses `2026-08-01`, the form in which SQLite and pages hold a date.
    package init?(canonical text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard exists else { return nil }
    }
}

/// The spellings of a quoted boolean.
package enum TruthText {
    /// Parses PostgreSQL's spellings, in any case.
    package static func value(_ text: String) -> Bool? {
        switch text.trimmingBlanks.lowercased() {
        case "true", "t", "yes", "y", "on", "1": true
        case "false", "f", "no", "n", "off", "0": false
        default: nil
        }
    }
}

/// The spellings of a quoted number.
package enum NumberText {
    /// Parses digits with an optional sign, point and exponent; surrounding blanks are ignored.
    package static func literal(_ text: String) -> Literal? {
        let written = text.trimmingBlanks
        guard !written.isEmpty,
            written.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
            }), written.utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return nil }
        if let number = Int64(written) { return .integer(number) }
        guard let number = Double(written), number.isFinite else { return nil }
        return .real(number)
    }

    /// Parses the same as a real, which unlike an integer has a sign also for zero: `-0`.
    package static func real(_ text: String) -> Double? {
        literal(text).flatMap { _ in Double(text.trimmingBlanks) }
    }
}
