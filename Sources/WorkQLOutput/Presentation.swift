package import WorkQL
package import WorkQLSyntax

/// How answers are written: the format, and what the place can do where they are looked at.
///
/// Who runs a statement asks this for its writer and knows no format itself.
package struct Presentation: Sendable {
    package var format = OutputFormat.table
    /// nil where nobody looks: a file, a pipe.
    package var terminal: TerminalTraits?
    /// How NULL is shown in tables for reading.
    package var nullText = "NULL"
    /// How wide the columns of such tables are, from the left; 0, and what is missing, is as wide as
    /// their cells. A negative width aligns right.
    package var widths: [Int] = []
    /// How CSV is written for spreadsheets.
    package var csv = CSVOptions()
    /// What the statement says of its file.
    package var copyOptions: [CopyOption] = []
    /// Whether queries are planned and not run.
    package var isDry = false
    /// Whether columns are headed by the services' words for them.
    package var showsLabels = false
    /// What the comments before the statement say, for a format that draws charts.
    package var notes: ReportNotes?
    /// The columns of a character of ambiguous width, 1 or 2.
    package var ambiguousWidth = 1

    package init(
        format: OutputFormat = .table, terminal: TerminalTraits? = nil, isDry: Bool = false
    ) {
        self.format = format
        self.terminal = terminal
        self.isDry = isDry
    }

    /// What keeps the answers of statements from standing in one file, before anything is sent.
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

    /// The writer of a statement's answer.
    ///
    /// - Throws: where the format cannot be written there, before anything is sent.
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
        // A workbook is all of its file.
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
    /// Whether its answer is a plan.
    fileprivate func isPlan(isDry: Bool) -> Bool {
        if case .explain = kind { return true }
        return isDry && isQuery
    }

    /// Whether its answer may have any number of rows; lists of tables and columns are short.
    fileprivate var isQuery: Bool {
        switch kind {
        case .query, .refresh, .copy: true
        default: false
        }
    }

    fileprivate var isCopy: Bool { if case .copy = kind { true } else { false } }

    /// Whether it writes anything, as SET and its like do not.
    fileprivate var hasAnswer: Bool {
        switch kind {
        case .query, .refresh, .forget, .copy, .explain, .describe, .describeFile, .describeQuery,
            .summarize, .show:
            true
        case .set, .reset, .parameters, .bind: false
        }
    }
}
