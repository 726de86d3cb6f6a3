import WorkQLSyntax

/// `PREPARE name (types) AS query` and `EXECUTE name (values)`, as text.
extension SessionStatementReader {
    mutating func preparation() throws(UserError) -> SessionStatement {
        let name = try name()
        var types: [String] = []
        if take(symbol: "(") {
            repeat { types.append(try typeName()) } while take(symbol: ",")
            guard take(symbol: ")") else { throw unexpected("\")\"") }
        }
        try expect("as")
        return .prepare(name: name, types: types, query: try rest("a query"))
    }

    /// The words of a type: `timestamp with time zone`, `text[]`, `numeric(10, 2)` without its measure.
    private mutating func typeName() throws(UserError) -> String {
        var words = [try name()]
        while case .word(let word)? = current?.kind {
            words.append(word)
            position += 1
        }
        if take(symbol: "(") {
            while !take(symbol: ")") {
                guard !isAtEnd else { throw unexpected("\")\"") }
                position += 1
            }
        }
        let type = words.joined(separator: " ")
        guard take(symbol: "[") else { return type }
        guard take(symbol: "]") else { throw unexpected("\"]\"") }
        return type + "[]"
    }

    mutating func execution() throws(UserError) -> SessionStatement {
        let name = try name()
        var values: [SessionStatement.ExecuteValue] = []
        if take(symbol: "(") {
            repeat { values.append(try executeValue()) } while take(symbol: ",")
            guard take(symbol: ")") else { throw unexpected("\")\"") }
        }
        guard isAtEnd else { throw unexpected("the end of the statement") }
        return .execute(name: name, values: values)
    }

    /// A constant, with or without a cast behind it, which the type of its parameter makes needless.
    private mutating func executeValue() throws(UserError) -> SessionStatement.ExecuteValue {
        let isNegative = take(symbol: "-")
        let value: SessionStatement.ExecuteValue
        switch current?.kind {
        case .number(let digits)?: value = .text((isNegative ? "-" : "") + digits)
        case .string(let text)? where !isNegative: value = .text(text)
        case .word("null")? where !isNegative: value = .null
        case .word(let word)? where !isNegative && (word == "true" || word == "false"):
            value = .text(word)
        default: throw unexpected("a constant")
        }
        position += 1
        if take(symbol: ":") {
            guard take(symbol: ":") else { throw unexpected("\"::\"") }
            _ = try typeName()
        }
        return value
    }
}
