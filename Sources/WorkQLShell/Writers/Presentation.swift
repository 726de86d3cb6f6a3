package import WorkQL
package import WorkQLSyntax

/// How answers are written: the format, and what the place can do where they are looked at.
///
/// Who runs a statement asks this for its writer and knows no format itself.
package struct Presentation: Sendable {
    package var format = OutputFormat.table
    /// nil where nobody looks: a file, a pipe.
    var terminal: TerminalTraits?
    /// How NULL is shown in tables for reading.
    var nullText = "NULL"
    /// How wide the columns of such tables are, from the left; 0, and what is missing, is as wide as
    /// their cells. A negative width aligns right.
    var widths: [Int] = []
    /// Whether queries are planned and not run.
    var isDry = false
    /// The columns of a character of ambiguous width, 1 or 2.
    var ambiguousWidth = 1

    package init(
        format: OutputFormat = .table, terminal: TerminalTraits? = nil, isDry: Bool = false
    ) {
        self.format = format
        self.terminal = terminal
        self.isDry = isDry
    }

    /// The writer of a statement's answer.
    ///
    /// - Throws: where the format cannot be written there, before anything is sent.
    package func writer(
        for statement: Statement, to output: Output
    ) throws(QueryError) -> any FormatWriter {
        if format == .xlsx, statement.hasAnswer {
            guard terminal == nil else {
                throw QueryError(
                    .output, "xlsx is nothing that a terminal can show",
                    help: "name a file with -o late.xlsx, or COPY (SELECT …) TO 'late.xlsx'")
            }
            guard output.results == 0 else {
                throw QueryError(
                    .output, "an xlsx file holds one answer, and there is another",
                    help: "COPY (SELECT …) TO 'late.xlsx' writes each into a file of its own")
            }
        }
        let isPlan = statement.isPlan(isDry: isDry)
        return switch format {
        case .json where isPlan: JSONWriter(output, shape: .object)
        case .table where isPlan, .vertical where isPlan, .chart where isPlan:
            LinesWriter(output)
        // What describes tables has nothing to draw.
        case .chart where statement.isQuery:
            ChartWriter(output, terminal: terminal, ambiguous: ambiguousWidth)
        case .table, .chart:
            TableWriter(
                output, terminal: terminal, mayElide: statement.isQuery, ambiguous: ambiguousWidth,
                nullText: nullText, widths: widths)
        case .vertical:
            VerticalWriter(
                output, terminal: terminal, ambiguous: ambiguousWidth, nullText: nullText)
        case .csv: DelimitedWriter(output, dialect: .csv)
        case .tsv: DelimitedWriter(output, dialect: .tsv)
        case .json: JSONWriter(output, shape: .array)
        case .ndjson: JSONWriter(output, shape: .lines)
        case .markdown: MarkupWriter(output, dialect: .markdown)
        case .html: MarkupWriter(output, dialect: .html)
        case .xlsx: XLSXWriter(output)
        }
    }
}

extension Statement {
    /// Whether its answer may have any number of rows; lists of tables and columns are short.
    fileprivate var isQuery: Bool {
        switch kind {
        case .query, .refresh, .copy: true
        default: false
        }
    }

    /// Whether it writes anything, as SET and its like do not.
    fileprivate var hasAnswer: Bool {
        switch kind {
        case .query, .refresh, .forget, .copy, .explain, .describe, .describeFile, .show: true
        case .set, .reset, .parameters, .bind: false
        }
    }
}
