import Foundation
import Testing

@Suite struct GoldenTests {
    static let scripts: [String] = {
        let names = FileManager.default.enumerator(atPath: GoldenScript.folder.path())
        return (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".wql") }.sorted()
    }()

    @Test(arguments: scripts) func script(_ name: String) async throws {
        try await GoldenScript(url: GoldenScript.folder.appending(path: name)).run()
    }

    @Test func thereAreScripts() {
        #expect(Self.scripts.count >= 5)
    }
}
