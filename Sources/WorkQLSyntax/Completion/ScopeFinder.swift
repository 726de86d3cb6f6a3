/// Finds the names in scope at a position in a statement that may be incomplete.
///
/// The parser knows only the scopes of text that it can parse to the end, which is rarely possible
/// while a statement is being typed. Here FROM is searched among the tokens, by parentheses; text
/// in parentheses of its own, such as a subquery or a common table, is passed to the parser.
struct ScopeFinder {
    let bytes: [UInt8]
    /// The tokens of the statement.
    let tokens: [Token]
    /// The number of tokens before the cursor.
    let cursor: Int
    private(set) var scopes: [[Relation]] = []
    private(set) var commonTables: [CommonTable] = []
    /// The aliases in the select list before the cursor, of the innermost query.
    private(set) var aliases: [Name] = []
    /// The index of the closing parenthesis for each opening one; those without a partner are
    /// omitted.
    private let partners: [Int: Int]

    init(bytes: [UInt8], tokens: [Token], cursor: Int) {
        self.bytes = bytes
        self.tokens = tokens
        self.cursor = cursor
        var partners: [Int: Int] = [:]
        var open: [Int] = []
        for (index, token) in tokens.enumerated() {
            if token.kind == .openParen {
                open.append(index)
            } else if token.kind == .closeParen, let start = open.popLast() {
                partners[start] = index
            }
        }
        self.partners = partners
    }

    mutating func find() {
        var open: [Int] = []
        for index in 0..<cursor {
            if tokens[index].kind == .openParen { open.append(index) }
            if tokens[index].kind == .closeParen { _ = open.popLast() }
        }
        // The scope around a subquery in FROM, or around a common table, is not visible inside it.
        var isVisible = true
        for start in open.reversed() {
            look(in: start + 1..<(partners[start] ?? tokens.count), isVisible: isVisible)
            switch start == 0 ? nil : tokens[start - 1].keyword {
            case .from, .join, .as: if startsQuery(start + 1) { isVisible = false }
            default: break
            }
        }
        look(in: 0..<tokens.count, isVisible: isVisible)
    }

    /// Adds the names in scope in one pair of parentheses, or in the statement.
    private mutating func look(in level: Range<Int>, isVisible: Bool) {
        let start = takeCommonTables(in: level)
        guard isVisible else { return }
        var hasQuery = false
        var from: Int?
        var isInItems = false
        var names: [Name] = []
        walk(start..<level.upperBound) { index in
            let keyword = tokens[index].keyword
            if keyword?.isSetOperator == true {
                guard index < cursor else { return false }
                (hasQuery, from, names) = (false, nil, [])
            }
            if keyword == .select { hasQuery = true }
            if let clause = Clause(keyword) { isInItems = clause == .items }
            if isInItems, keyword == .as, index + 1 < cursor,
                let name = tokens[index + 1].name(in: bytes)
            {
                names.append(name)
            }
            if keyword == .from, from == nil, index == 0 || tokens[index - 1].keyword != .distinct {
                from = index
            }
            return true
        }
        if hasQuery, scopes.isEmpty { aliases = names }
        if let from {
            var relations: [Relation] = []
            read(from + 1..<level.upperBound, into: &relations)
            scopes.append(relations)
        } else if hasQuery {
            scopes.append([])
        }
    }

    /// Visits the tokens of the range that are not in parentheses, until the visitor returns false.
    private func walk(_ range: Range<Int>, _ visit: (Int) -> Bool) {
        var index = range.lowerBound
        while index < range.upperBound {
            guard visit(index) else { return }
            if tokens[index].kind == .openParen {
                // A parenthesis that is never closed extends to the end.
                guard let end = partners[index] else { return }
                index = end
            }
            index += 1
        }
    }

    private func startsQuery(_ index: Int) -> Bool {
        guard index < tokens.count else { return true }
        switch tokens[index].keyword {
        case .select, .from, .with, .values: return true
        default: return false
        }
    }

    // MARK: WITH

