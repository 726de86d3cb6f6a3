import Foundation
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLCommand
@testable import WorkQLOutput

/// The statements of the help pages are true.
@Suite struct HelpTopicTests {
    private static let pages = HelpTopic.all + Catalog.builtIn.tables.map { HelpTopic.page(of: $0) }
    private static let chinese =
        HelpTopic.all + Catalog.builtIn.tables.map { HelpTopic.page(of: $0, in: .zh) }

    /// The examples of a page run one after the other, as a user would try them.
    @Test(arguments: [Language.en, .zh])
    func examplesRun(_ language: Language) async throws {
        let server = try await Demo.start()
        for page in language == .zh ? Self.chinese : Self.pages {
            var settings = Settings()
            settings.services = Demo.services(at: server.baseURL)
            settings.quotas = Demo.quotas
            var session = try settings.session(now: Instant(seconds: 1_786_766_400))
            session.keepsAnswers = true
            for text in page.statements(in: language) {
                #expect(ShellInput.isFinished(text), "\(page.name): \(text)")
                guard case .complete(let statements) = Parser.parse(text) else {
                    Issue.record("\(page.name): \(text) is refused")
                    continue
                }
                #expect(statements.count == 1)
                for statement in statements {
                    do {
                        let writer = JSONWriter(.memory, shape: .lines)
                        _ = try await session.run(statement, into: writer)
                    } catch {
                        Issue.record("\(page.name): \(text): \(error.message)")
                    }
                }
            }
        }
        #expect(server.violations.isEmpty)
        await server.stop()
    }

    @Test(arguments: [Language.en, .zh])
    func commandsAreTaken(_ language: Language) throws {
        for page in language == .zh ? Self.chinese : Self.pages {
            for text in page.commands(in: language) {
                guard case .command(let name, let rest) = ShellInput(text) else {
                    Issue.record("\(text) is no command")
                    continue
                }
                _ = try DotCommand.named(name).words(in: rest)
            }
        }
    }

    /// The pages for the first questions of users contain something to try.
    @Test func pagesFit() {
        #expect(HelpTopic.all.count >= 8)
        for page in Self.pages {
            #expect(page.text().split(separator: "\n").allSatisfy { $0.displayWidth <= 100 })
            #expect(page.name == "keys" || !page.statements().isEmpty)
        }
        #expect(HelpTopic.named("TIME")?.name == "time")
        #expect(HelpTopic.named("nothing") == nil)
    }
}
