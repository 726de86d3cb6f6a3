import WorkQLSyntax

/// A statement that the session itself answers, without the engine and the catalog.
enum SessionStatement: Hashable {
    /// `to` is nil for the default.
    case set(name: String, to: [String]?, isLocal: Bool)
    case reset(name: String)
    case resetAll
    case show(name: String)
    case showAll
    /// `SET TRANSACTION …`, `SET SESSION CHARACTERISTICS …`: all transactions have the same
    /// properties.
    case setTransaction
    /// With the tag of its answer.
    case begin(String)
    /// `AND CHAIN` begins the next transaction.
    case commit(isChained: Bool)
    case rollback(isChained: Bool)
    case savepoint(String)
    case release(String)
    case rollbackTo(String)
    case declare(CursorDeclaration)
    case fetch(cursor: String, CursorStep, isMove: Bool)
    /// nil for all cursors.
    case close(String?)
    /// - Parameters:
    ///   - types: as they were written; those that are left out are found out.
    ///   - query: where its text stands.
    case prepare(name: String, types: [String], query: Range<Int>)
    case execute(name: String, values: [ExecuteValue])
    case deallocate(String?)
    case discard(String)
    case listen, unlisten
    case copy(CopyStatement)
    case explain(ExplainOptions, query: Range<Int>)

    /// A constant, as the value of a parameter.
    enum ExecuteValue: Hashable {
        case null
        case text(String)
    }

    struct CursorDeclaration: Hashable {
        var name: String
        var isBinary = false
        var canScroll = false
        /// Whether it outlives its transaction.
        var outlives = false
        /// The range of the query's text.
        var query = 0..<0
    }

    struct ExplainOptions: Hashable {
        var isAnalysis = false
        var showsCalls = false
        var isJSON = false
    }

    /// The parts of a COPY statement.
    struct CopyStatement: Hashable {
        /// The query, or nil for a table.
        var query: Range<Int>?
        /// The table as a query: `public.checkin (userid, checkin_time)`.
        var table: String?
        var form: RowForm
    }
}

/// Parses such statements.
struct SessionStatementReader {
    let tokens: [StatementText.Token]
    private let text: String
    var position = 0

    /// - Returns: nil for a statement of another kind.
    static func read(_ text: String) throws(UserError) -> SessionStatement? {
        let tokens = StatementText.tokens(of: text)
        guard let first = tokens.first, case .word(let word) = first.kind else { return nil }
        var reader = SessionStatementReader(tokens: tokens, text: text)
        reader.position = 1
        return try reader.statement(word)
    }

    private init(tokens: [StatementText.Token], text: String) {
        self.tokens = tokens
        self.text = text
    }

    private mutating func statement(_ word: String) throws(UserError) -> SessionStatement? {
        switch word {
        case "set": return try setting()
        case "reset":
            if take("all") { return .resetAll }
            if take("time") {
                try expect("zone")
                return .reset(name: "timezone")
            }
            return .reset(name: try name())
        case "show": return try show()
        case "begin", "start":
            if word == "start" { try expect("transaction") }
            try modes(word == "begin")
            return .begin(word == "start" ? "START TRANSACTION" : "BEGIN")
        case "commit", "end": return .commit(isChained: try chain())
        case "abort": return .rollback(isChained: try chain())
        case "rollback":
            let start = position
            _ = take("work") || take("transaction")
            guard take("to") else {
                position = start
                return .rollback(isChained: try chain())
            }
            _ = take("savepoint")
            return .rollbackTo(try name())
        case "savepoint": return .savepoint(try name())
        case "release":
            _ = take("savepoint")
            return .release(try name())
        case "declare": return try declaration()
        case "fetch": return try fetch(isMove: false)
        case "move": return try fetch(isMove: true)
        case "close": return .close(take("all") ? nil : try name())
        case "deallocate":
            _ = take("prepare")
            return .deallocate(take("all") ? nil : try name())
        case "discard": return .discard(try discarded())
        case "listen":
            _ = try name()
            return .listen
        case "unlisten":
            if !take(symbol: "*") { _ = try name() }
            return .unlisten
        case "copy": return try copy()
        case "explain": return try explanation()
        case "insert", "update", "delete", "merge", "create", "drop", "alter", "truncate", "grant",
            "revoke", "comment", "vacuum", "analyze", "reindex", "cluster", "lock", "notify",
            "call",
            "do", "import", "security", "checkpoint", "load",
            "refresh" where isWriting(word):
            throw UserError(
                state: "25006", "cannot execute \(word.uppercased()) in a read-only database",
                help: "WorkQL reads and never writes", at: 0)
        case "prepare": return try preparation()
        case "execute": return try execution()
        default: return nil
        }
    }

