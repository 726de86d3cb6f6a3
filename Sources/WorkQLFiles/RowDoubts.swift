import WorkQLSyntax

/// Rows that may not be intended as rows: totals, and lines of delimiters alone at the end.
struct RowDoubts {
    private struct Total: Hashable {
        var word: String
        var column: Int
    }

    /// The first few different totals.
    private var totals: [Total] = []
    private var firstTotal = ""
    private var totalCount = 0
    private var hasMoreTotals = false
    private var empty: (location: String, count: Int)?
    /// The number of rows with values, and of those without a value in their first cell.
    private var (rows, withoutFirst) = (0, 0)
    /// The last row with values, if it has only numbers, and none in its first cell.
    private var unlabelled: String?

    private static let maxTotals = 5

    /// Adds the records of a part, each as wide as the table.
    mutating func add(_ records: FileRecords, isFirst: Bool) {
        let skipped = isFirst ? 1 : 0
        guard records.count > skipped else { return }
        for record in skipped..<records.count where records.width(record) > 1 {
            addRow(record, records)
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

    private mutating func addRow(_ record: Int, _ records: FileRecords) {
        let range = records.range(record)
        guard let first = range.first(where: { records.cells[$0].kind != .null }) else { return }
        rows += 1
        unlabelled = nil
        let cell = records.cells[first]
        if first > range.lowerBound {
            withoutFirst += 1
            if withoutFirst == 1, records.hasOnlyNumbers(in: first..<range.upperBound) {
                unlabelled = records.location(record)
            }
        }
        guard cell.range.count <= TotalWord.maxBytes else { return }
        let text = records.text(cell)
        switch TotalWord(text) {
        case nil: return
        case .alone: break
        case .part:
            guard records.hasOnlyNumbers(in: first + 1..<range.upperBound) else { return }
        }
        if totalCount == 0 { firstTotal = records.location(record) }
        totalCount += 1
        let total = Total(word: text, column: first - range.lowerBound)
        guard !totals.contains(total) else { return }
        hasMoreTotals = totals.count >= Self.maxTotals
        if !hasMoreTotals { totals.append(total) }
    }

    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - isFilled: whether empty cells take the value of others, so that a gap is no doubt.
    func notes(_ columns: [String], isFilled: Bool) -> [FileNote] {
        var notes: [FileNote] = []
        let names = columns.map(Printer.name)
        if let first = totals.first {
            notes.append(
                FileNote(
                    message: totalCount == 1
                        ? "\(firstTotal): the total \"\(first.word)\" is a row"
                        : "\(firstTotal): the total \"\(first.word)\" and "
                            + "\(totalCount - 1) more are rows",
                    help: help(without: first, names), total: first.word))
        } else if let unlabelled, rows > 2, !isFilled {
            notes.append(
                FileNote(
                    message: "\(unlabelled): the last row has only numbers, as a total, and is a "
                        + "row",
                    help: "WHERE \(names[0]) IS NOT NULL leaves it out"))
        }
        if let empty {
            let conditions = names.map { "\($0) IS NOT NULL" }.joined(separator: " OR ")
            notes.append(
                FileNote(
                    message: empty.count == 1
                        ? "\(empty.location): the last line has only empty cells, and is a row"
                        : "\(empty.location): the last \(empty.count) lines have only empty cells, "
                            + "and are rows",
                    help: names.count <= 4
                        ? "WHERE \(conditions) leaves out rows without any value"
                        : "delete the lines at the end of the file"))
        }
        return notes
    }

    /// Rows whose first value is NULL are not totals, so the condition keeps them.
    private func help(without first: Total, _ names: [String]) -> String {
        let name = names[first.column]
        let condition = "WHERE \(name) IS DISTINCT FROM \(Printer.quoted(first.word))"
        guard totalCount > 1 else { return "\(condition) leaves it out" }
        guard !hasMoreTotals, totals.allSatisfy({ $0.column == first.column }) else {
            return "\(condition) leaves out the first"
        }
        guard totals.count > 1 else { return "\(condition) leaves them out" }
        let list = totals.map { Printer.quoted($0.word) }.joined(separator: ", ")
        return "WHERE coalesce(\(name), '') NOT IN (\(list)) leaves them out"
    }
}

/// The label of a row of totals.
enum TotalWord {
    /// `合计`, `合　计：`, `合计(人)`, `Grand Total`, `合计：7人`, `合计7人`, `共 7 条记录`.
    case alone
    /// `财务小计`, `本月合计`: a total if the rest of its row consists of numbers.
    case part

    /// The length of the longest label in UTF-8.
    static let maxBytes = 48

    private static let words: Set<String> = [
        "合计", "总计", "小计", "共计", "总和", "汇总", "总合计", "总数", "累计", "total", "totals", "subtotal",
        "sub-total", "grandtotal", "overalltotal", "sum",
    ]
    /// Words that only a number makes a label.
    private static let countWords: Set<String> = ["共", "总共", "一共", "共有", "共计"]

    /// Returns whether a label without blanks is of the form `合计7人`: a word, a number and a unit.
    private static func isCounted(_ label: String) -> Bool {
        let word = label.prefix { !$0.isNumber }
        guard word.count < label.count, !word.isEmpty else { return false }
        let unit = label.dropFirst(word.count).drop { $0.isNumber || $0 == "." || $0 == "," }
        guard unit.count <= 4, unit.allSatisfy({ $0.isLetter && !$0.isASCII }) else { return false }
        return words.contains(String(word)) && !(unit.isEmpty && word.allSatisfy(\.isASCII))
            || countWords.contains(String(word)) && !unit.isEmpty
    }

    private static let endings = ["合计", "总计", "小计", "共计", "汇总", "总数", "累计"]

    /// Nil for a text that is not the label of a total.
    init?(_ text: String) {
        let isWord = text.contains { "计总和汇数共tTsS".contains($0) }
        guard isWord else { return nil }
        let folded = text.lowercased()
        let label = folded.prefix { !"：:（(".contains($0) }
        let bare = label.filter { !$0.isWhitespace }
        if Self.words.contains(bare) || Self.isCounted(bare) {
            self = .alone
        } else if Self.endings.contains(where: bare.hasSuffix)
            || label.split(separator: " ").last == "total"
        {
            self = .part
        } else {
            return nil
        }
    }
}

extension FileRecords {
    /// Returns whether some of the cells have values, and all values are numbers, which may have a
    /// sign of a currency or a unit.
    fileprivate func hasOnlyNumbers(in range: Range<Int>) -> Bool {
        var count = 0
        for cell in cells[range] where cell.kind != .null {
            let isNumber = text.bytes.withUnsafeBufferPointer { bytes in
                let seen = SeenTypes(cell.kind, bytes[cell.range], origin, nil)
                return !seen.isDisjoint(with: [.short, .long, .real, .decorated, .figure])
            }
            guard isNumber else { return false }
            count += 1
        }
        return count > 0
    }
}