    /// Adds the common tables that end before the cursor.
    ///
    /// - Returns: the index at which the text after them begins.
    private mutating func takeCommonTables(in level: Range<Int>) -> Int {
        var index = level.lowerBound
        while index < level.upperBound,
            tokens[index].keyword == .explain
                || tokens[index].keyword == .calls || tokens[index].keyword == .analyze
        { index += 1 }
        guard index < level.upperBound, tokens[index].keyword == .with else { return index }
        index += 1
        if index < level.upperBound, tokens[index].keyword == .recursive { index += 1 }
        while index < level.upperBound, let name = tokens[index].name(in: bytes) {
            index += 1
            let columns = takeNames(at: &index)
            guard index + 1 < level.upperBound, tokens[index].keyword == .as,
                tokens[index + 1].kind == .openParen, let end = partners[index + 1]
            else { return level.upperBound }
            if end < cursor {
                let query = query(in: index + 1...end) ?? Query(body: .values([]))
                commonTables.insert(
                    CommonTable(name: name, columns: columns, query: query), at: 0)
            }
            index = end + 1
            guard index < level.upperBound, tokens[index].kind == .comma else { break }
            index += 1
        }
        return index
    }

    /// Reads a list of names such as `(a, b)`, if there is one.
    private func takeNames(at index: inout Int) -> [Name] {
        guard index < tokens.count, tokens[index].kind == .openParen, let end = partners[index]
        else { return [] }
        defer { index = end + 1 }
        return tokens[index..<end].compactMap { $0.name(in: bytes) }
    }

    /// Returns the query in parentheses, if it is complete.
    private func query(in range: ClosedRange<Int>) -> Query? {
        let text = bytes[tokens[range.lowerBound].end..<tokens[range.upperBound].start]
        guard case .complete(let statements) = Parser.parse(utf8: Array(text)),
            statements.count == 1, case .query(let query) = statements[0].kind
        else { return nil }
        return query
    }

    // MARK: FROM

    /// Reads relations up to a keyword that ends them.
    private func read(_ range: Range<Int>, into relations: inout [Relation]) {
        var isNext = true
        var index = range.lowerBound
        while index < range.upperBound {
            if isNext, take(at: &index, in: range, into: &relations) {
                isNext = false
                continue
            }
            isNext = false
            let token = tokens[index]
            switch token.keyword {
            case .join: isNext = true
            case .select, .where, .group, .having, .window, .qualify, .order, .limit, .offset,
                .fetch, .union, .intersect, .except:
                return
            default: break
            }
            if token.kind == .comma { isNext = true }
            if token.kind == .closeParen { return }
            if token.kind == .openParen {
                guard let end = partners[index] else { return }
                index = end
            }
            index += 1
        }
    }

    /// Reads one relation with its alias; returns false if none begins here.
    private func take(
        at index: inout Int, in range: Range<Int>, into relations: inout [Relation]
    ) -> Bool {
        let token = tokens[index]
        let kind: Relation.Kind
        switch token.kind {
        case .string:
            index += 1
            let inner = String(decoding: bytes[token.start + 1..<token.end - 1], as: UTF8.self)
            var file = FileName(inner.replacing("''", with: "'"), span: token.span)
            if index + 1 < range.upperBound, tokens[index].keyword == .with,
                tokens[index + 1].kind == .openParen, let end = partners[index + 1]
            {
                file.options = Parser.fileOptions(of: Array(tokens[index...end]), in: bytes)
                index = end + 1
            }
            kind = .file(file, alias: alias(at: &index, in: range))
        case .openParen:
            guard let end = partners[index] else {
                index = range.upperBound
                return true
            }
            guard startsQuery(index + 1) || tokens[index + 1].kind == .openParen else {
                read(index + 1..<end, into: &relations)
                index = end + 1
                return true
            }
            let query = query(in: index...end)
            index = end + 1
            let alias = alias(at: &index, in: range)
            guard let query else { return true }
            kind = .query(query, alias: alias)
        default:
            guard let first = token.name(in: bytes) else { return false }
            index += 1
            var name = TableName(name: first)
            if index + 1 < range.upperBound, tokens[index].kind == .dot,
                let second = tokens[index + 1].name(in: bytes)
            {
                name = TableName(service: first, name: second)
                index += 2
            }
            if index < range.upperBound, tokens[index].kind == .openParen {
                // Its columns do not depend on its arguments.
                let end = partners[index] ?? range.upperBound
                index = min(end + 1, range.upperBound)
                let call = TableCall(name.name, .values([]))
                kind = .rows(call, alias: alias(at: &index, in: range))
            } else {
                kind = .table(name, alias: alias(at: &index, in: range), time: nil)
            }
        }
        relations.append(Relation(kind, span: token.span))
        return true
    }

    private func alias(at index: inout Int, in range: Range<Int>) -> TableAlias? {
        var at = index
        if at < range.upperBound, tokens[at].keyword == .as { at += 1 }
        guard at < range.upperBound, let name = tokens[at].name(in: bytes) else { return nil }
        index = at + 1
        return TableAlias(name, columns: takeNames(at: &index))
    }
}
