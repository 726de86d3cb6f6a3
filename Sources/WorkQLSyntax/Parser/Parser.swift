/// Reads a script by recursive descent; expressions by precedence climbing.
///
/// It goes over the tokens once, from left to right. A mistake ends the clause that it is made in;
/// reading goes on where the next begins, if that is sure to be one, otherwise behind the
/// statement, so that every mistake that is told is one of its own.
package struct Parser {
    /// So many mistakes are told of one script.
    package static let maxMistakes = 5

    let bytes: [UInt8]
    let list: TokenList
    var dialect = Dialect.workql
    var position = 0
    /// How deep the calls are nested, and how high the last tree is; see `Nesting`.
    var depth = 0
    var height = 0
    /// How high the highest tree in the current query is.
    var peak = 0
    /// Whether the current query stands in parentheses.
    var isNested = false
    /// Where the last name was taken for an alias without AS. If the text goes wrong right behind
    /// it, it may have been meant for a keyword.
    var bareAlias: Int?
    /// The mistake that the text stops too early, if one has been made.
    var earlyStop: Diagnostic?
    /// The mistakes behind which reading went on.
    var mistakes: [Diagnostic] = []
    /// What was asked for where the text ends, for those who complete it.
    var expected = Expectation()
    /// Whether the text is read for the sake of `expected`: the end is where somebody types on.
    private(set) var isCompleting = false

    private init(_ bytes: [UInt8], _ dialect: Dialect = .workql) {
        self.bytes = bytes
        self.dialect = dialect
        self.list = Lexer.tokens(of: bytes, dialect: dialect)
    }

    /// Reads the tokens of one statement, to tell what may stand behind the last of them. Nothing
    /// is expected where the statement goes wrong before.
    static func expectation(behind tokens: [Token], of bytes: [UInt8]) -> Expectation {
        let end = tokens.last?.end ?? 0
        var parser = Parser(
            bytes, TokenList(tokens: tokens + [Token(kind: .endOfText, start: end, end: end)]))
        parser.isCompleting = true
        _ = try? parser.statement()
        return parser.expected
    }

    /// The options that tokens name from WITH on; none where they are wrong.
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

    /// Reads statements separated by `;`. Takes time linear in the text.
    package static func parse(_ source: String) -> ParseOutcome {
        parse(source, dialect: .workql)
    }

    /// The same in the spellings of a dialect.
    package static func parse(_ source: String, dialect: Dialect) -> ParseOutcome {
        var parser = Parser(Array(source.utf8), dialect)
        return parser.script()
    }

    /// Reads a file's bytes, which need not be UTF-8.
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
                // That a statement stops early may well follow from an earlier mistake in it.
                if earlyStop != error || mistakes.count == earlier { note(error) }
                while !at(.semicolon), !at(.endOfText) { advance() }
            }
        }
        return mistakes.isEmpty ? .complete(statements) : .failed(mistakes)
    }
}
