package import WorkQL
package import WorkQLSyntax

/// The presentation of answers: the format, and the capabilities of the terminal that shows them.
///
/// Code that runs a statement gets its writer from here and knows no format itself.
package struct Presentation: Sendable {
    package var format = OutputFormat.table
    /// The terminal; nil for a file or a pipe.
    package var terminal: TerminalTraits?
    /// The text that represents NULL in tables for reading.
    package var nullText = "NULL"
    /// The widths of the columns of such tables, from the left; 0, or a missing width, is the width
    /// of the cells. A negative width aligns right.
    package var widths: [Int] = []
    /// The options of CSV for spreadsheets.
    package var csv = CSVOptions()
    /// The options of the statement about its file.
    package var copyOptions: [CopyOption] = []
    /// Whether queries are planned but not run.
    package var isDry = false
    /// Whether the column headings are the services' terms for the columns.
    package var showsLabels = false
    /// The notes in the comments before the statement, for a format that draws charts.
    package var notes: ReportNotes?
    /// The number of columns of a character of ambiguous width, 1 or 2.
    package var ambiguousWidth = 1

    package init(
        format: OutputFormat = .table, terminal: TerminalTraits? = nil, isDry: Bool = false
    ) {
        self.format = format
        self.terminal = terminal
        self.isDry = isDry
    }

    /// Checks, before anything is sent, that the answers of statements can be combined in one file.
    package func check(_ statements: [Statement]) throws(QueryError) {
        guard format.holdsOneAnswer else { return }
        let answers = statements.filter { $0.hasAnswer && (isDry || !$0.isCopy) }
        guard answers.count < 2 else { throw Self.severalAnswers(at: answers[1].span) }
    }

    private static func severalAnswers(at span: Span) -> QueryError {
        QueryError(
            .output, "a Parquet file holds one answer", at: span,
            help: "COPY (SELECT …) TO 'late.parquet' writes each answer into a file of its own")
    }

    /// Returns the writer of a statement's answer.
    ///
    /// - Throws: if the format cannot be written there, before anything is sent.
    package func writer(
        for statement: Statement, to output: Output
    ) throws(QueryError) -> any FormatWriter {
        var output = output
        output.terminalGuard = nil
        switch format.atTerminal {
        case .refused where terminal != nil && statement.hasAnswer:
            let ending = format.endings.first ?? format.name
            throw QueryError(
                .output, "\(format.name) cannot be shown in a terminal",
                help: "write it into a file with -o, .once or COPY (SELECT …) TO 'late.\(ending)'")
        case .guarded(let terminalGuard) where terminal != nil: output.terminalGuard = terminalGuard
        case .refused, .guarded, .asItIs: break
        }
        if statement.hasAnswer, output.results > 0, format.holdsOneAnswer || output.content.isSealed
        {
            throw Self.severalAnswers(at: statement.span)
        }
        // A workbook cannot share its file with other formats.
        if statement.hasAnswer, output.results > 0, format.isBinary != output.workbook.isBegun {
            throw QueryError(
                .output, "the file holds answers of another format",
                help: ".output late.xlsx begins another file")
        }
        if statement.hasAnswer { try format.prepare?(output) }
        let writer = format.writer(
            OutputFormat.WriterRequest(
                output: output, presentation: self, isPlan: statement.isPlan(isDry: isDry),
                isQuery: statement.isQuery))
        return showsLabels && format.takesLabels ? LabelWriter(writer) : writer
    }
}

extension Statement {
    /// Returns whether the answer is a plan.
    fileprivate func isPlan(isDry: Bool) -> Bool {
        if case .explain = kind { return true }
        return isDry && isQuery
    }

    /// Whether the answer may have any number of rows; lists of tables and columns are short.
    fileprivate var isQuery: Bool {
        switch kind {
        case .query, .refresh, .copy: true
        default: false
        }
    }

    fileprivate var isCopy: Bool { if case .copy = kind { true } else { false } }

    /// Whether the statement has an answer, unlike SET and similar statements.
    fileprivate var hasAnswer: Bool {
        switch kind {
        case .query, .refresh, .forget, .copy, .explain, .describe, .describeFile, .describeQuery,
            .summarize, .show:
            true
        case .set, .reset, .parameters, .bind: false
        }
    }
}
