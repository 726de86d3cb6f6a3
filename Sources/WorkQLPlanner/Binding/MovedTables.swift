import WorkQLSyntax

/// Common tables under COMPARE. The clause of a query applies to its common tables, so that the
/// earlier SELECT reads them over the earlier range: they are bound a second time, under another
/// name.
extension Binder {
    /// Returns the index of a common table for the SELECT that is being bound. Where that is the
    /// earlier one of a COMPARE, and the table takes the range that is moved, the table is replaced
    /// by the same table over the earlier range.
    mutating func movedTable(_ index: Int) throws(Diagnostic) -> Int {
        let table = commonTables[index]
        guard let shift = timeShift, let written = table.written,
            table.clauses.contains(shift.own)
        else {
            for call in table.ownDays {
                if let note = try TableFunction.noteOnOwnDays(call, in: self) { self.note(note) }
            }
            return index
        }
        let (hidden, outer) = (scopes, outermostUse)
        let rest = commonTables[(index + 1)...]
        // It sees only the tables before it; they are replaced where it uses them.
        commonTables = Array(commonTables[..<index])
        scopes = []
        movedCount += 1
        let name = Name(["earlier", String(movedCount), table.name.text].joined(separator: " "))
        let bound: CommonTable
        do {
            bound = try bindCommonTable(
                written, recursive: table.isRecursive, inheriting: shift.clause, as: name)
        } catch {
            scopes = hidden
            throw error
        }
        (scopes, outermostUse) = (hidden, outer)
        movedTables.append(bound)
        let moved = commonTables.count - 1
        commonTables[moved].replaced = [(table, shift.own)]
        commonTables += rest
        return moved
    }

    /// Puts back the common tables that the earlier SELECT of a COMPARE replaced.
    mutating func restoreTables(movedFrom clause: TimeClause) {
        for index in commonTables.indices {
            guard let (table, own) = commonTables[index].replaced.first, own == clause else {
                continue
            }
            commonTables[index] = table
        }
    }
}
