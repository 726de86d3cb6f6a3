import Foundation
import Testing

/// The interface of the package for embedding programs.
@Suite struct PublicFaceTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func sources(of module: String) throws -> [(name: String, lines: [String])] {
        let folder = root.appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(atPath: folder.path())
        return try (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.sorted()
            .map { name in
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                return (name, text.components(separatedBy: "\n"))
            }
    }

    /// Every public declaration has a documentation comment.
    @Test(arguments: [
        ("WorkQL", 60), ("WorkQLCatalog", 60), ("WorkQLSandbox", 60), ("WorkQLOutput", 20),
    ])
    func everythingPublicIsDocumented(_ module: String, _ least: Int) throws {
        // Documented by a protocol of the standard library, for all conforming types.
        let known = [
            "public let rawValue", "public init(rawValue:", "public init(stringLiteral",
            "public init(integerLiteral", "public init(floatLiteral", "public init(booleanLiteral",
            "public init(arrayLiteral", "public init(nilLiteral", "public var description",
            "public var customMirror", "public static func ==", "public func hash(into",
        ]
        var count = 0
        for (name, indented) in try Self.sources(of: module) {
            let lines = indented.map { $0.trimmingCharacters(in: .whitespaces) }
            for (index, line) in lines.enumerated()
            where line.hasPrefix("public ") && !line.hasPrefix("public import ") {
                count += 1
                if known.contains(where: line.hasPrefix) { continue }
                var above = index - 1
                while above > 0, lines[above].hasPrefix("@") { above -= 1 }
                #expect(
                    above >= 0 && lines[above].hasPrefix("///"), "\(name):\(index + 1): \(line)")
            }
        }
        #expect(count > least)
    }

    /// No public type is undocumented: each type is in an article or an example, unless it is
    /// nested in one that is.
    @Test(arguments: [
        ("WorkQL", 5), ("WorkQLCatalog", 5), ("WorkQLSandbox", 5), ("WorkQLOutput", 2),
    ])
    func everyPublicTypeIsShown(_ module: String, _ least: Int) throws {
        var shown = ""
        for folder in ["Sources/WorkQL/WorkQL.docc", "examples/Embedding/Sources"] {
            let folder = Self.root.appending(path: folder)
            let files = FileManager.default.enumerator(atPath: folder.path())
            for name in files?.allObjects as? [String] ?? []
            where name.hasSuffix(".md") || name.hasSuffix(".swift") {
                shown += try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            }
        }
        let words = Set(shown.split { !$0.isLetter && !$0.isNumber }.map(String.init))
        var count = 0
        for (file, lines) in try Self.sources(of: module) {
            for line in lines {
                let declaration = /^public (?:final )?(?:struct|enum|class) (\w+)/
                guard let name = line.firstMatch(of: declaration)?.1 else { continue }
                count += 1
                #expect(words.contains(String(name)), "\(file): \(name)")
            }
        }
        #expect(count > least)
    }

    /// The complete example has fewer lines than a screen.
    @Test func exampleIsShort() throws {
        let example = try String(
            contentsOf: Self.root.appending(
                path: "examples/Embedding/Sources/Embedding/Embedding.swift"), encoding: .utf8)
        #expect(example.split(separator: "\n").count < 60)
    }

    /// The library is linked with neither the shell's line editor nor its argument parser: none of
    /// its targets names them.
    @Test func libraryLinksNothingOfTheShell() throws {
        let manifest = try String(
            contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        var parts: [String: String] = [:]
        for part in manifest.split(separator: "arget(").dropFirst() {
            guard let name = part.firstMatch(of: /name: "(\w+)"/)?.1 else { continue }
            parts[String(name)] = String(part)
        }
        var reached: Set<String> = []
        var open = ["WorkQL", "WorkQLOutput", "WorkQLSandbox"]
        while let name = open.popLast() {
            guard reached.insert(name).inserted, let part = parts[name] else { continue }
            open += part.matches(of: /"(\w+)"/).map { String($0.1) }.filter { parts[$0] != nil }
            #expect(!part.contains("linkedLibrary(\"edit\")"))
        }
        #expect(reached.isSuperset(of: ["WorkQLPlanner", "WorkQLAPI", "WorkQLStore", "CSimdJSON"]))
        #expect(reached.isDisjoint(with: ["WorkQLCommand", "WorkQLEditor", "CEditLine"]))
    }
}
