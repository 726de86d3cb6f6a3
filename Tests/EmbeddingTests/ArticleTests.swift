import Foundation
import Testing
import WorkQL
import WorkQLSandbox

/// Tests that the code in the documentation's articles compiles and does what they say.
@Suite struct ArticleTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let articles = [
        "README.md", "Sources/WorkQL/WorkQL.docc/DeclaringATable.md",
        "Sources/WorkQL/WorkQL.docc/FirstQuery.md",
        "Sources/WorkQL/WorkQL.docc/TestingWithTheSandbox.md",
    ]

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test(arguments: articles)
    func codeStandsInASnippet(_ article: String) throws {
        let name = URL(filePath: article).deletingPathExtension().lastPathComponent
        let blocks = Self.blocks(of: try Self.text(article))
        let snippet = try Self.text("Tests/EmbeddingTests/Snippets/\(name).swift")
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(!blocks.isEmpty)
        for block in blocks {
            let stands = snippet.indices.contains { start in
                guard let first = block.first, snippet[start].hasSuffix(first),
                    start + block.count <= snippet.count
                else { return false }
                let indent = String(snippet[start].dropLast(first.count))
                return zip(block, snippet[start...]).allSatisfy { line, other in
                    line.isEmpty ? other.isEmpty : other == indent + line
                }
            }
            #expect(stands, "not in \(name).swift:\n\(block.joined(separator: "\n"))")
        }
    }

    private static func blocks(of text: String) -> [[String]] {
        var blocks: [[String]] = []
        var block: [String]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line == "```swift" {
                block = []
            } else if line == "```", let whole = block {
                blocks.append(whole)
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }

    @Test func firstQueryIsAnswered() async throws {
        let server = try await SandboxServer.start(.demo)
        var configuration = Session.Configuration()
        configuration.wecom = .init(
            corpID: WeComCredentials.demoCorpID, secret: WeComCredentials.demoSecret,
            baseURL: server.baseURL)
        configuration.clock = .manual(from: Date(timeIntervalSince1970: 1_786_766_400))
        let session = try Session(configuration)
        let team = ["zhangsan", "lisi", "wangwu", "sunqi", "xiaoyu"]
        let lines = try await FirstQuery.punches(of: session, team: team)
        let late = try await FirstQuery.late(of: session, team: team)
        #expect(late.reduce(0) { $0 + $1.times } == lines.count - 2)
        #expect(lines.suffix(2).first == "2 calls, 0 rows from the store")
        #expect(lines.last?.hasPrefix("a year takes ") == true)
        #expect(server.requests.count { $0.endpoint == .checkin } == 2)
        try await FirstQuery.mistake(in: session)
        await server.stop()
    }
}
