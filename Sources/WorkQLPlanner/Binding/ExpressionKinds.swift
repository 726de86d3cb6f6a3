import WorkQLSyntax

extension Expression {
    var hasWindow: Bool { first(where: \.isWindow) != nil }

    var isName: Bool { if case .column = kind { true } else { false } }

    /// Whether this call itself, and not something inside it, is an aggregate over groups.
    var isAggregate: Bool {
        guard case .call(let call) = kind, call.window == nil else { return false }
        if call.name.folded == LocalFunction.joined.rawValue
            || call.name.folded == LocalFunction.listed.rawValue
        {
            return true
        }
        return call.function?.kind == .aggregate
    }

    var isWindow: Bool {
        if case .call(let call) = kind { call.window != nil } else { false }
    }
}
