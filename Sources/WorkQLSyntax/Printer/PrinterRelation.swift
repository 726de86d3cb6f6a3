// FROM as text.

extension Printer {
    package func print(_ relation: Relation) -> String {
        var text = ""
        write(relation, to: &text)
        return text
    }

    /// Writes the relations of FROM. SQLite treats the comma like JOIN, so a join after a comma is
    /// put in parentheses.
    func write(_ relations: [Relation], to text: inout String) {
        for (index, relation) in relations.enumerated() {
            if index > 0 { text += ", " }
            let isLast = index == relations.count - 1
            let isLoose =
                parentheses == .full
                ? index > 0 && isJoin(relation) : isLast && relation.endsInTime
            write(relation, inParentheses: isLoose, to: &text)
        }
    }

    /// Writes the relation of a PIVOT, which is one factor: a join is in parentheses.
    func writePivoted(_ relations: [Relation], to text: inout String) {
        for relation in relations {
            write(relation, inParentheses: isJoin(relation), to: &text)
        }
    }

    private func write(_ relation: Relation, inParentheses: Bool, to text: inout String) {
        if inParentheses { text += "(" }
        write(relation, to: &text)
        if inParentheses { text += ")" }
    }

    private func isJoin(_ relation: Relation) -> Bool {
        if case .join = relation.kind { return self.relation?(relation) == nil }
        return false
    }

    private func write(_ relation: Relation, to text: inout String) {
        if let special = self.relation?(relation) {
            text += special
            return
        }
        switch relation.kind {
        case .table(let table, let alias, let time):
            write(print(table), alias, to: &text)
            if let time, parentheses == .needed { text += " " + print(time) }
        case .file(let file, let alias): write(print(file), alias, to: &text)
        case .rows(let call, let alias): write(print(call), alias, to: &text)
        case .query(let query, let alias): write("(\(print(query)))", alias, to: &text)
        case .join: writeJoin(relation, to: &text)
        }
    }

    /// Returns `'roster.csv' WITH (header = 3)`.
    package func print(_ file: FileName) -> String {
        let path = Printer.quoted(file.path)
        guard !file.options.isEmpty else { return path }
        let options = file.options.map { "\($0.kind.rawValue) = \(print($0.value))" }
        return "\(path) WITH (\(options.joined(separator: ", ")))"
    }

    /// Returns `days(DURING last month)`.
    private func print(_ call: TableCall) -> String {
        // The unquoted word before a parenthesis belongs to another dialect.
        let name = call.name == Name("lateral") ? "\"\(call.name.text)\"" : print(call.name)
        return switch call.arguments {
        case .range(let clause): "\(name)(\(clause.map(print) ?? ""))"
        case .values(let values):
            "\(name)(\(values.map { print($0) }.joined(separator: ", ")))"
        }
    }

    private func print(_ value: FileOption.Value) -> String {
        switch value {
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .count(let count): String(count)
        case .text(let text): Printer.quoted(text)
        case .texts(let texts): "(\(texts.map(Printer.quoted).joined(separator: ", ")))"
        case .columns(let columns): "(\(names(columns)))"
        case .types(let types):
            "(\(types.map { "\(print($0.column)) = \($0.type.rawValue)" }.joined(separator: ", ")))"
        }
    }

    /// Returns ` (HEADER FALSE, DELIMITER ';')`.
    func print(_ options: [CopyOption]) -> String {
        guard !options.isEmpty else { return "" }
        let list = options.map { option in
            let value =
                switch option.value {
                case .boolean(let value): value ? "TRUE" : "FALSE"
                case .text(let value): Printer.quoted(value)
                }
            return "\(option.kind.rawValue.uppercased()) \(value)"
        }
        return " (\(list.joined(separator: ", ")))"
    }

    /// Writes a source with its alias. SQLite accepts column names only in a WITH.
    private func write(_ source: String, _ alias: TableAlias?, to text: inout String) {
        guard let alias else {
            text += source
            return
        }
        let name = print(alias.name)
        if alias.columns.isEmpty {
            text += "\(source) AS \(name)"
        } else if parentheses == .needed {
            text += "\(source) AS \(name)(\(names(alias.columns)))"
        } else {
            text +=
                "(WITH \(name)(\(names(alias.columns))) AS (SELECT * FROM \(source))"
                + " SELECT * FROM \(name)) AS \(name)"
        }
    }

    /// Descends a chain to its first table and returns along it, because a chain is as high as it
    /// is long.
    private func writeJoin(_ relation: Relation, to text: inout String) {
        var first = relation
        var rest: [(kind: JoinKind, right: Relation, constraint: JoinConstraint)] = []
        while case .join(let kind, let left, let right, let constraint) = first.kind,
            rest.isEmpty || self.relation?(first) == nil
        {
            rest.append((kind, right, constraint))
            first = left
        }
        write(first, to: &text)
        for next in rest.reversed() {
            text += " \(next.kind.rawValue) "
            write(next.right, inParentheses: isJoin(next.right), to: &text)
            switch next.constraint {
            case .none: break
            case .on(let condition):
                text += " ON "
                write(condition, to: &text)
            case .using(let columns): text += " USING (\(names(columns)))"
            }
        }
    }
}

extension Relation {
    /// Whether the last part is a table's own time range, which would be taken for the SELECT's.
    fileprivate var endsInTime: Bool {
        switch kind {
        case .table(_, _, let time): time != nil
        case .join(_, _, let right, .none):
            // A join on the right is in parentheses.
            if case .table(_, _, let time) = right.kind { time != nil } else { false }
        default: false
        }
    }
}
