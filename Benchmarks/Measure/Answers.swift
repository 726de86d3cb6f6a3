import Foundation
import WorkQL
import WorkQLOutput
import WorkQLStore
import WorkQLSyntax
import WorkQLWorkloads

/// The options that define the extent of the answers.
extension AnswerFolder.Extent {
    static let usage = "[--users N] [--windows N] [--rows-per-user N]"

    init(_ words: Words) throws {
        self.init(
            users: try words.number("users", else: 500),
            windows: try words.number("windows", else: 10),
            rowsPerUser: try words.number("rows-per-user", else: 200))
    }
}

/// Writes answers of check-ins into a folder.
struct MakeAnswers {
    static let usage = "make-answers FOLDER \(AnswerFolder.Extent.usage)"

    var folder: String
    var extent: AnswerFolder.Extent

    init(_ words: Words) throws {
        folder = try words.operand(0, "FOLDER")
        extent = try AnswerFolder.Extent(words)
    }

    func run() throws {
        try AnswerFolder(path: folder).make(extent)
        print(extent.rows)
    }
}

/// Runs a query from the bytes of answers to the bytes of its result: the whole work of `workql`
/// except HTTP and its start. Prints the seconds and the number of rows.
struct Answers {
    static let usage =
        "answers FOLDER QUERY --output FILE [--format FORMAT] [--store PATH|memory|off] "
        + AnswerFolder.Extent.usage

    var folder: String
    /// `%` is replaced by the conditions that select all of the answers.
    var query: String
    var extent: AnswerFolder.Extent
    var format: String
    /// The value of workql's own option.
    var store: String
    var output: String

    init(_ words: Words) throws {
        folder = try words.operand(0, "FOLDER")
        query = try words.operand(1, "QUERY")
        extent = try AnswerFolder.Extent(words)
        format = words.option("format") ?? "csv"
        store = words.option("store") ?? "off"
        guard let output = words.option("output") else { throw Mistake("--output is missing") }
        self.output = output
    }

    func run() async throws {
        guard let format = OutputFormat.named(format) else {
            throw Mistake("unknown format \(format)")
        }
        let location = Store.Location.named(store)
        let answers = AnswerFolder(path: folder)
        let client = AnswerSession.client(AnswerTransport { try answers.answer(to: $0) })
        let text = query.replacing("%", with: AnswerFolder.condition(extent))
        let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Mistake("\(output) cannot be written") }
        defer { close(descriptor) }
        let start = ContinuousClock.now
        let statement = try AnswerSession.statement(text)
        let writer = try Presentation(format: format)
            .writer(for: statement, to: Output(descriptor: descriptor, name: output))
        var session = ScriptSession(options: AnswerSession.options(store: location), client: client)
        try session.openStore()
        let rows = try await run(statement, in: &session, into: writer)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(#"{"seconds": \#(seconds), "rows": \#(rows)}"#)
    }

    private func run(
        _ statement: Statement, in session: inout ScriptSession, into writer: some FormatWriter
    ) async throws -> Int {
        let outcome = try await session.run(statement, into: writer)
        return outcome.statistics?.fetched ?? 0
    }
}