    private mutating func discarded() throws(UserError) -> String {
        let name = current?.name ?? ""
        guard ["all", "plans", "sequences", "temp", "temporary"].contains(name) else {
            throw unexpected("ALL, PLANS, SEQUENCES or TEMP")
        }
        position += 1
        return name == "temporary" ? "temp" : name
    }

    /// Reads the modes of a transaction, which all transactions have in the same way.
    private mutating func modes(_ mayHaveWord: Bool) throws(UserError) {
        if mayHaveWord { _ = take("work") || take("transaction") }
        while !isAtEnd {
            if take("isolation") {
                try expect("level")
                if take("read") {
                    guard take("committed") || take("uncommitted") else {
                        throw unexpected("COMMITTED or UNCOMMITTED")
                    }
                } else if take("repeatable") {
                    try expect("read")
                } else {
                    try expect("serializable")
                }
            } else if take("read") {
                guard take("only") || take("write") else { throw unexpected("ONLY or WRITE") }
            } else {
                _ = take("not")
                try expect("deferrable")
            }
            _ = take(symbol: ",")
        }
    }

    /// Reads `WORK AND CHAIN`, of which every part may be missing.
    private mutating func chain() throws(UserError) -> Bool {
        _ = take("work") || take("transaction")
        var isChained = false
        if take("and") {
            isChained = !take("no")
            try expect("chain")
        }
        guard isAtEnd else { throw unexpected("the end of the statement") }
        return isChained
    }

    /// Returns whether the statement writes: `REFRESH SELECT …` is a statement of the language,
    /// `REFRESH MATERIALIZED VIEW` is not.
    private func isWriting(_ word: String) -> Bool {
        word != "refresh" || current?.kind == .word("materialized")
    }

    // MARK: Tokens

    var current: StatementText.Token? {
        position < tokens.count ? tokens[position] : nil
    }

    var isAtEnd: Bool { position >= tokens.count }

    mutating func take(_ word: String) -> Bool {
        guard current?.kind == .word(word) else { return false }
        position += 1
        return true
    }

