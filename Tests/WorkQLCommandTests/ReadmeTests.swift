import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog

@testable import WorkQLCommand

/// Checks the statements of README.md and the related pages about the command.
@Suite struct ReadmeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL

    /// The same content in two languages.
    private static let pages = ["README.md", "README.zh-CN.md"]
    /// The Chinese one shows what is shown where the system is in Chinese.
    private static func environment(of page: String) -> [String: String] {
        page.contains("zh-CN") ? ["LANG": "zh_CN.UTF-8"] : [:]
    }

    private static let configurations = [
        "docs/configuration.md", "docs/configuration.zh-CN.md",
    ]
    private static let outputs = ["docs/output.md", "docs/output.zh-CN.md"]
    private static let configuration = Document(configurations[0])

    private func readme(_ page: String = "README.md") throws -> String {
        try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
    }

    /// The lines of the first block of this kind.
    private func block(_ kind: String, of page: String) throws -> [String] {
        let lines = try readme(page).components(separatedBy: "\n")
        let begin = try #require(lines.firstIndex(of: "```\(kind)"))
        return Array(lines[(begin + 1)...].prefix { $0 != "```" })
    }

    @Test(arguments: pages) func setUpIsTwoCommands(_ page: String) throws {
        #expect(try block("sh", of: page) == ["make demo", "make test"])
    }

    /// All but how long it took.
    @Test(arguments: pages) func runsAreWhatIsPrinted(_ page: String) throws {
        let blocks = try readme(page).components(separatedBy: "```console\n").dropFirst()
            .map { $0.components(separatedBy: "\n```")[0] }
        #expect(blocks.count >= 2)
        for block in blocks {
            let lines = block.components(separatedBy: "\n")
            let command = try #require(lines.first)
            try #require(command.hasPrefix("$ workql "))
            let run = try CommandRun(
                Self.arguments(command.dropFirst("$ workql ".count)),
                environment: Self.environment(of: page), folder: Self.root)
            func timeless(_ text: String) -> String {
                text.replacing(
                    #/ · [0-9.]+ (?:m?s|毫?秒)( ·|$)/#.anchorsMatchLineEndings(), with: " · …")
            }
            let shown = lines.dropFirst().joined(separator: "\n") + "\n"
            #expect(timeless(shown) == timeless(run.output + run.errors))
            #expect(run.status == 0)
        }
    }

    /// Splits words between spaces, or between double quotes.
    private static func arguments(_ text: Substring) -> [String] {
        text.components(separatedBy: "\"").enumerated().flatMap { index, part in
            index % 2 == 1 ? [part] : part.split(separator: " ").map(String.init)
        }
    }

    /// What stands behind the prompts is typed, and all the rest is what the shell shows.
    @Test(arguments: pages) func sessionIsWhatIsShown(_ page: String) throws {
        let lines = try block("text", of: page)
        let command = try #require(lines.first)
        try #require(command.hasPrefix("$ workql "))
        let arguments = command.dropFirst("$ workql ".count).split(separator: " ").map(String.init)
        try withFolder { home in
            let terminal = try PseudoTerminal(
                arguments,
                environment: ["HOME": home, "TERM": "xterm"]
                    .merging(Self.environment(of: page)) { $1 }, rows: 60)
            let right = ShellSession.firstPrompt.suffix(20)
            try terminal.expect { $0.last?.hasSuffix(right) == true }
            let expected = Array(lines.dropFirst())
            for (index, line) in expected.enumerated() where index < expected.count - 1 {
                guard line.hasPrefix("workql>") || line.hasPrefix("   ...>") else { continue }
                // The preceding output has appeared.
                try terminal.expect { $0.count == index + 1 }
                terminal.type(line.dropFirst("workql> ".count) + "\r")
            }
            try terminal.expect { $0.count == expected.count && $0.last?.hasSuffix(right) == true }
            #expect(terminal.screen.dropLast() == expected.dropLast()[...])
        }
    }

    @Test(arguments: pages + configurations) func configurationIsRead(_ page: String) throws {
        let text = try block("toml", of: page).joined(separator: "\n")
        let file = try ConfigurationFile(text, path: "/c.toml")
        #expect(file.defaultProfile == "work")
        #expect(file.profiles["work"]?.services.count == (Self.pages.contains(page) ? 3 : 8))
    }

    @Test func networkKeysAreListed() throws {
        let rows = NetworkKey.allCases.map { ["`\($0.rawValue)`", $0.meaning] }
        try Self.configuration.hold(Markdown.table(["key", "meaning"], rows), in: "network")
    }

    @Test func servicesAreListed() throws {
        let rows = ServiceKey.all.map { key in
            let title = Service.named(key.service)?.title ?? key.service
            return ["`\(key.variable)`", title, key.meaning]
        }
        try Self.configuration.hold(
            Markdown.table(["variable", "service", "meaning"], rows), in: "services")
    }

    /// The table names every variable of a service or a setting, and none besides but those that are
    /// no setting.
    @Test(arguments: configurations) func variablesAreNamed(_ page: String) throws {
        let rows = try readme(page).split(separator: "\n").filter { $0.hasPrefix("| `WORKQL_") }
        let named = rows.flatMap { $0.matches(of: #/`(WORKQL_[A-Z_]+)`/#).map { String($0.1) } }
        #expect(
            Set(named)
                == Set(ServiceKey.all.map(\.variable) + Setting.all.compactMap(\.variable))
                .union(["WORKQL_LOG", "WORKQL_MEMORY", "WORKQL_QUOTA"]))
    }

    @Test func statusesAreListed() throws {
        let rows = WorkQLCommand.ExitStatus.allCases.map { ["\($0.rawValue)", $0.meaning] }
        try Document("docs/output.md").hold(
            Markdown.table(["exit", "meaning"], rows), in: "statuses")
    }

    /// Options that the text names are options.
    @Test(arguments: pages + configurations + outputs)
    func optionsAreThere(_ page: String) throws {
        let known = Set(([Subcommand.workql] + Subcommand.all).flatMap(\.options).map(\.name))
        let named = Set(try readme(page).matches(of: #/[ `](--[a-z][a-z-]+)/#).map { String($0.1) })
        #expect(named.isSubset(of: known), "\(named.subtracting(known))")
    }

    @Test(arguments: pages) func variablesOfTheTestsAreThoseOfTheCode(_ page: String) throws {
        let text = try readme(page)
        for variable in ["WORKQL_SOAK", "WORKQL_REWRITE", "WORKQL_WARNINGS_AS_ERRORS"] {
            #expect(text.contains(variable))
        }
    }

    /// Both have the same chapters, the same rows in each table, and the same code.
    @Test(arguments: [pages, configurations, outputs])
    func bothLanguagesSayTheSame(_ pages: [String]) throws {
        let texts = try pages.map { try readme($0).components(separatedBy: "\n") }
        func counts(_ prefix: String) -> [Int] {
            texts.map { lines in lines.count { $0.hasPrefix(prefix) } }
        }
        for prefix in ["## ", "### ", "| ", "- ", "```"] {
            let found = counts(prefix)
            #expect(found[0] == found[1], "\(prefix)")
        }
        let code = try pages.map { page in
            try Document(page).blocks().filter { ["swift", "sh"].contains($0.kind) }.map(\.text)
        }
        #expect(code[0] == code[1])
        // Names and numbers begin most rows, and no language changes them.
        let firsts = texts.map { lines in
            lines.compactMap { line -> Substring? in
                guard line.hasPrefix("| `") || line.hasPrefix("| 1") else { return nil }
                return line.split(separator: "|").first
            }
        }
        #expect(firsts[0] == firsts[1])
    }
}
