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

    private static let configuration = Document("docs/configuration.md")

    private func readme() throws -> String { try Document("README.md").text() }

    /// Returns the lines of the first block of this kind.
    private func block(_ kind: String, of text: String? = nil) throws -> [String] {
        let lines = try (text ?? readme()).components(separatedBy: "\n")
        let begin = try #require(lines.firstIndex(of: "```\(kind)"))
        return Array(lines[(begin + 1)...].prefix { $0 != "```" })
    }

    @Test func setUpIsTwoCommands() throws {
        #expect(try block("sh") == ["make demo", "make test"])
    }

    /// Compares everything except the duration.
    @Test func runsAreWhatIsPrinted() throws {
        let blocks = try readme().components(separatedBy: "```console\n").dropFirst()
            .map { $0.components(separatedBy: "\n```")[0] }
        #expect(blocks.count >= 2)
        for block in blocks {
            let lines = block.components(separatedBy: "\n")
            let command = try #require(lines.first)
            try #require(command.hasPrefix("$ workql "))
            let run = try CommandRun(
                Self.arguments(command.dropFirst("$ workql ".count)), folder: Self.root)
            func timeless(_ text: String) -> String {
                text.replacing(#/ · [0-9.]+ m?s( ·|$)/#.anchorsMatchLineEndings(), with: " · …")
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

    /// The text after the prompts is typed, and all the rest is the shell's output.
    @Test func sessionIsWhatIsShown() throws {
        let lines = try block("text")
        let command = try #require(lines.first)
        try #require(command.hasPrefix("$ workql "))
        let arguments = command.dropFirst("$ workql ".count).split(separator: " ").map(String.init)
        try withFolder { home in
            let terminal = try PseudoTerminal(
                arguments, environment: ["HOME": home, "TERM": "xterm"], rows: 60)
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

    @Test func configurationIsRead() throws {
        for (text, count) in [(try readme(), 3), (try Self.configuration.text(), 8)] {
            let block = try block("toml", of: text).joined(separator: "\n")
            let file = try ConfigurationFile(block, path: "/c.toml")
            #expect(file.defaultProfile == "work")
            #expect(file.profiles["work"]?.services.count == count)
        }
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

    /// The table names every variable of a service or a setting, and apart from them only those
    /// that are not settings.
    @Test func variablesAreNamed() throws {
        let rows = try Self.configuration.text().split(separator: "\n")
            .filter { $0.hasPrefix("| `WORKQL_") }
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

    /// Options named in the text exist.
    @Test func optionsAreThere() throws {
        let known = Set(([Subcommand.workql] + Subcommand.all).flatMap(\.options).map(\.name))
        for page in ["README.md", "docs/configuration.md", "docs/output.md"] {
            let text = try Document(page).text()
            let named = Set(text.matches(of: #/[ `](--[a-z][a-z-]+)/#).map { String($0.1) })
            #expect(named.isSubset(of: known), "\(page): \(named.subtracting(known))")
        }
    }

    @Test func variablesOfTheTestsAreThoseOfTheCode() throws {
        let text = try readme()
        for variable in ["WORKQL_SOAK", "WORKQL_REWRITE", "WORKQL_WARNINGS_AS_ERRORS"] {
            #expect(text.contains(variable))
        }
    }
}
