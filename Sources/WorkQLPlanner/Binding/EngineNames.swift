import WorkQLSyntax

/// The names under which the statement that SQLite runs knows what is the engine's.
///
/// A common table of the user's that is called like one of them has another name there, so that
/// neither is ever taken for the other. Tables, files, LETs and queries in FROM have names of the
/// engine's alone; aliases qualify columns, and name no table.
enum EngineNames {
    /// What a common table of the user's is called in SQLite's statement.
    static func printed(_ name: Name) -> Name {
        isEngines(name.folded) ? Name("\(prefix)\(name.text)", span: name.span) : name
    }

    private static let prefix = "user "

    /// The beginnings of the engine's names, and of those that `printed` makes.
    private static let beginnings = [
        prefix, "let ", "period ", "stream of ", "stored ", "rows ", "workql", "sqlite_", "temp.",
    ]

    private static func isEngines(_ name: String) -> Bool {
        if name == Plan.lastName || name.hasSuffix(named) { return true }
        if beginnings.contains(where: name.hasPrefix) { return true }
        return ["scan", "file", "values"].contains { stem in
            name.hasPrefix(stem) && name.count > stem.count
                && name.dropFirst(stem.count).allSatisfy(\.isNumber)
        }
    }

    /// Behind the name of a relation whose columns have other names.
    static let named = " named"
}
