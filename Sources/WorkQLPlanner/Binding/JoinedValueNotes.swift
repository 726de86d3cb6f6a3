import WorkQLCatalog
import WorkQLSyntax

/// Notes on columns one value of which holds several of an enumeration, joined into one text.
extension Binder {
    /// Adds a note on `exception_type = '时间异常'`, which leaves out `时间异常;地点异常`, and on a
    /// value that is none of the known ones. Several values written as one text, and the empty
    /// text, mean themselves.
    mutating func noteJoined(
        _ operands: ArraySlice<Bound>, comparedWith value: Bound, negated: Bool
    ) {
        guard case .column(_, let name) = value.expression.kind,
            let joined = sourceColumn(value.expression)?.joined
        else { return }
        var texts: [String] = []
        for operand in operands {
            guard case .literal(.text(let text)) = operand.expression.kind, !text.isEmpty,
                !text.contains(joined.separator)
            else { continue }
            texts.append(text)
            if joined.holds(text) { continue }
            noteUnknownCode(operand.expression, of: name, among: joined.codes)
            return
        }
        guard !texts.isEmpty else { return }
        let column = Printer.name(name.text)
        let conditions = texts.prefix(3).map { text in
            "\(column) \(negated ? "NOT LIKE" : "LIKE") \(Printer.quoted("%\(text)%"))"
        }
        note(
            Diagnostic(
                .typeMismatch,
                "\(name.text) can hold several values, joined by \(joined.separator)",
                at: value.expression.span,
                help: "write " + conditions.joined(separator: negated ? " AND " : " OR ")))
    }

    /// Adds a note on `LIKE '张*'` and `= '张*'`, as spreadsheets write a pattern.
    ///
    /// - Returns: whether it is one.
    @discardableResult
    mutating func noteStar(_ text: String, at span: Span) -> Bool {
        guard text.count > 1, text.hasPrefix("*") != text.hasSuffix("*") || text.count > 2,
            text.hasPrefix("*") || text.hasSuffix("*"), !text.contains("%")
        else { return false }
        let bare = text.trimmingStars
        guard !bare.isEmpty, !bare.contains("*") else { return false }
        let written = text.replacing("*", with: "%")
        note(
            Diagnostic(
                .typeMismatch, "* matches only itself", at: span,
                help: "write LIKE \(Printer.quoted(written))"))
        return true
    }

    /// Adds a note on patterns that an enumerated column never matches as it is meant:
    /// `LIKE '%迟到%'`, where none of the known values has the text; `LIKE '％迟到％'` with full-width
    /// signs, which stand for themselves; and `exception_type LIKE '时间异常'`, which is `=`.
    mutating func noteLike(_ value: Bound, like pattern: Expression, negated: Bool) {
        guard case .literal(.text(let text)) = pattern.kind else { return }
        if text.contains("％"), !text.contains("%") {
            let written = text.replacing("％", with: "%")
            note(
                Diagnostic(
                    .typeMismatch, "％ is a full-width sign and matches only itself",
                    at: pattern.span, help: "write LIKE \(Printer.quoted(written))"))
            return
        }
        if noteStar(text, at: pattern.span) { return }
        guard case .column(_, let name) = value.expression.kind,
            let column = sourceColumn(value.expression), value.type == .text
        else { return }
        let codes = column.joined?.codes ?? column.codes
        let part = text.trimmingPercentSigns
        guard !codes.isEmpty, !part.isEmpty, !part.contains(where: { $0 == "%" || $0 == "_" })
        else { return }
        if let separator = column.joined?.separator, part.contains(separator) { return }
        let constant = Bound(
            expression: Expression(.literal(.text(part)), span: pattern.span), type: .text)
        // LIKE ignores case.
        let folded = Name.fold(part)
        let own = codes.first { Name.fold($0.value.description) == folded }
        if !codes.contains(where: { Name.fold($0.value.description).contains(folded) }) {
            noteUnknownCode(constant.expression, of: name, among: codes)
        } else if part == text {
            let written = own?.value.description ?? part
            let whole = Bound(
                expression: Expression(.literal(.text(written)), span: pattern.span), type: .text)
            noteUnknownCodes([whole], comparedWith: value)
            noteJoined([whole], comparedWith: value, negated: negated)
        }
    }
}

extension Column.Joined {
    fileprivate func holds(_ text: String) -> Bool {
        codes.contains { $0.value == .text(text) }
    }
}

extension String {
    fileprivate var trimmingStars: String {
        String(drop { $0 == "*" }.reversed().drop { $0 == "*" }.reversed())
    }

    fileprivate var trimmingPercentSigns: String {
        String(drop { $0 == "%" }.reversed().drop { $0 == "%" }.reversed())
    }
}
