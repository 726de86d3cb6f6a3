/// Writes trees as text in one canonical form: keywords in capitals, one line, no parentheses that
/// precedence makes needless, and no quotes around a name that can do without.
///
/// What is printed parses again to an equal tree.
package struct Printer {
    /// Consulted first for every expression, however deep it stands. Text that it returns is
    /// taken as it is, without parentheses: it must bind as tightly as a name or bring its own.
    package var special: ((Expression) -> String?)?
    package var parentheses: Parentheses

    package enum Parentheses: Sendable {
        /// Where our precedences need them.
        case needed
        /// Around every operand that is itself an operation, except where a chain of one operator
        /// goes on to the left. For readers with other precedences, such as SQLite.
        case full
    }

    package init(
        parentheses: Parentheses = .needed, special: ((Expression) -> String?)? = nil
    ) {
        self.parentheses = parentheses
        self.special = special
    }

    package func print(_ statement: Statement) -> String {
        switch statement.kind {
        case .select(let select): print(select)
        case .explain(let select): "EXPLAIN " + print(select)
        case .describe(let table): "DESCRIBE " + print(table)
        case .showTables: "SHOW TABLES"
        }
    }

    /// Statements behind each other, each with its semicolon.
    package func print(_ script: [Statement]) -> String {
        script.map { print($0) + ";" }.joined(separator: "\n")
    }

    package func print(_ select: Select) -> String {
        var text = select.distinct ? "SELECT DISTINCT " : "SELECT "
        separated(select.items, to: &text) { item, text in write(item, to: &text) }
        if let from = select.from {
            text += " FROM " + print(from.table)
            if let alias = from.alias { text += " AS " + print(alias) }
        }
        if let condition = select.condition {
            text += " WHERE "
            write(condition, to: &text)
        }
        if let time = select.time { text += " " + print(time) }
        if !select.grouping.isEmpty {
            text += " GROUP BY "
            separated(select.grouping, to: &text) { key, text in write(key, to: &text) }
        }
        if let having = select.having {
            text += " HAVING "
            write(having, to: &text)
        }
        if !select.ordering.isEmpty {
            text += " ORDER BY "
            separated(select.ordering, to: &text) { key, text in
                write(key.expression, to: &text)
                if key.descending { text += " DESC" }
            }
        }
        if let limit = select.limit {
            text += " LIMIT "
            write(limit, to: &text)
        }
        if let offset = select.offset {
            text += " OFFSET "
            write(offset, to: &text)
        }
        if let zone = select.timeZone {
            text += " WITH TIMEZONE " + Printer.quoted(zone.identifier)
        }
        return text
    }

    package func print(_ table: TableName) -> String {
        (table.service.map { print($0) + "." } ?? "") + print(table.name)
    }

    package func print(_ name: Name) -> String { Printer.name(name.text) }

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

    private func write(_ item: SelectItem, to text: inout String) {
        switch item.kind {
        case .star: text += "*"
        case .tableStar(let table): text += print(table) + ".*"
        case .expression(let value, let alias):
            write(value, to: &text)
            if let alias { text += " AS " + print(alias) }
        }
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

extension Select: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}

extension Expression: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}
