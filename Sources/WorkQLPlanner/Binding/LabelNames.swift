package import WorkQLCatalog
package import WorkQLSyntax

/// What: a name that nothing else has means the table or column whose Chinese words it is.
/// Why: results, DESCRIBE and the services' own pages head columns with these words.
/// When not: where a table, a query, a column or an alias has the name, in this query or around it;
/// where several columns have the words, which is refused.
extension Scope {
    /// The column that a name means by its words, as it is called here.
    ///
    /// - Throws: where several have the words.
    func labelled(
        _ name: Name, of qualifier: Name?, at span: Span
    ) throws(Diagnostic) -> (qualifier: [Name], name: Name)? {
        guard name.isBeyondASCII else { return nil }
        var (exact, loose): ([(Source, SourceColumn)], [(Source, SourceColumn)]) = ([], [])
        for source in sources where qualifier == nil || source.isCalled(qualifier) {
            for column in source.visible where !column.label.isEmpty {
                if Name(column.label) == name {
                    exact.append((source, column))
                } else if column.isWorded(name) {
                    loose.append((source, column))
                }
            }
        }
        let found = exact.isEmpty ? loose : exact
        guard let (source, column) = found.first else { return nil }
        if qualifier == nil, merged[column.name] != nil,
            found.allSatisfy({ $0.1.name == column.name })
        {
            return ([], Name(column.name.text, span: name.span))
        }
        guard found.count == 1 else {
            let several = sources.count > 1
            let names = found.map {
                several ? "\($0.0.name.text).\($0.1.name.text)" : $0.1.name.text
            }
            throw Diagnostic(
                .ambiguousName, "\"\(name.text)\" is the label of several columns", at: span,
                help: "write " + names.joined(separator: " or "))
        }
        return ([source.name], Name(column.name.text, span: name.span))
    }

    /// The label or the short form of one that was probably meant.
    func nearLabel(_ name: Name, in sources: [Source]) -> String? {
        guard name.isBeyondASCII else { return nil }
        let columns = sources.flatMap(\.visible)
        if let near = columns.companion(named: name.text) { return near }
        if let near = nearest(name.text, in: columns.flatMap(\.words)) { return near }
        let related = columns.filter { $0.sharesWords(with: name) }
        return related.count == 1 ? related[0].words.last : nil
    }

    /// Returns the first column of times of a service's table, for a general word for a time: the
    /// nearest name to "time" may be anything else that begins with it.
    func timeColumn(meantBy name: Name, in sources: [Source]) -> String? {
        let words: Set = ["time", "date", "datetime", "timestamp", "ts", "时间", "日期"]
        guard words.contains(name.folded) else { return nil }
        let columns = sources.filter { $0.scan != nil }.flatMap(\.visible)
        guard let column = columns.first(where: { $0.type == .timestamp }) else { return nil }
        guard name.isBeyondASCII else { return column.name.text }
        return column.words.last ?? column.name.text
    }

    /// Returns the help for a word that means a day, or a range of time, which a clause takes; nil
    /// for others.
    func timeHelp(_ name: Name, in sources: [Source]) -> String? {
        if name.folded == "日期", let column = timeColumn(meantBy: name, in: sources) {
            // A day is asked for, and not the second.
            return "write date(\(column))"
        }
        guard sources.contains(where: { $0.scan != nil }),
            let time = try? ChineseTimeReader.read(name.text), time.clock == nil,
            case .period = time.base
        else { return nil }
        return "write DURING \(name.text) after the conditions"
    }

    /// The words by which a column was chosen, which then head it; nil where it was chosen by name.
    func writtenLabel(_ expression: Expression) -> String? {
        guard case .column(_, let name) = expression.kind, name.isBeyondASCII,
            !sources.contains(where: { $0.index(of: name) != nil }), aliases[name] == nil
        else { return nil }
        return name.text
    }

    /// The names of a list, those that are labels as the columns are called.
    func columnNames(_ names: [Name]) throws(Diagnostic) -> [Name] {
        var found: [Name] = []
        for name in names {
            let isName = sources.contains { $0.index(of: name) != nil }
            found.append(isName ? name : try onlyName(labelled: name) ?? name)
        }
        return found
    }

    /// The one name of all columns that have the words.
    private func onlyName(labelled name: Name) throws(Diagnostic) -> Name? {
        guard name.isBeyondASCII else { return nil }
        let all = sources.flatMap(\.visible)
        var found = Set(all.filter { Name($0.label) == name }.map(\.name))
        if found.isEmpty {
            found = Set(all.filter { $0.isWorded(name) }.map(\.name))
        }
        guard found.count < 2 else {
            throw Diagnostic(
                .ambiguousName, "\"\(name.text)\" is the label of several columns", at: name.span,
                help: "write " + found.map(\.text).sorted().joined(separator: " or "))
        }
        return found.first.map { Name($0.text, span: name.span) }
    }
}

extension Source {
    /// Whether a qualifier means it, by its name or by the words for its table.
    func isCalled(_ qualifier: Name?) -> Bool {
        guard let qualifier else { return true }
        return name == qualifier
            || ChineseNames.ofTable(labelled: label).contains { Name($0) == qualifier }
    }
}

extension SourceColumn {
    var words: [String] { ChineseNames.ofColumn(name.text, labelled: label) }

    /// Whether its words contain a Chinese name, or are part of it.
    func sharesWords(with name: Name) -> Bool {
        guard name.isBeyondASCII, name.text.count > 1 else { return false }
        return words.contains { word in
            word.count > 1 && (word.contains(name.text) || name.text.contains(word))
        }
    }

    fileprivate func isWorded(_ name: Name) -> Bool { words.contains { Name($0) == name } }
}

extension [SourceColumn] {
    /// Returns the label of the column that says something about another one, for a name that
    /// begins with the words of that one: 模板名称 is the name beside the id 模板, whatever the
    /// service calls it.
    fileprivate func companion(named text: String) -> String? {
        for column in self {
            guard let stem = column.name.stem,
                let word = column.words.first(where: { text.hasPrefix($0) && text != $0 })
            else { continue }
            let rest = text.dropFirst(word.count)
            let companion = first { other in
                other.name != column.name && other.name.stem == stem
                    && other.words.contains { $0.hasSuffix(rest) }
            }
            if let companion { return companion.words.first }
        }
        return nil
    }
}

extension Name {
    /// What it has in common with the names of columns about the same thing: `template` of
    /// `template_id` and `template_name`.
    fileprivate var stem: Substring? {
        let folded = folded
        return folded.lastIndex(of: "_").map { folded[..<$0] }
    }
}

extension Catalog {
    /// The table whose Chinese words a name is.
    ///
    /// - Throws: where several have them.
    package func table(called name: TableName) throws(Diagnostic) -> Table? {
        guard name.name.isBeyondASCII else { return nil }
        let all = tables.filter { name.service == nil || $0.service.name == name.service?.folded }
        let exact = all.filter { Name($0.label) == name.name }
        let found =
            exact.isEmpty
            ? all.filter {
                ChineseNames.ofTable(labelled: $0.label).contains { Name($0) == name.name }
            } : exact
        guard found.count < 2 else {
            throw Diagnostic(
                .ambiguousName, "\"\(name.name.text)\" is the label of several tables",
                at: name.name.span,
                help: "write " + found.map(\.qualifiedName).joined(separator: " or "))
        }
        return found.first
    }
}

extension Name {
    var isBeyondASCII: Bool { text.utf8.contains { $0 >= 0x80 } }
}
