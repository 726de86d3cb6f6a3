import Foundation
import WorkQL
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax
import WorkQLWorkloads

/// Measures the cost of a statement before anything is sent: parses, plans and explains a query,
/// and prints the seconds of each.
struct Planning {
    static let usage = "planning FILE"

    /// The file with one SELECT.
    var file: String

    init(_ words: Words) throws { file = try words.operand(0, "FILE") }

    func run() async throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let clock = ContinuousClock()
        let start = clock.now
        let statement = try AnswerSession.statement(text)
        let parsed = clock.now
        guard case .query(let query) = statement.kind else {
            throw Mistake("\(file) has no query")
        }
        let client = AnswerSession.client(AnswerTransport { _ in [] })
        var session = ScriptSession(options: AnswerSession.options(store: nil), client: client)
        let plan = try session.plan(query)
        let planned = clock.now
        let explanation = Statement(.explain(query, .plan), span: statement.span)
        let writer = try Presentation(format: .table)
            .writer(for: explanation, to: .memory)
        let bytes = try await run(explanation, in: &session, into: writer)
        let explained = clock.now
        print(
            """
            {"parse": \((parsed - start) / .seconds(1)), "plan": \((planned - parsed) / .seconds(1)), \
            "explain": \((explained - planned) / .seconds(1)), "calls": \(plan.calls), \
            "bytes": \(bytes)}
            """)
    }

    private func run(
        _ statement: Statement, in session: inout ScriptSession, into writer: some FormatWriter
    ) async throws -> Int {
        let outcome = try await session.run(statement, into: writer)
        return outcome.writer.output.bytes.count
    }
}
