import WorkQLSyntax

/// The names of the engine's own relations in the statement that SQLite runs.
///
/// A common table of the user whose name equals one of them is renamed there, so that the two are
/// never confused. Tables, files, LETs and queries in FROM have only names of the engine; aliases
/// qualify columns, and do not name tables.
enum EngineNames {
    /// Returns the name of a user's common table in SQLite's statement.
    static func printed(_ name: Name) -> Name {
        isEngines(name.folded) ? Name("\(prefix)\(name.text)", span: name.span) : name
    }

    private static let prefix = "user "

    /// The prefixes of the engine's names, and of those that `printed` makes.
    private static let beginnings = [
        prefix, "let ", "earlier ", "period ", "stream of ", "stored ", "rows ", "workql",
        "sqlite_", "temp.",
    ]

    private static func isEngines(_ name: String) -> Bool {
        if name == Plan.lastName || name.hasSuffix(named) { return true }
        if beginnings.contains(where: name.hasPrefix) { return true }
        return ["scan", "file", "values"].contains { stem in
            name.hasPrefix(stem) && name.count > stem.count
                && name.dropFirst(stem.count).allSatisfy(\.isNumber)
        }
    }

    /// The suffix of the name of a relation whose columns are renamed.
    static let named = " named"
}
