import WorkQLSyntax

extension Binder {
    /// What: takes a name that no table of a SELECT has as a column of the file in its FROM that
    /// has neither rows nor column names.
    /// Why: `[]` is the answer for a day on which nothing happened, and the script that reads it
    /// each day is correct.
    /// When not: for a name that another item of the same FROM or the select list has.
    mutating func openColumn(_ name: Name, of qualifier: Name?) {
        for depth in scopes.indices.reversed() {
            let scope = scopes[depth]
            let index = scope.sources.firstIndex {
                $0.openFile != nil && (qualifier == nil || $0.name == qualifier)
            }
            if qualifier == nil,
                scope.merged[name] != nil || scope.aliases[name] != nil
                    || scope.sources.contains(where: { $0.index(of: name) != nil })
            {
                return
            }
            guard let index else { continue }
            addOpenColumn(name, to: index, ofScope: depth)
            return
        }
    }

    /// Does the same for a column of USING.
    mutating func openColumn(_ name: Name, in side: Range<Int>) {
        guard !side.contains(where: { innermost.sources[$0].index(of: name) != nil }),
            let index = side.first(where: { innermost.sources[$0].openFile != nil })
        else { return }
        addOpenColumn(name, to: index, ofScope: scopes.count - 1)
    }

    private mutating func addOpenColumn(_ name: Name, to index: Int, ofScope depth: Int) {
        guard let file = scopes[depth].sources[index].openFile,
            scopes[depth].sources[index].index(of: name) == nil
        else { return }
        scopes[depth].sources[index].columns.append(SourceColumn(name: name, type: nil))
        if openColumns[file]?.contains(name) != true { openColumns[file, default: []].append(name) }
    }
}

extension FileName {
    /// Returns the name that qualifies a file's columns: the file's name without its extension; for
    /// a pattern, the part before its first wildcard, or the folder's name.
    static func title(of path: String, _ last: String) -> String {
        let stem = last.split(separator: ".").first.map(String.init) ?? last
        guard let wildcard = last.firstIndex(where: { "*?[".contains($0) }) else { return stem }
        var beginning = last[..<wildcard]
        while let end = beginning.last, "-_. ".contains(end) { beginning.removeLast() }
        guard beginning.isEmpty else { return String(beginning) }
        return path.split(separator: "/").dropLast().last.map(String.init) ?? "files"
    }
}
