/// `PIVOT … ON key IN (SELECT …) USING count(*), sum(x) AS total`: one column for each value of the
/// query and each aggregate.
package struct Pivot: Hashable, Sendable {
    package var key: Expression
    /// The query in parentheses, whose only column has the values.
    package var values: Expression
    package var aggregates: [PivotAggregate]

    package init(key: Expression, values: Expression, aggregates: [PivotAggregate]) {
        self.key = key
        self.values = values
        self.aggregates = aggregates
    }

    /// The expressions and the query within.
    package var expressions: [Expression] { [key, values] + aggregates.map(\.call) }
}

/// An aggregate of a PIVOT, and what follows the value in the names of its columns.
package struct PivotAggregate: Hashable, Sendable {
    package var call: Expression
    /// nil for the only aggregate, unless it has an alias.
    package var suffix: Name?

    package init(call: Expression, suffix: Name?) {
        self.call = call
        self.suffix = suffix
    }
}

extension Select {
    /// Appends the columns of a PIVOT: `count(*) FILTER (WHERE key = value) AS name`.
    package mutating func append(
        _ aggregates: [PivotAggregate], where key: Expression,
        is values: [(value: Expression, name: Name)], at span: Span
    ) throws(Diagnostic) {
        let count = items.count + values.count * aggregates.count
        guard count <= 2000 else {
            throw Diagnostic(
                .chainTooLong, "a PIVOT of \(count) columns; the limit is 2000",
                at: span, help: "write fewer values")
        }
        var titles: Set<String> = []
        for (value, name) in values {
            for aggregate in aggregates {
                guard case .call(var call) = aggregate.call.kind else { continue }
                let isValue = Expression(.binary(.equal, key, value), span: value.span)
                call.filter =
                    call.filter.map { filter in
                        Expression(.binary(.and, filter, isValue), span: value.span)
                    } ?? isValue
                let title = aggregate.suffix.map { "\(name.text)_\($0.text)" } ?? name.text
                guard titles.insert(title).inserted else {
                    throw Diagnostic(
                        .duplicateName, "two columns of PIVOT are named \"\(title)\"",
                        at: value.span, help: "write each value once, and a name for each aggregate"
                    )
                }
                items.append(
                    SelectItem(
                        .expression(
                            Expression(.call(call), span: aggregate.call.span), alias: Name(title)),
                        span: aggregate.call.span))
            }
        }
    }
}

extension Expression {
    /// The name of the column of a value of PIVOT; nil for what is not a value.
    package var pivotName: Name? {
        switch kind {
        // A name cannot be empty: the column of the empty text is named by its literal.
        case .literal(.text(let text)): Name(text.isEmpty ? "''" : text, span: span)
        case .literal(.integer), .literal(.real): Name(Printer().print(self), span: span)
        case .literal(.boolean(let truth)): Name(truth ? "true" : "false", span: span)
        default: nil
        }
    }
}
