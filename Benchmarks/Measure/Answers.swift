import ArgumentParser
import Foundation
import WorkQL
import WorkQLOutput
import WorkQLStore
import WorkQLSyntax
import WorkQLWorkloads

/// Which answers there are.
struct Extent: ParsableArguments {
    @Option var users = 500
    @Option var windows = 10
    @Option var rowsPerUser = 200

    var extent: AnswerFolder.Extent {
        AnswerFolder.Extent(users: users, windows: windows, rowsPerUser: rowsPerUser)
    }
}

struct MakeAnswers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-answers", abstract: "Write answers of check-ins into a folder.")

    @Argument var folder: String
    @OptionGroup var extent: Extent

    func run() throws {
        try AnswerFolder(path: folder).make(extent.extent)
        print(extent.extent.rows)
    }
}

/// A query from the bytes of answers to the bytes of its result: all that `workql` does but HTTP and
/// its start.
struct Answers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answers",
        abstract: "Answer a query from a folder of answers, and print its seconds and bytes.")

    @Argument var folder: String
    @Argument(help: "% stands for the conditions that ask for all of the answers.")
    var query: String
    @OptionGroup var extent: Extent
    @Option var format = "csv"
    @Option(help: "memory, off or a path, as workql takes it.") var store = "off"
    @Option(name: .shortAndLong) var output: String

    func run() async throws {
        guard let format = OutputFormat.named(format) else {
            throw ValidationError("there is no format \(format)")
        }
        let location = Store.Location.named(store)
        let answers = AnswerFolder(path: folder)
        let client = AnswerSession.client(AnswerTransport { try answers.answer(to: $0) })
        let text = query.replacing("%", with: AnswerFolder.condition(extent.extent))
        let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ValidationError("\(output) cannot be written") }
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
