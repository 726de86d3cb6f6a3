import WorkQLSyntax

/// Candidates as rows below the text.
enum CompletionMenu {
    /// One candidate a row where any has a description, otherwise as many as there is room for.
    ///
    /// - Parameter height: how many rows there may be; a last one tells how many are left out.
    static func rows(
        of candidates: [Completion.Candidate], columns: Int, height: Int
    ) -> [Frame.Row] {
        let width = candidates.reduce(0) { max($0, $1.text.neutralized.displayWidth) } + 2
        let isDescribed = candidates.contains { !$0.description.isEmpty }
        let perRow = isDescribed ? 1 : max(1, (columns - 1) / width)
        let needed = (candidates.count + perRow - 1) / perRow
        let shown = needed <= height ? candidates.count : perRow * max(height - 1, 1)
        var rows: [Frame.Row] = []
        for start in stride(from: 0, to: shown, by: perRow) {
            rows.append(
                candidates[start..<min(start + perRow, shown)].flatMap { candidate in
                    let text = candidate.text.neutralized
                    let gap = String(repeating: " ", count: width - text.displayWidth)
                    return Frame.row(text + gap, .plain)
                        + Frame.row(candidate.description.neutralized, .faint)
                })
        }
        if shown < candidates.count {
            rows.append(Frame.row("… \(candidates.count - shown) more", .faint))
        }
        return rows
    }
}

/// The row below the text while earlier statements are searched.
enum SearchRow {
    static func row(of search: HistorySearch) -> Frame.Row {
        let label = search.hasFailed ? "no earlier statement with: " : "search: "
        return Frame.row(label, .faint) + Frame.row(search.pattern.neutralized, .plain)
    }
}

extension Frame {
    /// A row of one text in one style.
    static func row(_ text: String, _ style: TextStyle) -> Row {
        text.map { Cell(text: String($0), width: $0.displayWidth, style: style) }
    }
}
