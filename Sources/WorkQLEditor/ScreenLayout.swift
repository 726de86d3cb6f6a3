import WorkQLSyntax

/// Breaks a text into the rows of a terminal of any width.
struct ScreenLayout: Sendable {
    private let columns: Int
    private var rows: [Frame.Row] = [[]]
    private var used = 0

    /// Returns the frame of a text with its prompt.
    ///
    /// - Parameters:
    ///   - columns: the width of the terminal; at least two are used, because one column has no
    ///     room for wide characters.
    ///   - footer: the rows below the text, truncated if they are too long.
    static func frame(
        of buffer: EditBuffer, styles: [TextStyle], prompt: Prompt, columns: Int,
        footer: [Frame.Row] = []
    ) -> Frame {
        var layout = ScreenLayout(columns: max(2, columns))
        layout.append(prompt.first, .prompt)
        var cursor = (row: 0, column: 0)
        for (index, character) in buffer.characters.enumerated() {
            let cells = layout.cells(of: character, style: styles[index])
            if index == buffer.cursor {
                layout.makeRoom(cells.first?.width ?? 1)
                cursor = (layout.rows.count - 1, layout.used)
            }
            if character.isNewline {
                layout.breakRow()
                layout.append(prompt.following, .prompt)
            } else {
                for cell in cells { layout.append(cell) }
            }
        }
        if buffer.cursor == buffer.characters.count {
            layout.makeRoom(1)
            cursor = (layout.rows.count - 1, layout.used)
        }
        layout.appendRight(prompt.right)
        layout.rows += footer.map { layout.cut($0) }
        return Frame(rows: layout.rows, cursorRow: cursor.row, cursorColumn: cursor.column)
    }

    private init(columns: Int) { self.columns = columns }

    private mutating func breakRow() {
        rows.append([])
        used = 0
    }

    /// Begins another row if this one has no room for `width` columns.
    private mutating func makeRoom(_ width: Int) {
        if used + width > columns { breakRow() }
    }

    private mutating func append(_ cell: Frame.Cell) {
        makeRoom(cell.width)
        rows[rows.count - 1].append(cell)
        used += cell.width
    }

    private mutating func append(_ text: String, _ style: TextStyle) {
        for character in text {
            append(
                Frame.Cell(text: String(character), width: character.displayWidth, style: style))
        }
    }

    /// Returns the cells of a character. A tab is spaces up to the next multiple of four columns;
    /// control characters are shown in escaped form.
    private func cells(of character: Character, style: TextStyle) -> [Frame.Cell] {
        if character == "\t" {
            let space = Frame.Cell(text: " ", width: 1, style: style)
            return Array(repeating: space, count: 4 - used % 4)
        }
        let visible = String(character).neutralized
        if visible.unicodeScalars.count == character.unicodeScalars.count {
            // A combining mark without a base character must still be visible.
            let isLone = character.displayWidth == 0
            return [
                Frame.Cell(
                    text: isLone ? "\u{25CC}" + visible : visible,
                    width: isLone ? 1 : character.displayWidth, style: style)
            ]
        }
        return visible.map { Frame.Cell(text: String($0), width: $0.displayWidth, style: .fault) }
    }

    /// Appends the right prompt. Two columns stay empty before it, and one after it, where some
    /// terminals would wrap the row.
    private mutating func appendRight(_ text: String) {
        let width = text.displayWidth
        let left = Frame.width(rows[0])
        guard width > 0, left + 2 + width + 1 <= columns else { return }
        let space = Frame.Cell(text: " ", width: 1)
        rows[0] += Array(repeating: space, count: columns - 1 - width - left)
        rows[0] += text.map {
            Frame.Cell(text: String($0), width: $0.displayWidth, style: .faint)
        }
    }

    private func cut(_ row: Frame.Row) -> Frame.Row {
        var left = columns - 1
        return Array(
            row.prefix { cell in
                left -= cell.width
                return left >= 0
            })
    }
}
