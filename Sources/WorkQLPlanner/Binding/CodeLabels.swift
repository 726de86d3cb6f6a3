import WorkQLCatalog
import WorkQLSyntax

/// What: a text beside a column of numbered codes is the code that it is the meaning of.
/// Why: `screen_shot_type = '文件'` says what is meant, and the number has to be looked up.
/// When not: where the text is a number, and where the column's own values are texts.
extension Binder {
    func withCodes(_ values: [Bound]) throws(Diagnostic) -> [Bound] {
        guard
            let column = values.lazy.compactMap({ self.sourceColumn($0.expression) })
                .first(where: { $0.type == .integer && !$0.codes.isEmpty })
        else { return values }
        var found: [Bound] = []
        for value in values {
            guard case .literal(.text(let text)) = value.expression.kind, !text.isNumber else {
                found.append(value)
                continue
            }
            guard let code = try code(of: text, in: column, at: value.expression.span) else {
                found.append(value)
                continue
            }
            found.append(
                Bound(
                    expression: Expression(.literal(.integer(code)), span: value.expression.span),
                    type: .integer))
        }
        return found
    }

    private func code(
        of text: String, in column: SourceColumn, at span: Span
    ) throws(Diagnostic) -> Int64? {
        for code in column.codes where Name(code.label) == Name(text) || code.summary == text {
            if case .integer(let number) = code.value { return number }
        }
        let labels = column.codes.map(\.label)
        let near = nearest(text, in: labels)
        throw Diagnostic(
            .typeMismatch, "\(column.name.text) has no value named '\(text.clipped)'", at: span,
            writing: near.map { Printer.quoted($0) },
            otherwise: "write one of "
                + labels.map { Printer.quoted($0) }.joined(separator: ", "))
    }
}

extension String {
    fileprivate var isNumber: Bool {
        let bare = trimmingPrefix { $0 == " " }
        return Double(bare) != nil || bare.isEmpty
    }
}
