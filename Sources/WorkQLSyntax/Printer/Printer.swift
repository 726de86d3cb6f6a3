/// Writes trees as text in one canonical form: keywords in capitals, one line, no parentheses that
/// precedence makes redundant, and no quotes around a name that does not need them.
///
/// The printed text is parsed to an equal tree. With ``Parentheses/full`` it is for SQLite:
/// constructs that SQLite does not have, such as time ranges and EXCLUDE, are omitted, because the
/// caller has rewritten the tree.
package struct Printer {
    /// Called first for every expression at any depth. The text that it returns is used unchanged,
    /// without parentheses: it must bind as tightly as a name or contain its own parentheses.
    package var special: ((Expression) -> String?)?
    /// Called first for every relation, including joins. The text that it returns replaces the
    /// relation with its alias, and must bind more tightly than JOIN.
    package var relation: ((Relation) -> String?)?
    package var parentheses: Parentheses
    /// Whether names are quoted even if the dialect does not require it.
    package var quotesEveryName: Bool

    package enum Parentheses: Sendable {
        /// Where the precedences of this language require them.
        case needed
        /// Around every operand that is itself an operation, except where a chain of one operator
        /// continues to the left. For readers with other precedences, such as SQLite.
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

    /// Prints statements one after the other, each with its semicolon.
    package func print(_ script: [Statement]) -> String {
        script.map { print($0) + ";" }.joined(separator: "\n")
    }

    package func print(_ statement: Statement) -> String {
        print(statement.kind) + (statement.format.map { " FORMAT " + print(format: $0) } ?? "")
    }

    /// No name is empty, but a text may be.
    private func print(format: Name) -> String {
        format.text.isEmpty ? Self.quoted("") : print(format)
    }

    private func print(_ kind: Statement.Kind) -> String {
        switch kind {
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
        case .save(let name, let query, let replacing, _):
            "SAVE \(replacing ? "OR REPLACE " : "")\(print(name)) AS \(print(query))"
        case .run(let name, let arguments):
            "RUN \(print(name))" + (arguments.isEmpty ? "" : " ")
                + arguments.map { "\(print($0.name)) = \(print($0.value))" }
                .joined(separator: ", ")
        }
    }

    private func print(_ declaration: ParameterDeclaration) -> String {
        // Any word is allowed, reserved or not.
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

    /// Returns whether a list would be parsed as a query, because it has no comma.
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

    /// Returns a name with double quotes if it needs them: it is reserved, or not formed like a
    /// name.
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

    /// Returns a text literal.
    package static func quoted(_ text: String) -> String { doubled("'", in: text) }

    private static func doubled(_ quote: Character, in text: String) -> String {
        guard let byte = quote.asciiValue, text.utf8.contains(byte) else {
            // Built piece by piece, because lists can contain a hundred thousand of them.
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
