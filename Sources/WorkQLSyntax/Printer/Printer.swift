/// Writes trees as text in one canonical form: keywords in capitals, one line, no parentheses that
/// precedence makes needless, and no quotes around a name that can do without.
///
/// What is printed parses again to an equal tree.
package struct Printer {
    package var parentheses: Parentheses
    /// Quotes every name, for a reader whose reserved words differ.
    package var quotesEveryName: Bool

    package enum Parentheses: Sendable {
        /// Where our precedences need them.
        case needed
        /// Around every operand that is itself an operation, except where a chain of one operator
        /// goes on to the left; and set operations as queries of their own. For readers with other
        /// precedences, such as SQLite.
        case full
    }

    package init(parentheses: Parentheses = .needed, quotesEveryName: Bool = false) {
        self.parentheses = parentheses
        self.quotesEveryName = quotesEveryName
    }

    package func print(_ statement: Statement) -> String {
        switch statement.kind {
        case .query(let query): print(query)
        case .explain(let query, .plan): "EXPLAIN " + print(query)
        case .explain(let query, .calls): "EXPLAIN CALLS " + print(query)
        case .explain(let query, .analysis): "EXPLAIN ANALYZE " + print(query)
        case .describe(let table): "DESCRIBE " + print(table)
        case .show(.tables): "SHOW TABLES"
        case .show(.settings): "SHOW SETTINGS"
        case .show(.quota): "SHOW QUOTA"
        case .set(let name, to: let value): "SET \(print(name)) = \(print(value))"
        case .reset(let name): "RESET " + print(name)
        case .parameters(let declarations):
            "PARAM " + declarations.map(print).joined(separator: ", ")
        case .bind(let name, let value): "LET \(print(name)) = " + print(value)
        case .copy(let query, to: let file):
            "COPY (\(print(query))) TO " + Printer.quoted(file.path)
        }
    }

    /// Statements behind each other, each with its semicolon.
    package func print(_ script: [Statement]) -> String {
        script.map { print($0) + ";" }.joined(separator: "\n")
    }

    private func print(_ declaration: ParameterDeclaration) -> String {
        let start = print(declaration.name) + " " + declaration.type.rawValue
        switch declaration.initial {
        case nil: return start
        case .literal(let value)?: return start + " = " + print(value)
        case .time(let point)?: return start + " = \(point)"
        case .list(let items)?:
            return start + " = (" + items.map { print($0) }.joined(separator: ", ") + ")"
        }
    }

    private func print(_ value: LetValue) -> String {
        switch value {
        case .query(let query): "(" + print(query) + ")"
        case .list(let items): "(" + items.map { print($0) }.joined(separator: ", ") + ")"
        case .expression(let expression): print(expression)
        }
    }

    package func print(_ table: TableName) -> String {
        (table.service.map { print($0) + "." } ?? "") + print(table.name)
    }

    package func print(_ name: Name) -> String {
        quotesEveryName ? Printer.doubled("\"", in: name.text) : Printer.name(name.text)
    }

    /// A name with double quotes if it needs them: it is reserved, or not made like a name.
    package static func name(_ text: String) -> String {
        var scalars = text.unicodeScalars.makeIterator()
        if let first = scalars.next(), first == "_" || first.startsName,
            IteratorSequence(scalars).allSatisfy(\.continuesName),
            Keyword(spelledBy: Array(text.utf8)[...])?.isReserved != true
        {
            return text
        }
        return doubled("\"", in: text)
    }

    /// A text literal.
    package static func quoted(_ text: String) -> String { doubled("'", in: text) }

    private static func doubled(_ quote: Character, in text: String) -> String {
        guard text.contains(quote) else { return "\(quote)\(text)\(quote)" }
        var result = "\(quote)"
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(scalar)
            if Character(scalar) == quote { result.unicodeScalars.append(scalar) }
        }
        result.append(quote)
        return result
    }

    func separated<Item>(
        _ items: [Item], to text: inout String, write: (Item, inout String) -> Void
    ) {
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            write(item, &text)
        }
    }
}

extension Statement: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}

extension Query: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}

extension Expression: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}
