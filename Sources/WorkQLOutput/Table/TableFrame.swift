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
    /// The mark to the left of a line that continues the text above it.
    var continuation: StaticString

    /// Makes the frame. Box-drawing characters are of ambiguous width themselves, so ASCII is used
    /// where that is 2, and where a terminal shows nothing else.
    init(ambiguous: Int, on terminal: TerminalTraits? = nil) {
        self = ambiguous == 2 || terminal?.isASCII == true ? .ascii : .box
    }

    private init(
        _ top: Rule, _ between: Rule, _ bottom: Rule, horizontal: StaticString,
        vertical: StaticString, rowGap: StaticString, columnGap: StaticString,
        continuation: StaticString
    ) {
        self.top = top
        self.between = between
        self.bottom = bottom
        self.horizontal = horizontal
        self.vertical = vertical
        self.rowGap = rowGap
        self.columnGap = columnGap
        self.continuation = continuation
    }

    private static let box = TableFrame(
        ("┌", "┬", "┐"), ("├", "┼", "┤"), ("└", "┴", "┘"), horizontal: "─", vertical: "│",
        rowGap: "⋮", columnGap: "…", continuation: "…")

    private static let ascii = TableFrame(
        ("+", "+", "+"), ("+", "+", "+"), ("+", "+", "+"), horizontal: "-", vertical: "|",
        rowGap: ":", columnGap: "~", continuation: ".")
}

/// The styles of texts at a terminal with colours.
enum CellStyle {
    case plain, faint
    /// The cell differs from that of the answer before.
    case changed
}

extension [UInt8] {
    mutating func append(_ text: some Sequence<UInt8>, _ style: CellStyle) {
        switch style {
        case .plain: break
        case .faint: append("\u{1B}[2m")
        case .changed: append("\u{1B}[7m")
        }
        append(contentsOf: text)
        if style != .plain { append("\u{1B}[0m") }
    }

    mutating func appendSpaces(_ count: Int) {
        append(contentsOf: repeatElement(UInt8(ascii: " "), count: Swift.max(0, count)))
    }
}
