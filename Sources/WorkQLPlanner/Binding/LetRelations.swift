import WorkQLSyntax

extension Binder {
    /// Returns the index of the common table of a name; a LET becomes one when it is first used.
    mutating func commonTable(
        _ name: Name, inheriting clause: TimeClause?
    ) throws(Diagnostic) -> Int? {
        if let index = commonTables.lastIndex(where: { $0.name == name }) {
            return try movedTable(index)
        }
        guard let query = environment.queries[name] else { return nil }
        let (hidden, shift, outer) = (scopes, timeShift, outermostUse)
        let reach = Array(commonTables.dropFirst(letsInUse))
        commonTables = Array(commonTables.prefix(letsInUse))
        (scopes, timeShift) = ([], nil)
        let (first, mark) = (scans.count, scanMark)
        let before = tablesRead
        let bound: Query
        let columns: [ResultColumn]
        do {
            (bound, columns) = try bind(query, inheriting: nil)
        } catch {
            (scopes, timeShift) = (hidden, shift)
            throw error
        }
        let tables = tablesRead - before
        (scopes, timeShift, tablesRead, outermostUse) = (hidden, shift, before, outer)
        // LETs that this one uses are in use from now on.
        commonTables += reach
        let printed = Name("let \(name.text)")
        let told = SourceColumn.distinguished(columns.map(SourceColumn.init))
        hoisted.append(CommonTable(name: printed, columns: told.printedNames, query: bound))
        // Inserted before all others, so that a common table of the same name still hides it.
        commonTables.insert(
            BoundTable(
                name: name, printed: printed, columns: told, number: numberOfCommonTable(),
                scans: first..<scans.count, commonScans: commonScans[mark.commonScans...].hull,
                tables: tables, isLet: true), at: 0)
        return 0
    }
}
