import Foundation
import TestSupport
import Testing

/// The modules of the package, read from the folders: the imports of each, and the lengths of its
/// files.
///
/// ARCHITECTURE.md's table of modules is generated here; `WORKQL_REWRITE=1` writes it.
@Suite struct ArchitectureTests {
    /// The modules of this package that each module may import: the arrows of ARCHITECTURE.md.
    private static let arrows: [String: Set<String>] = [
        "WorkQLTime": [],
        "WorkQLDigest": [],
        "WorkQLLanguage": [],
        "WorkQLPages": ["WorkQLTime"],
        "WorkQLSyntax": ["WorkQLTime"],
        "WorkQLCatalog": ["WorkQLTime", "WorkQLPages"],
        "WorkQLParquet": ["WorkQLTime", "WorkQLPages"],
        "WorkQLSQLite": ["WorkQLTime", "WorkQLPages"],
        "WorkQLAPI": [
            "WorkQLTime", "WorkQLPages", "WorkQLCatalog", "WorkQLSQLite", "WorkQLDigest",
        ],
        "WorkQLStore": [
            "WorkQLTime", "WorkQLPages", "WorkQLCatalog", "WorkQLParquet", "WorkQLSQLite",
            "WorkQLDigest",
        ],
        "WorkQLFiles": ["WorkQLTime", "WorkQLPages", "WorkQLSyntax", "WorkQLParquet"],
        "WorkQLPlanner": ["WorkQLTime", "WorkQLPages", "WorkQLSyntax", "WorkQLCatalog"],
        "WorkQL": [
            "WorkQLTime", "WorkQLPages", "WorkQLSyntax", "WorkQLCatalog", "WorkQLParquet",
            "WorkQLSQLite", "WorkQLAPI", "WorkQLStore", "WorkQLFiles", "WorkQLPlanner",
            "WorkQLLanguage", "WorkQLDigest",
        ],
        "WorkQLOutput": [
            "WorkQLTime", "WorkQLPages", "WorkQLSyntax", "WorkQLCatalog", "WorkQLParquet",
            "WorkQLPlanner", "WorkQL",
        ],
        "WorkQLWarehouse": [
            "WorkQLTime", "WorkQLPages", "WorkQLSyntax", "WorkQLCatalog", "WorkQLParquet",
            "WorkQLStore", "WorkQLPlanner", "WorkQL", "WorkQLOutput",
        ],
        "WorkQLEditor": ["WorkQLTime", "WorkQLSyntax"],
        "WorkQLSandbox": [],
        "WorkQLServer": [
            "WorkQLTime", "WorkQLPages", "WorkQLSyntax", "WorkQLCatalog", "WorkQLSQLite",
            "WorkQLPlanner", "WorkQL", "WorkQLDigest",
        ],
        "WorkQLCommand": [
            "WorkQLTime", "WorkQLPages", "WorkQLSyntax", "WorkQLCatalog", "WorkQLAPI",
            "WorkQLSQLite", "WorkQLStore", "WorkQLFiles", "WorkQLPlanner", "WorkQL",
            "WorkQLOutput", "WorkQLEditor", "WorkQLServer", "WorkQLSandbox", "WorkQLLanguage",
            "WorkQLWarehouse",
        ],
        "WorkQLMain": ["WorkQLCommand"],
    ]

    /// The maximum number of lines: longer files have more than one subject.
    private static let maxLines = 400

    private struct Module {
        let name: String
        let files: [(path: String, lines: [Substring])]

        var imports: Set<String> {
            var found: Set<String> = []
            for line in files.flatMap(\.lines) {
                guard let word = line.firstMatch(of: /^(?:[@\w]+ )*import (?:\w+ )?(WorkQL\w*)/)
                else { continue }
                found.insert(String(word.1))
            }
            return found.subtracting([name])
        }

        /// The top-level types of files that are visible to other files.
        var types: Set<String> {
            let declaration =
                /^(?:(?:public|package|internal|final|indirect|@\w+) )*(?:struct|enum|class|actor|protocol) (\w+)/
            return Set(
                files.flatMap(\.lines).compactMap { line in
                    line.firstMatch(of: declaration).map { String($0.1) }
                })
        }
    }

