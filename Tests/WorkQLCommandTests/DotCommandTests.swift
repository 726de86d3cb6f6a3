import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLCommand
@testable import WorkQLEditor
@testable import WorkQLOutput

@Suite struct DotCommandTests {
    private let session: ScriptSession

    init() throws {
        session = try Settings().session(now: Instant(seconds: 1_786_766_400))
    }

    // MARK: Words

    @Test(arguments: [
        ("", []), ("  a  b ", ["a", "b"]), ("'my file.csv' x", ["my file.csv", "x"]),
        (#""a 'b" c"#, ["a 'b", "c"]), ("'it''s'", ["it's"]), ("''", [""]),
        ("a'b c'd", ["ab cd"]), ("打卡 '一 二'", ["打卡", "一 二"]),
    ])
    func wordsAreTakenApart(line: String, words: [String]) throws {
        #expect(try DotWords(line).closed() == words)
        for word in words { #expect(try DotWords(DotWords.quoted(word)).closed() == [word]) }
    }

    @Test func quotesHaveToBeClosed() {
        #expect(
            throws: UserError(
                .usage, "the quote before my file is not closed",
                help: "add ' after it; inside quotes, write '' for one")
        ) {
            _ = try DotWords("x 'my file").closed()
        }
    }

    // MARK: Names

    @Test func namesAndBeginningsAndSlips() throws {
        #expect(try DotCommand.named("QUIT").name == "quit")
        #expect(try DotCommand.named("exit").name == "quit")
        #expect(try DotCommand.named("sch").name == "schema")
        #expect(throws: UserError.self) { _ = try DotCommand.named("") }
        for (name, message, help) in [
            ("hlp", "unknown command \".hlp\"", "did you mean \".help\"?"),
            ("wxyz", "unknown command \".wxyz\"", ".help lists the commands"),
            (
                "ti", "\".ti\" is an ambiguous command",
                "there are .timer and .timezone"
            ),
        ] {
            let error = #expect(throws: UserError.self) { _ = try DotCommand.named(name) }
            #expect(error?.message == message)
            #expect(error?.help == help)
        }
        let slip = #expect(throws: UserError.self) { _ = try DotCommand.named("tabels") }
        #expect(slip?.correction == UserError.Correction(wrong: ".tabels", right: ".tables"))
    }

    /// Each has an explanation, with an example that it accepts.
    @Test(arguments: DotCommand.all.map(\.name)) func explainsItself(name: String) throws {
        let command = try DotCommand.named(name)
        #expect(command.name == name)
        #expect(command.summary.last != "." && command.explanation.last == ".")
        #expect(command.page().split(separator: "\n").allSatisfy { $0.displayWidth <= 100 })
        guard case .command(name, let rest) = ShellInput(command.example) else {
            Issue.record("the example is another command's: \(command.example)")
            return
        }
        _ = try command.words(in: rest)
    }

    @Test func wordsAreCounted() throws {
        #expect(
            throws: UserError(.usage, ".quit takes no \"x\"", help: "write only .quit")
        ) { _ = try DotCommand.quit.words(in: "x") }
        #expect(
            throws: UserError(.usage, ".once requires FILE", help: "for example .once late.csv")
        ) { _ = try DotCommand.once.words(in: "") }
        #expect(
            throws: UserError(
                .usage, ".describe takes no \"file.csv\"",
                help: "write .describe TABLE; use quotes around a word with spaces")
        ) { _ = try DotCommand.describe.words(in: "my file.csv") }
        #expect(try DotCommand.explain.words(in: "SELECT 'a  b' ") == ["SELECT 'a  b' "])
    }

    // MARK: Completion

    private func completed(_ text: String) -> [String]? {
        DotCommand.completion(of: text, at: text.utf8.count, in: session)?.candidates.map {
            candidate in
            let completion = DotCommand.completion(of: text, at: text.utf8.count, in: session)
            let start = completion?.replaced.lowerBound ?? 0
            return String(decoding: text.utf8.prefix(start), as: UTF8.self) + candidate.text
        }
    }

    @Test(arguments: [
        (".wid", [".width "]), (".ti", [".timer", ".timezone"]), (".mode js", [".mode json "]),
        (".mode", [".mode "]), (" .timer O", [" .timer on", " .timer off"]),
        (".describe screen", [".describe screen_capture "]), (".help tim", [".help time"]),
        (".timezone asia/tok", [".timezone Asia/Tokyo "]), (".quit x", []), (".nothing x", []),
        (".schema _", [".schema _ "]),
    ])
    func completes(text: String, expected: [String]) {
        let found = completed(text) ?? []
        #expect(expected.allSatisfy(found.contains) && found.isEmpty == expected.isEmpty)
    }

    @Test func statementsAreOthersToComplete() {
        #expect(completed("SELECT .5") == nil)
        #expect(completed("") == nil)
    }

    @Test func completesFiles() throws {
        try withFolder { folder in
            for name in ["late.wql", "two words.wql", "late.csv", ".hidden.wql"] {
                try "".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            try FileManager.default.createDirectory(
                atPath: "\(folder)/a folder", withIntermediateDirectories: true)
            #expect(completed(".read \(folder)/l") == [".read \(folder)/late.wql "])
            #expect(completed(".read \(folder)/tw") == [".read '\(folder)/two words.wql' "])
            #expect(completed(".read '\(folder)/a") == [".read '\(folder)/a folder/"])
            #expect(completed(".once \(folder)/late")?.count == 2)
            for name in ["roster.xlsx", "roster.txt", "roster.pdf"] {
                try "".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            #expect(
                completed(".describe \(folder)/ro")
                    == [".describe \(folder)/roster.txt", ".describe \(folder)/roster.xlsx"])
            #expect(completed(".read \(folder)/.h") == [".read \(folder)/.hidden.wql "])
        }
    }

    // MARK: Formats

    @Test func formatsByOtherNames() throws {
        #expect(try OutputFormat(spoken: "JSON") == .json)
        #expect(try OutputFormat(spoken: "box") == .table)
        let error = #expect(throws: UserError.self) { _ = try OutputFormat(spoken: "jsn") }
        #expect(error?.correction == UserError.Correction(wrong: "jsn", right: "json"))
    }
}
