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
        guard options.header == nil, options.skip == 0, options.range == nil,
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
            guard filled[index] >= 2,
                filled[index] == records.width(index) || isPadded(records, index),
                // Labels above a header are in turn below a title.
                index == last || filled[index + 1] <= filled[index]
                    || !areLabels(index, records),
                (0..<index).allSatisfy({ isTitle($0, filled, below: filled[index], records) })
            else { continue }
            // A later row with at least twice as many filled cells would belong to a table with
            // other columns.
            guard filled[index] * 2 > (filled[index...].max() ?? 0) else { continue }
            return isHeader(index, records, dates) ? index : nil
        }
        return nil
    }

    /// Returns whether only cells at the end of a row are empty.
    private static func isPadded(_ records: FileRecords, _ record: Int) -> Bool {
        records.cells[records.range(record)].drop { $0.kind != .null }
            .allSatisfy { $0.kind == .null }
    }

    private static func isTitle(
        _ record: Int, _ filled: [Int], below header: Int, _ records: FileRecords
    ) -> Bool {
        guard filled[record] > 1 else {
            guard let first = records.cells[records.range(record)].first, first.kind != .null,
                filled[record] == 1
            else { return filled[record] == 0 }
            let text = records.text(first)
            guard !text.utf8.allSatisfy({ $0 < 0x40 }) || text.utf8.contains(Ascii.colon) else {
                return false
            }
            return header > 2 || records.width(record) == 1 || isWordedAsTitle(text)
        }
        return filled[record] * 2 < header
            || filled[record] < header && areLabels(record, records)
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
        let own = cells[records.range(record)]
        let width = (own.lastIndex { $0.kind != .null } ?? own.startIndex) - own.startIndex + 1
        return records.text.bytes.withUnsafeBufferPointer { bytes in
            func seen(_ cell: Cell) -> SeenTypes {
                SeenTypes(cell.kind, bytes[cell.range], records.origin, dates)
            }
            var below = [SeenTypes](repeating: [], count: width)
            for next in record + 1..<min(records.count, record + 100) {
                for (position, index) in records.range(next).enumerated() where position < width {
                    below[position].formUnion(seen(cells[index]))
                }
            }
            let names = Array(records.names(record).prefix(width))
            let rows = (record + 1..<min(records.count, record + 100)).map { next in
                records.names(next) + Array(repeating: "", count: width)
            }
            return FileHeader.decide(
                names, seen: own.prefix(width).map(seen), below: below,
                second: rows.first ?? Array(repeating: "", count: width)
            ) { columns in
                columns.contains { column in
                    !names[column].isEmpty && rows.contains { $0[column] == names[column] }
                }
            } != .row
        }
    }
}