    private static func modules() throws -> [Module] {
        let sources = Document.root.appending(path: "Sources")
        let folders = try FileManager.default.contentsOfDirectory(atPath: sources.path())
        return try folders.filter { $0.hasPrefix("WorkQL") }.sorted().map { name in
            let folder = sources.appending(path: name)
            let paths = FileManager.default.enumerator(atPath: folder.path())?
                .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
            return Module(
                name: name,
                files: try (paths ?? []).sorted().map { path in
                    let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
                    return (
                        "\(name)/\(path)",
                        text.split(separator: "\n", omittingEmptySubsequences: false)
                    )
                })
        }
    }

    @Test func importsFollowTheArrows() throws {
        for module in try Self.modules() {
            let allowed = try #require(Self.arrows[module.name], "\(module.name) has no arrows")
            let others = module.imports.subtracting(allowed)
            #expect(others.isEmpty, "\(module.name) imports \(others.sorted())")
        }
    }

    /// An arrow of the table leads to a module below.
    @Test func arrowsLeadDown() {
        for (name, below) in Self.arrows {
            for other in below {
                #expect(Self.arrows[other]?.contains(name) == false, "\(name) and \(other)")
            }
        }
    }

    @Test func filesAreShort() throws {
        for (path, lines) in try Self.modules().flatMap(\.files) {
            #expect(lines.count - 1 <= Self.maxLines, "\(path)")
        }
    }

    /// The sandbox is exempt: it is written from the services' pages and may use their terms.
    @Test func typesHaveOneModule() throws {
        var owners: [String: [String]] = [:]
        for module in try Self.modules() where module.name != "WorkQLSandbox" {
            for type in module.types { owners[type, default: []].append(module.name) }
        }
        for (type, modules) in owners where modules.count > 1 {
            Issue.record("\(type) is declared by \(modules.joined(separator: " and "))")
        }
    }

    /// Files that ARCHITECTURE.md names exist: `Module/Folder/File.swift`, or `File.swift` alone.
    @Test func namedFilesExist() throws {
        let paths = Set(try Self.modules().flatMap(\.files).map(\.path))
        let names = Set(paths.compactMap { $0.split(separator: "/").last.map(String.init) })
        let text = try Document("ARCHITECTURE.md").text()
        for match in text.matches(of: /`(?:Sources\/)?([\w\/]+\.swift)`/) {
            let named = String(match.1)
            let stands =
                named.hasPrefix("WorkQL")
                ? paths.contains(named)
                : names.contains(named.split(separator: "/").last.map(String.init) ?? "")
            #expect(stands, "\(named)")
        }
    }

    /// The types that ARCHITECTURE.md names with their modules, as the representations of a value,
    /// are declared there.
    @Test func namedTypesExist() throws {
        let types = Dictionary(
            uniqueKeysWithValues: try Self.modules().map { ($0.name, $0.types) })
        let text = try Document("ARCHITECTURE.md").text()
        let named = text.matches(of: /\n\| `(\w+)` \| `(WorkQL\w*)` \|/)
        #expect(!named.isEmpty)
        for match in named {
            #expect(types[String(match.2)]?.contains(String(match.1)) == true, "\(match.1)")
        }
    }

    @Test func tableOfModules() throws {
        let rows = try Self.modules().filter { !$0.files.isEmpty }.map { module in
            let lines = module.files.reduce(0) { $0 + $1.lines.count - 1 }
            let imports = module.imports.sorted().map { String($0.dropFirst(6)) }
                .map { $0.isEmpty ? "WorkQL" : $0 }
            return "| `\(module.name)` | \(imports.joined(separator: ", ")) "
                + "| \(module.files.count) | \((lines + 50) / 100 * 100) |"
        }
        try Document("ARCHITECTURE.md").hold(
            ["| module | imports | files | lines, rounded |", "|---|---|---|---|"] + rows,
            in: "modules")
    }
}
