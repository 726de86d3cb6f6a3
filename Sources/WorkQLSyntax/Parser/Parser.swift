/// Reads a script by recursive descent; expressions by precedence climbing.
///
/// It reads the tokens once, from left to right. An error ends the clause that contains it; parsing
/// continues with the next clause, if its beginning is certain, otherwise after the statement, so
/// that each reported error is independent of the others.
package struct Parser {
    /// The maximum number of errors reported for one script.
    package static let maxMistakes = 5

    let bytes: [UInt8]
    let list: TokenList
    var dialect = Dialect.workql
    /// The values of functions without arguments, by folded names.
    private(set) var valuesOfCalls: [String: Literal] = [:]
    var position = 0
    /// The nesting depth of the calls, and the height of the last tree; see `Nesting`.
    var depth = 0
    var height = 0
    /// The height of the highest tree in the current query.
    var peak = 0
    /// Whether the current query is in parentheses.
    var isNested = false
    /// The position of the last name that was taken for an alias without AS. If an error follows
    /// directly, it may have been meant for a keyword.
    var bareAlias: Int?
    /// The spans of PostgreSQL's timestamps without time zone, which AT TIME ZONE reads in the zone.
    var wallClocks: Set<Span> = []
    /// Whether the last of PostgreSQL's types was timestamp without time zone.
    var isClockType = false
    /// The error that the text ends too early, if it has occurred.
    var earlyStop: Diagnostic?
    /// The errors after which parsing continued.
    var mistakes: [Diagnostic] = []
    /// The tokens expected at the end of the text, for completion.
    var expected = Expectation()
    /// Whether the text is parsed only to compute `expected`: the user continues typing at its end.
    private(set) var isCompleting = false

    private init(_ bytes: [UInt8], _ dialect: Dialect = .workql) {
        self.bytes = bytes
        self.dialect = dialect
        self.list = Lexer.tokens(of: bytes, dialect: dialect)
    }

    /// Parses the tokens of one statement and returns what may follow the last of them. Nothing is
    /// expected if the statement has an earlier error.
    static func expectation(behind tokens: [Token], of bytes: [UInt8]) -> Expectation {
        let end = tokens.last?.end ?? 0
        var parser = Parser(
            bytes, TokenList(tokens: tokens + [Token(kind: .endOfText, start: end, end: end)]))
        parser.isCompleting = true
        _ = try? parser.statement()
        return parser.expected
    }

    /// Returns the file options in tokens that begin with WITH; none if they are invalid.
    static func fileOptions(of tokens: [Token], in bytes: [UInt8]) -> [FileOption] {
        let end = tokens.last?.end ?? 0
        var parser = Parser(
            bytes, TokenList(tokens: tokens + [Token(kind: .endOfText, start: end, end: end)]))
        return (try? parser.fileOptions()) ?? []
    }

    private init(_ bytes: [UInt8], _ list: TokenList) {
        self.bytes = bytes
        self.list = list
    }

    /// Parses statements separated by `;`. Takes time linear in the text.
    package static func parse(_ source: String) -> ParseOutcome {
        parse(source, dialect: .workql)
    }

    /// Parses statements in a dialect.
    ///
    /// - Parameter values: the values of PostgreSQL's functions without arguments, by folded names:
    ///   the tree has the value in the place of the call.
    package static func parse(
        _ source: String, dialect: Dialect, values: [String: Literal] = [:]
    ) -> ParseOutcome {
        var parser = Parser(Array(source.utf8), dialect)
        parser.valuesOfCalls = values
        return parser.script()
    }

    /// Parses the bytes of a file, which may be invalid UTF-8.
    package static func parse(utf8 bytes: [UInt8], trace: QueryTrace? = nil) -> ParseOutcome {
        if let source = String(validating: bytes, as: UTF8.self) {
            var parser = Parser(Array(source.utf8))
            trace?(Lexer.self, TokenList.self)
            defer { trace?(Parser.self, Statement.self) }
            return parser.script()
        }
        var start = 0
        var input = bytes.makeIterator()
        var decoder = Unicode.UTF8.ForwardParser()
        while case .valid(let scalar) = decoder.parseScalar(from: &input) { start += scalar.count }
        let mistake = Diagnostic(
            .notUTF8, "the text is not UTF-8", at: Span(start, start + 1),
            help: "save the script as UTF-8")
        return .failed([mistake])
    }

    private mutating func script() -> ParseOutcome {
        var statements: [Statement] = []
        while mistakes.count < Parser.maxMistakes {
            while take(.semicolon) {}
            if at(.endOfText) { break }
            let earlier = mistakes.count
            do throws(Diagnostic) {
                statements.append(try statement())
                guard at(.semicolon) || at(.endOfText) else { throw unexpected("\";\"") }
            } catch {
                if earlyStop == error, mistakes.isEmpty { return .incomplete(error) }
                // If a statement ends too early, this may follow from an earlier error in it.
                if earlyStop != error || mistakes.count == earlier { note(error) }
                while !at(.semicolon), !at(.endOfText) { advance() }
            }
        }
        return mistakes.isEmpty ? .complete(statements) : .failed(mistakes)
    }
}
