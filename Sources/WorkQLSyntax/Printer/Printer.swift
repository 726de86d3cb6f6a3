/// Writes trees as text in one canonical form: keywords in capitals, one line, no parentheses that
/// precedence makes needless, and no quotes around a name that can do without.
///
/// What is printed parses again to an equal tree. With ``Parentheses/full`` it is for SQLite:
/// what SQLite has no words for, such as time ranges and EXCLUDE, is left out, because whoever asks
/// for it has rewritten the tree.
package struct Printer {
    /// Consulted first for every expression, however deep it stands. Text that it returns is
    /// taken as it is, without parentheses: it must bind as tightly as a name or bring its own.
    package var special: ((Expression) -> String?)?
    /// Consulted first for every relation, joins included. Text that it returns stands for the
    /// relation with its alias, and must bind more tightly than JOIN.
    package var relation: ((Relation) -> String?)?
    package var parentheses: Parentheses
    /// Whether names stand between quotes even where the dialect does not need them.
    package var quotesEveryName: Bool

    package enum Parentheses: Sendable {
        /// Where our precedences need them.
        case needed
        /// Around every operand that is itself an operation, except where a chain of one operator
        /// goes on to the left. For readers with other precedences, such as SQLite.
        case full
    }

    package init(
        parentheses: Parentheses = .needed, quotesEveryName: Bool = false,
        special: ((Expression) -> String?)? = nil, relation: ((Relation) -> String?)? = nil
    ) {
        self.parentheses = parentheses
        self.quotesEveryName = quotesEveryName
        self.relation = relation
        self.special = special
    }

    /// Statements behind each other, each with its semicolon.
    package func print(_ script: [Statement]) -> String {
        script.map { print($0) + ";" }.joined(separator: "\n")
    }

    package func print(_ statement: Statement) -> String {
        switch statement.kind {
        case .query(let query): print(query)
        case .refresh(let query): "REFRESH " + print(query)
        case .forget(let table, let condition, let time):
            "FORGET " + print(table) + (condition.map { " WHERE " + print($0) } ?? "")
                + (time.map { " " + print($0) } ?? "")
        case .explain(let query, .plan): "EXPLAIN " + print(query)
        case .explain(let query, .calls): "EXPLAIN CALLS " + print(query)
        case .explain(let query, .analysis): "EXPLAIN ANALYZE " + print(query)
        case .describe(let table): "DESCRIBE " + print(table)
        case .describeFile(let file): "DESCRIBE " + print(file)
        case .describeQuery(let query): "DESCRIBE " + print(query)
        case .summarize(let query): "SUMMARIZE " + print(query)
        case .show(.tables): "SHOW TABLES"
        case .show(.settings(let pattern)):
            "SHOW SETTINGS" + (pattern.map { " LIKE " + Printer.quoted($0) } ?? "")
        case .show(.functions(let pattern)):
            "SHOW FUNCTIONS" + (pattern.map { " LIKE " + Printer.quoted($0) } ?? "")
        case .show(.quota): "SHOW QUOTA"
        case .show(.store): "SHOW STORE"
        case .set(let name, let value): "SET \(print(name)) = \(print(value))"
        case .reset(let name): "RESET " + print(name)
        case .parameters(let declarations):
            "PARAM " + declarations.map { print($0) }.joined(separator: ", ")
        case .bind(let name, let value): "LET \(print(name)) = \(print(value))"
        case .copy(let query, let file, let options):
            "COPY (\(print(query))) TO " + Printer.quoted(file.path) + print(options)
        }
    }

    private func print(_ declaration: ParameterDeclaration) -> String {
        // Any word serves, reserved or not.
        let text = "\(declaration.name.text) \(declaration.type.rawValue)"
        switch declaration.initial {
        case nil: return text
        case .literal(let value):
            if case .literal(.time(let clock)) = value.kind {
                return "\(text) = \(Printer.quoted(clock))"
            }
            return "\(text) = \(print(value))"
        case .time(let point), .date(let point): return "\(text) = \(point)"
        case .list(let values): return "\(text) = \(list(values))"
        }
    }

    private func print(_ value: LetValue) -> String {
        switch value {
        case .query(let query): "(\(print(query)))"
        case .list(let values): list(values)
        case .expression(let value): print(value)
        }
    }

    private func list(_ values: [Expression]) -> String {
        "(" + values.map { print($0) }.joined(separator: ", ") + (isQuery(values) ? ",)" : ")")
    }

    /// Whether a list would be read as a query, for want of a comma.
    func isQuery(_ values: [Expression]) -> Bool {
        guard parentheses == .needed, values.count == 1 else { return false }
        if case .subquery = values[0].kind { return true }
        return false
    }

    // MARK: Names

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
        guard let byte = quote.asciiValue, text.utf8.contains(byte) else {
            // By parts, for lists can hold a hundred thousand of them.
            var result = ""
            result.reserveCapacity(text.utf8.count + 2)
            result.append(quote)
            result += text
            result.append(quote)
            return result
        }
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

extension Select: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}

extension Relation: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}

extension Expression: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}
