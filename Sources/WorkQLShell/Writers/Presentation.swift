import WorkQLSyntax

/// How answers are written: the format, and what the place can do where they are looked at.
///
/// Who runs a statement asks this for its writer and knows no format itself.
struct Presentation: Sendable {
    var format = OutputFormat.table
    /// nil where nobody looks: a file, a pipe.
    var terminal: TerminalTraits?
    /// Whether queries are planned and not run.
    var isDry = false
    /// The columns of a character of ambiguous width, 1 or 2.
    var ambiguousWidth = 1

    /// The writer of a statement's answer.
    func writer(for statement: Statement, to output: Output) -> any FormatWriter {
        let isPlan = statement.isPlan(isDry: isDry)
        return switch format {
        case .json where isPlan: JSONWriter(output, shape: .object)
        case .table where isPlan, .vertical where isPlan: LinesWriter(output)
        case .table:
            TableWriter(
                output, terminal: terminal, mayElide: statement.isQuery, ambiguous: ambiguousWidth)
        case .vertical:
            VerticalWriter(output, terminal: terminal, ambiguous: ambiguousWidth)
        case .csv: DelimitedWriter(output, dialect: .csv)
        case .tsv: DelimitedWriter(output, dialect: .tsv)
        case .json: JSONWriter(output, shape: .array)
        case .ndjson: JSONWriter(output, shape: .lines)
        case .markdown: MarkupWriter(output, dialect: .markdown)
        case .html: MarkupWriter(output, dialect: .html)
        }
    }
}

extension Statement {
    /// Whether its answer may have any number of rows; lists of tables and columns are short.
    fileprivate var isQuery: Bool { if case .query = kind { true } else { false } }
}
