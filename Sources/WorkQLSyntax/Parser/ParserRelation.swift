// FROM: tables, files, queries and their joins.

extension Parser {
    /// What stands after FROM.
    mutating func relations() throws(Diagnostic) -> [Relation] {
        var relations: [Relation] = []
        repeat { relations.append(try relation()) } while try goesOn("a table")
        return relations
    }

    private mutating func relation() throws(Diagnostic) -> Relation {
        let start = current.start
        var left = try singleRelation()
        var count = 0
        while let kind = try joinKind() {
            count += 1
            guard count <= Nesting.chain else {
                throw Diagnostic(
                    "more than \(Nesting.chain) joins", at: current.span,
                    help: "put some of them into a query of its own")
            }
            let mark = previous?.span ?? current.span
            let right = try singleRelation()
            let constraint = try constraint(of: kind, at: mark)
            left = Relation(.join(kind, left, right, constraint), span: span(from: start))
        }
        return left
    }

    /// The kind of join whose words stand here, which are then taken.
    private mutating func joinKind() throws(Diagnostic) -> JoinKind? {
        let kind: JoinKind
        switch current.keyword {
        case .join: kind = .inner
        case .inner: kind = .inner
        case .left: kind = .left
        case .right: kind = .right
        case .full: kind = .full
        case .cross: kind = .cross
        case .natural:
            throw Diagnostic(
                "NATURAL JOIN is no part of WorkQL", at: current.span,
                help: "write JOIN … USING (…), which says by what")
        default: return nil
        }
        guard !take(.join) else { return kind }
        advance()
        if kind != .inner, kind != .cross { _ = take(.outer) }
        try expect(.join)
        return kind
    }

    private mutating func constraint(
        of kind: JoinKind, at span: Span
    ) throws(Diagnostic) -> JoinConstraint {
        if take(.on) {
            guard kind != .cross else {
                throw Diagnostic(
                    "CROSS JOIN with ON", at: previous?.span ?? span, help: "write JOIN … ON …")
            }
            return .on(try expression())
        }
        if take(.using) {
            guard kind != .cross else {
                throw Diagnostic(
                    "CROSS JOIN with USING", at: previous?.span ?? span,
                    help: "write JOIN … USING (…)")
            }
            try expect(.openParen, "\"(\" after USING")
            var names: [Name] = []
            repeat { names.append(try name("a column")) } while try goesOn("a column")
            try expect(.closeParen, "\",\" or \")\"")
            return .using(names)
        }
        guard kind == .cross else {
            if at(.endOfText) { throw unexpected("ON or USING", among: [.on, .using]) }
            throw Diagnostic(
                "\(kind.rawValue) without a condition", at: span,
                help: "add ON … or USING (…), or write CROSS JOIN")
        }
        return .none
    }

    private mutating func singleRelation() throws(Diagnostic) -> Relation {
        depth += 1
        defer { depth -= 1 }
        try checkDepth()
        let start = current.start
        switch current.kind {
        case .string:
            let file = FileName(unquoted(current), span: current.span)
            advance()
            return Relation(.file(file, alias: try tableAlias()), span: span(from: start))
        case .openParen:
            advance()
            if isAtQuery {
                let query = try query()
                try expect(.closeParen, "\")\"")
                return Relation(.query(query, alias: try tableAlias()), span: span(from: start))
            }
            let inner = try relation()
            try expect(.closeParen, "\")\"")
            return Relation(inner.kind, span: span(from: start))
        default: return try namedTable()
        }
    }

    private mutating func namedTable() throws(Diagnostic) -> Relation {
        let start = current.start
        let table = try tableName()
        if at(.openParen) {
            throw Diagnostic("a function in FROM is not supported", at: table.span)
        }
        let alias = try tableAlias()
        let end = lastEnd
        let place = position
        guard isAtTime else {
            return Relation(.table(table, alias: alias, time: nil), span: Span(start, end))
        }
        // A clause behind the last table is the SELECT's; one before another table is its own.
        if let time = try? timeClause(), isAtTableEnd {
            return Relation(.table(table, alias: alias, time: time), span: span(from: start))
        }
        rewind(to: place)
        return Relation(.table(table, alias: alias, time: nil), span: Span(start, end))
    }

    private var isAtTableEnd: Bool {
        switch current.keyword {
        case .join, .inner, .left, .right, .full, .cross, .on, .using: true
        default: at(.comma)
        }
    }

    /// `AS late(userid, n)`, or the bare name that SQL has always allowed.
    private mutating func tableAlias() throws(Diagnostic) -> TableAlias? {
        let title: Name
        if take(.as) {
            title = try name("a name after AS")
        } else {
            guard isAtName else { return nil }
            bareAlias = position
            title = try name("a name")
        }
        return TableAlias(title, columns: try columnNames())
    }

    /// `(userid, n)`, or nothing.
    mutating func columnNames() throws(Diagnostic) -> [Name] {
        guard take(.openParen) else { return [] }
        var names: [Name] = []
        repeat { names.append(try name("a column")) } while try goesOn("a column")
        try expect(.closeParen, "\",\" or \")\"")
        return names
    }
}
