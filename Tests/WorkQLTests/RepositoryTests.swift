import Foundation
import TestSupport
import Testing

/// The conditions on which `swift test --filter` and the Makefile's lists of suites rely.
@Suite struct RepositoryTests {
    /// Returns the names of suites with their files.
    private static func suites() throws -> [(name: String, file: String)] {
        let folder = Document.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(atPath: folder.path())
        return try (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }
            .flatMap { file in
                try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                    .matches(
                        of: /(?m)^ *(?:@Suite.*)?(?:final )?(?:struct|class|enum) (\w+Tests)\b/
                    )
                    .map { (String($0.output.1), file) }
            }
    }

    /// A filter by a name runs one suite.
    @Test func suitesHaveNamesOfTheirOwn() throws {
        let files = Dictionary(grouping: try Self.suites(), by: \.name)
        #expect(files.count > 100)
        for (name, found) in files {
            #expect(found.count == 1, "\(name): \(found.map(\.file).sorted())")
        }
    }

    /// `URL.path()` writes `%E6%95%B0` for `数`, and the file system takes that for a name.
    @Test func pathsAreNotPercentEncoded() throws {
        let folder = Document.root.appending(path: "Sources").path(percentEncoded: false)
        let names = try #require(FileManager.default.enumerator(atPath: folder))
        var count = 0
        for case let name as String in names where name.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            #expect(!text.contains(".path()"), "\(name)")
            count += 1
        }
        #expect(count > 500)
    }

    /// Otherwise a renamed suite would silently run beside those that wait for clocks.
    @Test func listsOfTheMakefileNameSuites() throws {
        let names = Set(try Self.suites().map(\.name))
        let lines = try Document("Makefile").text().split(separator: "\n")
        let listed = lines.filter { $0.hasPrefix("BUSY ") || $0.hasPrefix("HEAVY ") }
            .flatMap { $0.matches(of: /\w+Tests/).map { String($0.output) } }
        #expect(listed.count > 10)
        #expect(Set(listed).subtracting(names) == [])
    }
}
