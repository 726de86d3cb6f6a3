import WorkQLSyntax

/// The lines that exports write above a table: its title, the range, the time of its creation.
enum TitleLines {
    /// The maximum number of lines at the beginning that may be titles.
    private static let maximum = 10

    /// Removes the lines above the header if they are certainly titles, and returns notes about
    /// them.
    ///
    /// A title is in the first cell, and lines that fill less than half of the header's cells are
    /// labels with their values, as are lines of `label：value` that fill fewer than the header.
    /// Below them is a row of distinct words.
    static func skipped(_ records: inout FileRecords, _ options: FileOptions) -> [FileNote] {
        guard options.header == nil, options.skip == 0, options.range == nil, !records.isTable,
            let count = count(records, options.dates)
        else { return [] }
        let titles = (0..<count).map { record in
            var last = -1
            return records.cells[records.range(record)].filter { cell in
                // Merged cells that were filled count as one.
                defer { last = cell.range.lowerBound }
                return cell.kind != .null && cell.range.lowerBound != last
            }.map(records.text).joined(separator: " ")
        }
        let shown = titles.prefix(3).map { $0.count > 40 ? $0.prefix(39) + "…" : $0 }
        let more = titles.count > 3 ? " and \(titles.count - 3) more" : ""
        let header = records.location(count)
        records.drop(first: count)
        if records.origin == .workbook { records.dropEmptyColumns() }
        return [
            FileNote(
                message:
                    "\(header): this line is read as the header; skipped above it: "
                    + shown.joined(separator: ", ") + more,
                help: "WITH (header = 1) reads the first line as the header")
        ]
    }

    /// Returns the number of title lines; nil if there are none.
    private static func count(_ records: FileRecords, _ dates: DateOrder?) -> Int? {
        let last = min(records.count - 1, maximum)
        guard last >= 1 else { return nil }
        let filled = (0...last).map { record in
            // Merged cells that were filled count as one.
            let cells = records.cells[records.range(record)].filter { $0.kind != .null }
            let isOne = cells.count > 1 && cells.allSatisfy { $0.range == cells[0].range }
            return isOne ? 1 : cells.count
        }
        for index in 1...last {
            guard filled[index] >= 2, fills(index, records),
                // Labels above a header are in turn below a title.
                index == last || !areLabels(index, records)
                    || filled[index + 1] <= filled[index] && !hasNames(index + 1, records),
                (0..<index).allSatisfy({ isTitle($0, filled, above: index, records) })
            else { continue }
            // A later row with at least twice as many filled cells would belong to a table with
            // other columns.
            guard filled[index] * 2 > (filled[index...].max() ?? 0) else { continue }
            return isHeader(index, records, dates) ? index : nil
        }
        return nil
    }

    /// Returns whether a row has no gaps except at its end, and at its beginning where the table
    /// begins in a later column. Gaps between names are those of a header of two lines, or of a
    /// header whose other cells are usual names.
    private static func fills(_ record: Int, _ records: FileRecords) -> Bool {
        let start = start(of: record, records)
        var names = Array(records.names(record).dropFirst(start))
        let cells = records.cells[records.range(record)].dropFirst(start)
        guard start == 0 || startsTable(record, at: start, records) else { return false }
        if cells.drop(while: { $0.kind != .null }).allSatisfy({ $0.kind == .null }) { return true }
        if record + 1 < records.count {
            let second = Array(records.names(record + 1).dropFirst(start))
            if FileHeader.isFirstLine(names, above: second) { return true }
        }
        names.removeAll(where: \.isEmpty)
        return names.allSatisfy(HeaderWords.isName)
    }

    /// Returns the number of empty cells at the beginning of a row.
    private static func start(of record: Int, _ records: FileRecords) -> Int {
        records.cells[records.range(record)].prefix { $0.kind == .null }.count
    }

    /// Returns whether all columns before one are empty in a row and below it.
    private static func startsTable(_ record: Int, at start: Int, _ records: FileRecords) -> Bool {
        records.origin == .workbook
            && (record..<records.count).allSatisfy { self.start(of: $0, records) >= start }
    }

    private static func hasNames(_ record: Int, _ records: FileRecords) -> Bool {
        records.names(record).contains { $0.utf8.count > 1 && HeaderWords.isName($0) }
    }

    private static func isTitle(
        _ record: Int, _ filled: [Int], above index: Int, _ records: FileRecords
    ) -> Bool {
        let header = filled[index]
        guard filled[record] > 1 else {
            guard let first = records.cells[records.range(record)].first, first.kind != .null,
                filled[record] == 1
            else { return filled[record] == 0 }
            let text = records.text(first)
            guard !text.utf8.allSatisfy({ $0 < 0x40 }) || text.utf8.contains(Ascii.colon) else {
                return false
            }
            return header > 2 || records.width(record) == 1
                || start(of: index, records) > 0 || isWordedAsTitle(text)
        }
        return filled[record] * 2 < header
            || areLabels(record, records)
                && (filled[record] < header || hasNames(index, records))
    }

    /// Returns whether all cells of a row are of the form `label：value`.
    private static func areLabels(_ record: Int, _ records: FileRecords) -> Bool {
        records.cells[records.range(record)].allSatisfy {
            $0.kind == .null || isLabelled(records.text($0))
        }
    }

    /// Returns whether a text is of the form `label：value`.
    private static func isLabelled(_ text: String) -> Bool {
        guard let colon = text.firstIndex(where: { $0 == "：" || $0 == ":" }) else { return false }
        return text.first?.isLetter ?? false
            && !text[text.index(after: colon)...].allSatisfy(\.isWhitespace)
    }

    /// Returns whether a text is worded like a title. Above a table of two columns, a title looks
    /// like a row without its second cell.
    private static func isWordedAsTitle(_ text: String) -> Bool {
        ["表", "统计", "时间", "报告", "名单", "：", ":", "导出"].contains { text.contains($0) }
    }

    private static func isHeader(
        _ record: Int, _ records: FileRecords, _ dates: DateOrder?
    ) -> Bool {
        let cells = records.cells
        let start = start(of: record, records)
        let own = cells[records.range(record)].dropFirst(start)
        let width = (own.lastIndex { $0.kind != .null } ?? own.startIndex) - own.startIndex + 1
        return records.text.bytes.withUnsafeBufferPointer { bytes in
            func seen(_ cell: Cell) -> SeenTypes {
                SeenTypes(cell.kind, bytes[cell.range], records.origin, dates)
            }
            var below = [SeenTypes](repeating: [], count: width)
            for next in record + 1..<min(records.count, record + 100) {
                for (position, index) in records.range(next).dropFirst(start).enumerated()
                where position < width {
                    below[position].formUnion(seen(cells[index]))
                }
            }
            let names = Array(records.names(record).dropFirst(start).prefix(width))
            let rows = (record + 1..<min(records.count, record + 100)).map { next in
                Array(records.names(next).dropFirst(start)) + Array(repeating: "", count: width)
            }
            var marks = HeaderMarks()
            for next in record..<records.count {
                let row = cells[records.range(next)].dropFirst(start).prefix(width)
                guard next == record || row.count == width else { continue }
                marks.add(row, in: records.text.bytes, records.origin, next == record)
                if marks.isComplete { break }
            }
            return FileHeader.decide(
                names, seen: own.prefix(width).map(seen), below: below,
                second: rows.first ?? Array(repeating: "", count: width),
                marks: marks
            ) { columns in
                columns.contains { column in
                    !names[column].isEmpty && rows.contains { $0[column] == names[column] }
                }
            }.hasNames
        }
    }
}
