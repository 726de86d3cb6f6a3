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
        room = terminal.map { [nameWidth] in Self.room(beside: nameWidth, on: $0) }
        ruleWidth = min(terminal?.columns ?? 80, nameWidth + 30)
        isColored = terminal?.isColored ?? false
        frame = TableFrame(ambiguous: ambiguous, on: terminal)
    }

    /// Returns the maximum width of a text. Names that fill the line still leave a few columns to
    /// their texts.
    static func room(beside nameWidth: Int, on terminal: TerminalTraits) -> Int {
        max(10, terminal.columns - nameWidth - 3)
    }

    /// Appends a heading: `── row 3 ─────────`.
    func appendHeading(_ text: String, to bytes: inout [UInt8]) {
        let title = " \(text) "
        if isColored { bytes.append("\u{1B}[2m") }
        for _ in 0..<2 { bytes.append(frame.horizontal) }
        bytes.appendText(title)
        for _ in 0..<max(2, ruleWidth - title.displayWidth - 2) { bytes.append(frame.horizontal) }
        if isColored { bytes.append("\u{1B}[0m") }
        bytes.append("\n")
    }

    /// - Parameter width: the width of the text, which contains no line break.
    func append(
        _ column: Int, _ text: ArraySlice<UInt8>, width: Int, _ style: CellStyle,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: names[column].text)
        appendMargin(names[column].width, to: &bytes)
        guard let room, width > room else {
            bytes.append(text, style)
            bytes.append("\n")
            return
        }
        let lines = String(decoding: text, as: UTF8.self)
            .lines(ofWidth: room, ambiguous: ambiguous)
        for (index, line) in lines.enumerated() {
            if index > 0 { appendMargin(0, to: &bytes) }
            bytes.append(line.text.utf8, style)
            bytes.append("\n")
        }
    }

    /// Returns the style of a cell.
    func style(isNull: Bool) -> CellStyle { isColored && isNull ? .faint : .plain }

    private func appendMargin(_ used: Int, to bytes: inout [UInt8]) {
        bytes.appendSpaces(nameWidth - used)
        bytes.append(" ")
        if isColored { bytes.append("\u{1B}[2m") }
        bytes.append(frame.vertical)
        if isColored { bytes.append("\u{1B}[0m") }
        bytes.append(" ")
    }
}
