import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

/// The examples of `workql explain`: one is refused, or noted, with its code, and the other runs.
@Suite struct ExplanationTests {
    /// The examples of these need files or a declared table; the tests of those run them.
    private static let others: Set<DiagnosticCode> = [.needsCondition]

    struct Example: Sendable, CustomTestStringConvertible {
        let code: DiagnosticCode
        let wrong: String
        let right: String

        var testDescription: String { code.rawValue }
    }

    static let examples: [Example] = DiagnosticCode.all.compactMap { code in
        guard !others.contains(code) else { return nil }
        let parts = code.explanation.split(separator: "\n\n").map { part in
            part.split(separator: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
        }
        return parts.count == 5 ? Example(code: code, wrong: parts[2], right: parts[4]) : nil
    }

    @Test func mostCodesHaveExamples() {
        #expect(Self.examples.count > 50)
    }

    @Test(arguments: examples) func example(_ example: Example) async throws {
        let folder = try FileFolder()
        try folder.write(Array("roster\n\nuserid\nlisi\n".utf8), "roster.csv")
        try folder.write(Array("userid\n".utf8), "roster.doc")
        try await Harness.with(try await Harness(company: Self.company)) { harness in
            #expect(
                try await codes(of: example.wrong, in: folder, harness).contains(example.code),
                "\(example.wrong)")
            // A note may point out something else, such as a date that means its midnight.
            let session = harness.session
            _ = try await run(example.right, in: folder, session)
        }
    }

    /// The company of the demo, with a few of its people.
    private static let company: Company = {
        do {
            return try Company(people: [
                .init(userid: "lisi", name: "李四"), .init(userid: "wangwu", name: "王五"),
                .init(userid: "zhangsan", name: "张三"),
            ])
        } catch {
            fatalError("\(error)")
        }
    }()

    private func codes(
        of text: String, in folder: FileFolder, _ harness: Harness
    ) async throws -> [DiagnosticCode] {
        switch Parser.parse(text) {
        case .incomplete(let mistake): return [mistake.code]
        case .failed(let mistakes): return mistakes.map(\.code)
        case .complete: break
        }
        do {
            return try await run(text, in: folder, harness.session)
        } catch let error as UserError {
            return [error.code]
        }
    }

    /// - Returns: the codes of the notes.
    private func run(
        _ text: String, in folder: FileFolder, _ start: ScriptSession
    ) async throws -> [DiagnosticCode] {
        var session = start
        var codes: [DiagnosticCode] = []
        let text = text.replacing("'roster.", with: "'\(folder.path)/roster.")
            .replacing("'checkin.csv'", with: "'\(folder.path)/checkin.csv'")
        for statement in try Harness.statements(text) {
            let outcome = try await session.run(statement, into: CollectingWriter())
            codes += outcome.notes.map(\.code)
        }
        return codes
    }

    /// A code that no message has would explain nothing.
    @Test func codesAreInUse() throws {
        let sources = Document.root.appending(path: "Sources")
        let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path())
        var codes: [String] = []
        var members: Set<String> = []
        for name in names where name.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
            if name.hasSuffix("/DiagnosticCode.swift") {
                codes = text.matches(of: /static let (\w+) = DiagnosticCode\(/)
                    .map { String($0.output.1) }
            } else if !name.contains("/Diagnostics/"), !name.hasSuffix("ServerErrorCodes.swift") {
                members.formUnion(Self.members(in: text))
            }
        }
        #expect(codes.count > 60)
        #expect(Set(codes).subtracting(members).isEmpty)
    }

    /// Returns the words that follow a point.
    private static func members(in text: String) -> Set<String> {
        var members: Set<String> = []
        for part in text.utf8.split(separator: UInt8(ascii: ".")).dropFirst() {
            let word = part.prefix { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: false
                }
            }
            members.insert(String(Substring(word)))
        }
        return members
    }
}
