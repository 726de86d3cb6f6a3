/// Rows that may not be intended as rows: totals, and lines of delimiters alone at the end.
struct RowDoubts {
    private var totals: (location: String, word: String, column: Int, count: Int)?
    private var empty: (location: String, count: Int)?

    private static let words: Set<String> = [
        "合计", "总计", "小计", "共计", "总和", "汇总", "合 计", "总 计", "小 计", "合计：", "总计：", "小计：", "合计:", "总计:",
        "小计:", "total", "totals", "subtotal", "sum",
    ]

    /// Adds the records of a part, each as wide as the table.
    mutating func add(_ records: FileRecords, isFirst: Bool) {
        let skipped = isFirst ? 1 : 0
        guard records.count > skipped else { return }
        for record in skipped..<records.count {
            let range = records.range(record)
            guard let first = range.first(where: { records.cells[$0].kind != .null }) else {
                continue
            }
            let cell = records.cells[first]
            guard cell.range.count <= 16, range.count > 1 else { continue }
            let text = records.text(cell)
            guard Self.words.contains(text.lowercased()) else { continue }
            if totals == nil {
                totals = (records.location(record), text, first - range.lowerBound, 0)
            }
            totals?.count += 1
        }
        guard records.origin == .delimited, records.width(0) > 1 else { return }
        var count = 0
        while count < records.count - skipped, records.filled(records.count - 1 - count) == 0 {
            count += 1
        }
        if count == records.count - skipped, let before = empty {
            empty = (before.location, before.count + count)
        } else {
            empty = count == 0 ? nil : (records.location(records.count - count), count)
        }
    }

    /// - Parameter names: the names of the columns.
    func notes(_ names: [String]) -> [FileNote] {
        var notes: [FileNote] = []
        if let totals {
            let others = totals.count - 1
            let name = names[totals.column]
            notes.append(
                FileNote(
                    message: totals.count == 1
                        ? "\(totals.location): the total \"\(totals.word)\" is a row"
                        : "\(totals.location): the total \"\(totals.word)\" and "
                            + "\(others) more are rows",
                    help: "WHERE \(name) <> '\(totals.word)' leaves it out"))
        }
        if let empty {
            notes.append(
                FileNote(
                    message: empty.count == 1
                        ? "\(empty.location): the last line has only empty cells, and is a row"
                        : "\(empty.location): the last \(empty.count) lines have only empty cells, "
                            + "and are rows",
                    help: "WHERE \(names[0]) IS NOT NULL leaves out rows without a value there"))
        }
        return notes
    }
}
