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
                return (name, text.components(separatedBy: "\n"))
            }
    }

    /// Whatever is public says what it is.
    @Test(arguments: [
        ("WorkQL", 60), ("WorkQLCatalog", 60), ("WorkQLSandbox", 60), ("WorkQLOutput", 20),
    ])
    func everythingPublicIsDocumented(_ module: String, _ least: Int) throws {
        // A protocol of the standard library says it, for all who conform.
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

    /// Nothing is public that nobody is told of: each type stands in an article or an example, if
    /// not inside of one that does.
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
