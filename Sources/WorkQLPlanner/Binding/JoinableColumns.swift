import WorkQLCatalog
import WorkQLSyntax

/// What: `SELECT name FROM checkin` names the join that brings the column: `member` has it, and the
/// userids of both tables are those of the same people.
/// Why: records of a service contain ids, and the names that users want are in the directory.
/// The help joins distinct pairs, because a directory has a row for each department of a person,
/// and rows would be counted twice.
/// When not: where a column of the statement's own tables is similar, or holds ids of the same kind,
/// which is the better guess, and for a directory that the statement already reads.
extension Binder {
    /// Returns the help for a column that a directory has, and that a join by one of the sources'
    /// columns makes available; nil if there is none.
    func joinHelp(_ name: Name, for sources: [Source]) -> String? {
        let joined = Set(sources.compactMap { source in source.scan.map { scans[$0].table.name } })
        for table in catalog.tables where table.isDirectory && !joined.contains(table.name) {
            guard let column = table.column(meantBy: name.text) else { continue }
            // Of the columns with ids, a parent's is another thing.
            if column.attribute == .userid || column.attribute == .department,
                let reference = column.holds, let own = ownColumns(of: reference, name, in: sources)
            {
                return own
            }
            for key in table.visibleColumns {
                guard let reference = key.holds, key.name != column.name else { continue }
                for source in sources {
                    guard let own = source.visible.first(where: { $0.holds == reference })
                    else { continue }
                    let condition =
                        own.name == Name(key.name)
                        ? "USING (\(key.name))"
                        : "ON \(key.name) = \(Printer.name(source.name.text)).\(own.name.text)"
                    return "\"\(column.name)\" is a column of \(table.name): add JOIN "
                        + "(SELECT DISTINCT \(key.name), \(column.name) FROM \(table.name)) AS m "
                        + condition
                }
            }
        }
        return nil
    }

    /// Returns the help that names the columns of the sources with ids of the same kind, those that
    /// rows contain without a condition first; nil where there are none.
    private func ownColumns(
        of reference: Column.Reference, _ name: Name, in sources: [Source]
    ) -> String? {
        let own = sources.flatMap(\.visible).filter { $0.holds == reference }
        guard !own.isEmpty else { return nil }
        let names = (own.filter(\.asked.isEmpty) + own.filter { !$0.asked.isEmpty }).map { column in
            name.isBeyondASCII ? column.words.last ?? column.name.text : column.name.text
        }
        return "write " + names.joined(separator: " or ")
    }
}

extension Table {
    fileprivate var isDirectory: Bool { if case .directory = source { true } else { false } }

    /// Returns the column of this name, or the one whose name begins with this word, or whose label
    /// contains it: `department` or `部门` for `department_id`.
    fileprivate func column(meantBy word: String) -> Column? {
        let folded = word.lowercased()
        return visibleColumns.first { $0.name == folded || $0.label == word }
            ?? visibleColumns.first { $0.name.hasPrefix(folded + "_") }
            ?? visibleColumns.first {
                word.count > 1
                    && ChineseNames.ofColumn($0.name, labelled: $0.label).contains(word)
            }
    }
}
