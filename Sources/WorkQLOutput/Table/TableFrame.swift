/// The characters with which a table is drawn, each of which takes one column.
struct TableFrame: Sendable {
    typealias Rule = (left: StaticString, middle: StaticString, right: StaticString)

    var top: Rule
    var between: Rule
    var bottom: Rule
    var horizontal: StaticString
    var vertical: StaticString
    /// The mark for omitted rows.
    var rowGap: StaticString
    /// The mark for omitted columns.
    var columnGap: StaticString

    /// Makes the frame. Box-drawing characters are of ambiguous width themselves, so ASCII is used
    /// where that is 2.
    init(ambiguous: Int) {
        self = ambiguous == 2 ? .ascii : .box
    }

    private init(
        _ top: Rule, _ between: Rule, _ bottom: Rule, horizontal: StaticString,
        vertical: StaticString, rowGap: StaticString, columnGap: StaticString
    ) {
        self.top = top
        self.between = between
        self.bottom = bottom
        self.horizontal = horizontal
        self.vertical = vertical
        self.rowGap = rowGap
        self.columnGap = columnGap
    }

    private static let box = TableFrame(
        ("┌", "┬", "┐"), ("├", "┼", "┤"), ("└", "┴", "┘"), horizontal: "─", vertical: "│",
        rowGap: "⋮", columnGap: "…")

    private static let ascii = TableFrame(
        ("+", "+", "+"), ("+", "+", "+"), ("+", "+", "+"), horizontal: "-", vertical: "|",
        rowGap: ":", columnGap: "~")
}

extension [UInt8] {
    /// Appends text in the terminal's faint style.
    mutating func appendFaint(_ text: some Sequence<UInt8>, isColored: Bool) {
        if isColored { append("\u{1B}[2m") }
        append(contentsOf: text)
        if isColored { append("\u{1B}[0m") }
    }

    mutating func appendSpaces(_ count: Int) {
        append(contentsOf: repeatElement(UInt8(ascii: " "), count: Swift.max(0, count)))
    }
}
