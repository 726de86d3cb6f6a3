import WorkQLSyntax

/// One cell per line, preceded by the column's name, and a heading above each row.
///
/// At a terminal, a text that is too long for the rest of its line is wrapped and indented.
struct VerticalLayout: Sendable {
    struct Name: Sendable {
        var text: [UInt8]
        /// The width in columns of a terminal.
        var width: Int
    }

    private let names: [Name]
    private let nameWidth: Int
    private let ruleWidth: Int
    /// The maximum width of a text, in columns; nil if nothing is wrapped.
    private let room: Int?
    private let isColored: Bool
    private let ambiguous: Int
    private let frame: TableFrame

    init(names: [Name], terminal: TerminalTraits?, ambiguous: Int) {
        self.names = names
        self.ambiguous = ambiguous
        nameWidth = names.reduce(0) { max($0, $1.width) }
        // Names that fill the line still leave a few columns to their texts.
        room = terminal.map { [nameWidth] in max(10, $0.columns - nameWidth - 3) }
        ruleWidth = min(terminal?.columns ?? 80, nameWidth + 30)
        isColored = terminal?.isColored ?? false
        frame = TableFrame(ambiguous: ambiguous)
    }

    /// Appends a heading: `── row 3 ─────────`.
    func appendHeading(_ row: Int, to bytes: inout [UInt8]) {
        let title = " row \(row) "
        for _ in 0..<2 { bytes.append(frame.horizontal) }
        bytes.appendText(title)
        for _ in 0..<max(2, ruleWidth - title.utf8.count - 2) { bytes.append(frame.horizontal) }
        bytes.append("\n")
    }

    /// - Parameter width: the width of the text, which contains no line break.
    func append(
        _ column: Int, _ text: ArraySlice<UInt8>, width: Int, isNull: Bool,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: names[column].text)
        appendMargin(names[column].width, to: &bytes)
        guard let room, width > room else {
            bytes.appendFaint(text, isColored: isColored && isNull)
            bytes.append("\n")
            return
        }
        var used = 0
        for character in String(decoding: text, as: UTF8.self) {
            let width = character.displayWidth(ambiguous: ambiguous)
            if used + width > room {
                bytes.append("\n")
                appendMargin(0, to: &bytes)
                used = 0
            }
            bytes.append(contentsOf: character.utf8)
            used += width
        }
        bytes.append("\n")
    }

    private func appendMargin(_ used: Int, to bytes: inout [UInt8]) {
        bytes.appendSpaces(nameWidth - used)
        bytes.append(" ")
        bytes.append(frame.vertical)
        bytes.append(" ")
    }
}
