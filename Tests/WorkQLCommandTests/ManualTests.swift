import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLLanguage
import WorkQLSyntax

@testable import WorkQLCommand
@testable import WorkQLEditor

/// The files installed with the command: its manual and its completions.
@Suite struct ManualTests {
    private static let pages = [Language.en: "man/workql.1", .zh: "man/zh_CN/man1/workql.1"]

    private func manual(_ language: Language) throws -> String {
        try Document(#require(Self.pages[language])).text()
    }

    @Test(arguments: Language.allCases) func manualIsMadeOfTheLiterals(_ language: Language) throws
    {
        let page = Document(try #require(Self.pages[language]))
        let text = ManualText(language)
        try page.hold(text.synopsis, in: "synopsis")
        try page.hold(text.options, in: "options")
        try page.hold(text.commands, in: "commands")
        try page.hold(text.settings, in: "settings")
        try page.hold(text.services, in: "services")
        try page.hold(text.network, in: "network")
        try page.hold(text.statuses, in: "statuses")
    }

    /// The same sections, and the same names and examples in each.
    @Test func bothManualsSayTheSame() throws {
        func lines(_ language: Language, _ starts: String...) throws -> [String] {
            try manual(language).components(separatedBy: "\n").filter { line in
                starts.contains(where: line.hasPrefix)
            }
        }
        let sections = (try lines(.en, ".Sh "), try lines(.zh, ".Sh "))
        #expect(sections.0.count == sections.1.count)
        let names = (
            try lines(.en, ".It ", ".Bd ", "workql "), try lines(.zh, ".It ", ".Bd ", "workql ")
        )
        #expect(names.0 == names.1)
    }

    /// A sentence of the Chinese manual has Chinese words: what the catalog does not have would stay
    /// English.
    @Test func chineseManualIsChinese() throws {
        var isLiteral = false
        for line in try manual(.zh).components(separatedBy: "\n") {
            if line.hasPrefix(".Bd") { isLiteral = true }
            if line.hasPrefix(".Ed") { isLiteral = false }
            guard !isLiteral, !line.hasPrefix(".") else { continue }
            let words = line.matches(of: #/(?:[a-z]+ ){3}[a-z]+/#).map(\.output)
            #expect(words.isEmpty, "\(line)")
        }
    }

    /// The variables that the manual names are those that the sources read.
    @Test(arguments: Language.allCases)
    func variablesAreThoseOfTheSources(_ language: Language) throws {
        var read = Set(ServiceKey.all.map(\.variable) + Setting.all.compactMap(\.variable))
        let names = FileManager.default.enumerator(
            atPath: Document.root.appending(path: "Sources").path())
        for case let name as String in try #require(names)
        where name.hasSuffix(".swift") && name.hasPrefix("WorkQL")
            && !name.hasPrefix("WorkQLSandbox")
        {
            let source = try Document("Sources/\(name)").text()
            for match in source.matches(of: #/(?:environment|own)\["([A-Z_]+)"\]/#) {
                read.insert(String(match.1))
            }
        }
        read.formUnion(Language.variables)
        read.formUnion(ExternalEditor.variables)
        read.formUnion(ProxyEnvironment.variables)
        // Variables that every program reads.
        read.subtract(["HOME", "PATH", "TERM", "TZDIR"])
        let named = Set(try manual(language).matches(of: #/Ev ([A-Za-z_]+)/#).map { String($0.1) })
        #expect(named == read)
    }

    @Test(
        .enabled(if: Tool.groff != nil, "groff is not installed"), arguments: Language.allCases)
    func manualIsReadable(_ language: Language) throws {
        let page = Document.root.appending(path: try #require(Self.pages[language]))
        let (status, output, errors) = try Tool.run(
            try #require(Tool.groff), ["-Kutf8", "-mdoc", "-Tutf8", "-ww", page.path])
        #expect(status == 0)
        #expect(errors == "")
        // Bold is printed by overstriking.
        switch language {
        case .en: #expect(output.contains(#/Run +scripts/#))
        case .zh: #expect(output.contains("运行脚本"))
        }
        // Chinese is broken between its characters.
        let styled = #/\u{1B}\[[0-9;]*m|.\u{8}/#
        for line in output.replacing(styled, with: "").split(separator: "\n") {
            #expect(line.count <= 110 && line.displayWidth <= 110, "\(line)")
        }
    }

    // MARK: Completions

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsKnowOptionsAndCommands(_ shell: String) throws {
        let run = try CommandRun("completions", shell)
        #expect(run.status == 0)
        let words = [
            "sync", "sandbox", "explain", "doctor", "completions", "max-calls", "ndjson", "port",
        ]
        for word in words { #expect(run.output.contains(word), "\(word) in \(shell)") }
        let files = ["bash": "-o default -F", "zsh": "_files -g '*.wql'", "fish": "suffix .wql"]
        #expect(run.output.contains(try #require(files[shell])))
    }

    @Test func otherShellsAreRefused() throws {
        let run = try CommandRun("completions", "fisch")
        #expect(run.status == 64)
        #expect(
            run.errors == """
                error[E1203]: no completions for "fisch"
                  = help: did you mean "fish"?

                """)
        #expect(try CommandRun("completions").status == 64)
        #expect(try CommandRun("completions", "tcsh").errors.contains("there are "))
    }

    @Test(
        .enabled(if: !Tool.shells.isEmpty, "neither bash nor zsh nor fish is installed"),
        arguments: Tool.shells)
    func shellsAcceptTheirCompletions(_ shell: Tool) throws {
        let script = try CommandRun("completions", shell.name).output
        try withFolder { folder in
            let path = folder + "/script"
            try script.write(toFile: path, atomically: true, encoding: .utf8)
            let (status, _, errors) = try Tool.run(shell.path, ["-n", path])
            #expect(status == 0)
            #expect(errors == "")
        }
    }

    @Test(.enabled(if: Tool(named: "bash") != nil, "bash is not installed"))
    func bashCompletesCommandsAndFormats() throws {
        let script = try CommandRun("completions", "bash").output
        func offered(_ words: String...) throws -> [String] {
            try withFolder { folder in
                let path = folder + "/script"
                let line = words.map { "'\($0)'" }.joined(separator: " ")
                let probe = """

                    COMP_WORDS=(\(line)); COMP_CWORD=\(words.count - 1)
                    COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
                    _workql workql '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """
                try (script + probe).write(toFile: path, atomically: true, encoding: .utf8)
                let bash = try #require(Tool(named: "bash"))
                return try Tool.run(bash.path, ["--norc", path]).output
                    .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        }
        #expect(try offered("workql", "doc") == ["doctor"])
        #expect(try offered("workql", "--format", "nd") == ["ndjson"])
        #expect(try offered("workql", "doctor", "--pro") == ["--profile"])
        #expect(try offered("workql", "completions", "z") == ["zsh"])
        // bash takes --format=js for three words.
        #expect(try offered("workql", "--format", "=", "js") == ["json"])
        #expect(try offered("workql", "sync", "che") == ["checkin"])
        let tables = Catalog.builtIn.tables.map(\.name)
        #expect(Set(tables).isSubset(of: try offered("workql", "sync", "")))
        #expect(try offered("workql", "explain", "").contains("--help"))
        #expect(try offered("workql", "--language", "") == ["en", "zh"])
        #expect(try offered("workql", "nothing", "such") == [])
        #expect(
            try offered("workql", "").suffix(5) == [
                "sandbox", "explain", "doctor", "completions", "help",
            ])
    }
}

/// A program that may be installed.
struct Tool: Sendable {
    var name: String
    var path: String

    init?(named name: String) {
        let found = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map {
            "\($0)/\(name)"
        }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else { return nil }
        self.name = name
        path = found
    }

    static let shells = ["bash", "zsh", "fish"].compactMap { Tool(named: $0) }
    static let groff = Tool(named: "groff")?.path

    static func run(
        _ path: String, _ arguments: [String]
    ) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readToTheEnd()
        let words = errors.fileHandleForReading.readToTheEnd()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: text, as: UTF8.self),
            String(decoding: words, as: UTF8.self)
        )
    }
}
