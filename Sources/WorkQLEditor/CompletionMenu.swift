import WorkQLSyntax

/// Shows candidates as rows below the text.
enum CompletionMenu {
    /// The columns between a candidate and its description, and between two columns of candidates.
    private static let gap = 2
    /// The minimum width at which a description is useful, in columns of the screen.
    private static let leastDescription = 10

    /// Returns candidates followed by their descriptions, one per row if there are enough rows for
    /// all; otherwise in as many columns as necessary, with descriptions truncated to the remaining
    /// space and omitted if it is too small. The last row shows the number of candidates that do
    /// not fit.
    ///
    /// - Parameters:
    ///   - height: the maximum number of rows.
    ///   - translate: returns descriptions in the user's language.
    static func rows(
        of candidates: [Completion.Candidate], columns: Int, height: Int,
        translate: (String) -> String = { $0 }
    ) -> [Frame.Row] {
        let widest = candidates.reduce(0) { max($0, $1.text.neutralized.displayWidth) }
        let text = min(widest, max(1, columns - 1 - gap))
        let isDescribed = candidates.contains { !$0.description.isEmpty }
        let describedWidth = text + gap + leastDescription + gap
        let fitting = max(1, (columns - 1) / (text + gap))
        var perRow = fitting
        if isDescribed {
            let least = (candidates.count + height - 1) / max(height, 1)
            let described = max(1, (columns - 1) / describedWidth)
            perRow = least <= described ? max(1, least) : min(least, fitting)
        }
        let cell = max(1, (columns - 1) / perRow)
        let description = isDescribed && perRow > 0 ? cell - text - 2 * gap : 0
        let needed = (candidates.count + perRow - 1) / perRow
        let shown = needed <= height ? candidates.count : perRow * max(height - 1, 1)
        var rows: [Frame.Row] = []
        for start in stride(from: 0, to: shown, by: perRow) {
            let row = candidates[start..<min(start + perRow, shown)]
            rows.append(
                row.enumerated().flatMap { index, candidate in
                    var candidate = candidate
                    candidate.description = translate(candidate.description)
                    return Self.cell(
                        candidate, text: text,
                        description: description >= leastDescription
                            ? description + (perRow == 1 ? gap : 0) : 0,
                        isLast: index == perRow - 1)
                })
        }
        if shown < candidates.count {
            rows.append(Frame.row(translate("… \(candidates.count - shown) more"), .faint))
        }
        return rows
    }

    /// Returns one candidate and its description, padded to the beginning of the next one.
    private static func cell(
        _ candidate: Completion.Candidate, text: Int, description: Int, isLast: Bool
    ) -> Frame.Row {
        let name = candidate.text.neutralized.cut(to: text)
        let row = Frame.row(
            name + String(repeating: " ", count: text + gap - name.displayWidth), .plain)
        guard description > 0 else { return row }
        let words = candidate.description.neutralized.cut(to: description)
        let rest = isLast ? 0 : description + gap - words.displayWidth
        return row + Frame.row(words, .faint)
            + Frame.row(String(repeating: " ", count: max(0, rest)), .plain)
    }
}

extension String {
    /// Returns the text in at most `width` columns, with an ellipsis if it was truncated.
    fileprivate func cut(to width: Int) -> String {
        guard displayWidth > width else { return self }
        var kept = ""
        var used = 0
        for character in self {
            guard used + character.displayWidth <= width - 1 else { break }
            kept.append(character)
            used += character.displayWidth
        }
        return kept + "…"
    }
}

/// The row below the text while earlier statements are searched.
enum SearchRow {
    /// - Parameter translate: returns the label in the user's language.
    static func row(
        of search: HistorySearch, translate: (String) -> String = { $0 }
    ) -> Frame.Row {
        let label = search.hasFailed ? "no earlier statement with: " : "search: "
        return Frame.row(translate(label), .faint) + Frame.row(search.pattern.neutralized, .plain)
    }
}

extension Frame {
    /// Returns a row of one text in one style.
    static func row(_ text: String, _ style: TextStyle) -> Row {
        text.map { Cell(text: String($0), width: $0.displayWidth, style: style) }
    }
}
