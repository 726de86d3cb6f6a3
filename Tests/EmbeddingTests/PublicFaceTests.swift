import Foundation
import Testing

/// What an embedding program sees of the package.
@Suite struct PublicFaceTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func sources(of module: String) throws -> [(name: String, lines: [String])] {
        let folder = root.appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(atPath: folder.path())
        return try (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.sorted()
            .map { name in
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                return (name, lines.map { $0.trimmingCharacters(in: .whitespaces) })
            }
    }

    /// Whatever is public says what it is.
    @Test(arguments: ["WorkQL", "WorkQLCatalog", "WorkQLSandbox"])
    func everythingPublicIsDocumented(_ module: String) throws {
        // A protocol of the standard library says it, for all who conform.
        let known = [
            "public let rawValue", "public init(rawValue:", "public init(stringLiteral",
            "public init(integerLiteral", "public init(floatLiteral", "public init(booleanLiteral",
            "public init(arrayLiteral", "public init(nilLiteral", "public var description",
            "public var customMirror", "public static func ==", "public func hash(into",
        ]
        var count = 0
        for (name, lines) in try Self.sources(of: module) {
            for (place, line) in lines.enumerated()
            where line.hasPrefix("public ") && !line.hasPrefix("public import ") {
                count += 1
                if known.contains(where: line.hasPrefix) { continue }
                var above = place - 1
                while above > 0, lines[above].hasPrefix("@") { above -= 1 }
                #expect(
                    above >= 0 && lines[above].hasPrefix("///"), "\(name):\(place + 1): \(line)")
            }
        }
        #expect(count > 60)
    }

    /// The whole of it is shown in fewer lines than a screen has.
    @Test func exampleIsShort() throws {
        let example = try String(
            contentsOf: Self.root.appending(
                path: "examples/Embedding/Sources/Embedding/Embedding.swift"), encoding: .utf8)
        #expect(example.split(separator: "\n").count < 60)
    }

    /// The library is linked with neither the shell's line editor nor its parser of arguments: no
    /// target that it is made of names them.
    @Test func libraryLinksNothingOfTheShell() throws {
        let manifest = try String(
            contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        var parts: [String: String] = [:]
        for part in manifest.split(separator: "arget(").dropFirst() {
            guard let name = part.firstMatch(of: /name: "(\w+)"/)?.1 else { continue }
            parts[String(name)] = String(part)
        }
        var reached: Set<String> = []
        var open = ["WorkQL", "WorkQLSandbox"]
        while let name = open.popLast() {
            guard reached.insert(name).inserted, let part = parts[name] else { continue }
            open += part.matches(of: /"(\w+)"/).map { String($0.1) }.filter { parts[$0] != nil }
            #expect(!part.contains("ArgumentParser") && !part.contains("linkedLibrary(\"edit\")"))
        }
        #expect(reached.isSuperset(of: ["WorkQLPlanner", "WorkQLAPI", "WorkQLStore", "CSimdJSON"]))
        #expect(!reached.contains("WorkQLShell") && !reached.contains("CEditLine"))
    }
}