    mutating func take(symbol: Unicode.Scalar) -> Bool {
        guard current?.kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    func unexpected(_ wanted: String) -> UserError {
        let found = current.map { "\"" + slice($0.range) + "\"" } ?? "the end of the statement"
        return UserError(
            state: "42601", "expected \(wanted), found \(found)",
            at: current?.range.lowerBound ?? text.utf8.count)
    }

    func slice(_ range: Range<Int>) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    mutating func expect(_ word: String) throws(UserError) {
        guard take(word) else { throw unexpected(word.uppercased()) }
    }

    mutating func name() throws(UserError) -> String {
        guard let name = current?.name else { throw unexpected("a name") }
        position += 1
        return name
    }

    /// Reads a number of 32 bits, as PostgreSQL's grammar has them.
    mutating func integer() -> Int? {
        let start = position
        let isNegative = take(symbol: "-")
        if !isNegative { _ = take(symbol: "+") }
        guard case .number(let digits)? = current?.kind, let number = Int32(digits) else {
            position = start
            return nil
        }
        position += 1
        return isNegative ? -Int(number) : Int(number)
    }

    // MARK: Settings

    private mutating func setting() throws(UserError) -> SessionStatement {
        var isLocal = false
        if take("session") {
            if take("characteristics") { return .setTransaction }
        } else if take("local") {
            isLocal = true
        }
        if take("transaction") { return .setTransaction }
        if take("constraints") { return .setTransaction }
        if take("names") {
            return .set(name: "client_encoding", to: try values(), isLocal: isLocal)
        }
        if take("time") {
            try expect("zone")
            if take("local") { return .set(name: "timezone", to: nil, isLocal: isLocal) }
            if take("interval") {
                // `INTERVAL '+08:00' HOUR TO MINUTE`
                guard case .string(let offset)? = current?.kind else {
                    throw unexpected("an offset between quotes")
                }
                return .set(name: "timezone", to: [offset], isLocal: isLocal)
            }
            return .set(name: "timezone", to: try values(), isLocal: isLocal)
        }
        var name = try name()
        if name == "authorization" || name == "role" {
            throw UserError(
                state: "0A000", "SET \(name.uppercased()) is not supported",
                help: "connect as the other user")
        }
        while take(symbol: ".") { name += "." + (try self.name()) }
        guard take(symbol: "=") || take("to") else { throw unexpected("= or TO") }
        return .set(name: name, to: try values(), isLocal: isLocal)
    }

    /// Returns the values; nil for DEFAULT.
    private mutating func values() throws(UserError) -> [String]? {
        if take("default") { return nil }
        var values: [String] = []
        repeat {
            guard let token = current else { throw unexpected("a value") }
            switch token.kind {
            case .word(let word), .quotedName(let word), .string(let word): values.append(word)
            case .number(let digits): values.append(digits)
            case .symbol("-"), .symbol("+"):
                position += 1
                guard case .number(let digits)? = current?.kind else {
                    throw unexpected("a number")
                }
                values.append((token.kind == .symbol("-") ? "-" : "") + digits)
            default: throw unexpected("a value")
            }
            position += 1
        } while take(symbol: ",")
        guard isAtEnd else { throw unexpected("the end of the statement") }
        return values
    }

    private mutating func show() throws(UserError) -> SessionStatement? {
        if take("all") { return .showAll }
        if take("time") {
            try expect("zone")
            return .show(name: "timezone")
        }
        if take("transaction") {
            try expect("isolation")
            try expect("level")
            return .show(name: "transaction_isolation")
        }
        if take("session") {
            try expect("authorization")
            return .show(name: "session_authorization")
        }
        // The SHOW statements of the language.
        let own: Set = ["tables", "quota", "store", "settings", "functions", "columns"]
        guard case .word(let word)? = current?.kind, !own.contains(word) else { return nil }
        var name = try name()
        while take(symbol: ".") { name += "." + (try self.name()) }
        guard isAtEnd else { throw unexpected("the end of the statement") }
        return .show(name: name)
    }

    func rest(_ wanted: String) throws(UserError) -> Range<Int> {
        guard let first = current, let last = tokens.last else { throw unexpected(wanted) }
        return first.range.lowerBound..<last.range.upperBound
    }

    // MARK: EXPLAIN

    private mutating func explanation() throws(UserError) -> SessionStatement {
        var options = SessionStatement.ExplainOptions()
        if take(symbol: "(") {
            repeat {
                let name = try name()
                let value = current?.name
                let isOff = value == "false" || value == "off"
                if value != nil {
                    position += 1
                } else if case .number? = current?.kind {
                    position += 1
                }
                switch name {
                case "analyze": options.isAnalysis = !isOff
                case "calls": options.showsCalls = !isOff
                case "format":
                    guard value == "json" || value == "text" else {
                        throw UserError(
                            state: "0A000", "plans are written as TEXT and JSON",
                            help: "write EXPLAIN (FORMAT JSON) SELECT …")
                    }
                    options.isJSON = value == "json"
                case "verbose", "costs", "settings", "buffers", "wal", "timing", "summary": break
                default:
                    throw UserError(
                        state: "42601", "unrecognized EXPLAIN option \"\(name)\"",
                        help: "write EXPLAIN (ANALYZE), (CALLS) or (FORMAT JSON)")
                }
            } while take(symbol: ",")
            guard take(symbol: ")") else { throw unexpected("\")\"") }
        } else {
            if take("analyze") || take("analyse") { options.isAnalysis = true }
            if take("calls") { options.showsCalls = true }
            _ = take("verbose")
        }
        return .explain(options, query: try rest("a query"))
    }
}
