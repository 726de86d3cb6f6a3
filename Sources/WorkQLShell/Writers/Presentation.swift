import WorkQLSyntax

/// How answers are written: the format, and what the place can do where they are looked at.
///
/// Who runs a statement asks this for its writer and knows no format itself.
struct Presentation: Sendable {
    var format = OutputFormat.table
    /// nil where nobody looks: a file, a pipe.
    var terminal: TerminalTraits?
    /// How NULL is shown in tables for reading.
    var nullText = "NULL"
    /// How wide the columns of such tables are, from the left; 0, and what is missing, is as wide as
    /// their cells. A negative width aligns right.
    var widths: [Int] = []
    /// Whether queries are planned and not run.
    var isDry = false

    /// The writer of a statement's answer.
    func writer(for statement: Statement, to output: Output) -> any FormatWriter {
        let isPlan = statement.isPlan(isDry: isDry)
        return switch format {
        case .json where isPlan: JSONWriter(output, shape: .object)
        case .table where isPlan: LinesWriter(output)
        case .table: TableWriter(output, nullText: nullText, widths: widths)
        case .csv: DelimitedWriter(output, dialect: .csv)
        case .tsv: DelimitedWriter(output, dialect: .tsv)
        case .json: JSONWriter(output, shape: .array)
        case .ndjson: JSONWriter(output, shape: .lines)
        case .markdown: MarkupWriter(output, dialect: .markdown)
        case .html: MarkupWriter(output, dialect: .html)
        }
    }
}
