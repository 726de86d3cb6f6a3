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
    /// The maximum number of rows of such a table at a terminal; nil if the terminal's size decides.
    package var maxRows: Int?
    /// Whether the texts of a table wider than the terminal are wrapped.
    package var wraps = true
    /// The options of CSV for spreadsheets.
    package var csv = CSVOptions()
    /// The options of the statement about its file.
    package var copyOptions: [CopyOption] = []
    /// Whether queries are planned but not run.
    package var isDry = false
    /// Whether the column headings are the services' terms for the columns.
    package var showsLabels = false
    /// The notes in the comments before the statement, for a format that draws charts and has
    /// titles.
    package var notes: ReportNotes?
    /// The number of columns of a character of ambiguous width, 1 or 2.
    package var ambiguousWidth = 1
    /// What a repeated statement has shown; nil for a statement that is run once.
    package var watch: Watch?
    /// The words around the rows.
    package var wording = Wording.reference

    /// A statement whose answers appear on the same screen one after the other.
    package struct Watch: Sendable {
        package let rows = WatchedRows()
        /// The bytes before an answer, which clear the screen, and the lines above it.
        package var heading: [UInt8] = []
        /// The number of lines of the screen that the answer cannot use.
        package var lines = 0

        package init() {}
    }

    package init(
        format: OutputFormat = .table, terminal: TerminalTraits? = nil, isDry: Bool = false
    ) {
        self.format = format
        self.terminal = terminal
        self.isDry = isDry
    }

    /// Checks, before anything is sent, that the answers of statements can be combined in one
    /// output.
    package func check(_ statements: [Statement], to output: Output) throws(UserError) {
        let answers = statements.filter { $0.hasAnswer && (isDry || !$0.isCopy) }
        guard answers.count > 1 else { return }
        for (index, answer) in answers.enumerated() {
            var trial = self
            try trial.take(answer.format, writingTo: output.name)
            guard trial.standsAlone(in: output) else { continue }
            throw trial.format.severalAnswers(at: answers[max(index, 1)].span)
        }
    }

    /// Whether no other answer can follow an answer in an output.
    private func standsAlone(in output: Output) -> Bool {
        switch format.following {
        case .anywhere: false
        case .inStreams: output.isWhole
        case .nowhere: true
        }
    }

    /// Takes the format that a statement names, if it names one.
    ///
    /// - Parameter file: the name of the file that the answer is written to.
    package mutating func take(
        _ name: Name?, writingTo file: String
    ) throws(UserError) {
        guard let name else { return }
        guard let format = OutputFormat.meant(by: name.text) else {
            throw UserError(
                Diagnostic(
                    .unknownFormat, "\"\(name.text)\" is not a format", at: name.span,
                    meaning: nearest(name.text, in: OutputFormat.names),
                    otherwise: "formats are \(OutputFormat.names.listed)"))
        }
        self.format =
            try OutputFormat.ofFile(file, given: format, refusal: .query, at: name.span) ?? format
    }

    /// Returns the writer of a statement's answer.
    ///
    /// - Throws: if the format cannot be written there, before anything is sent.
    package func writer(
        for statement: Statement, to output: Output
    ) throws(UserError) -> any FormatWriter {
        var output = output
        var presentation = self
        if let watch, terminal != nil {
            output.prologue = watch.heading
            presentation.terminal?.rows -= watch.lines
        }
        output.terminalGuard = nil
        switch format.atTerminal {
        case .refused where terminal != nil && statement.hasAnswer:
            let ending = format.endings.first ?? format.name
            throw UserError(
                .output, "\(format.name) cannot be shown in a terminal",
                help: "write it into a file with -o, .once or COPY (SELECT …) TO 'late.\(ending)'")
        case .guarded(let terminalGuard) where terminal != nil: output.terminalGuard = terminalGuard
        case .refused, .guarded, .asItIs: break
        }
        if statement.hasAnswer {
            let standsAlone = standsAlone(in: output)
            let sealed = output.content.sealed
            // A workbook cannot share its file with other formats.
            if output.results > 0, sealed != format.name,
                format.isBinary != output.workbook.isBegun
            {
                throw UserError(
                    .output, "the file contains results of another format",
                    help: ".output late.xlsx starts another file")
            }
            if output.results > 0, standsAlone || sealed != nil {
                let only = sealed.flatMap { OutputFormat.named($0) } ?? format
                throw only.severalAnswers(at: statement.span)
            }
            if standsAlone { output.content.seal(as: format.name) }
        }
        if statement.hasAnswer { try format.prepare?(output) }
        let writer = format.writer(
            OutputFormat.WriterRequest(
                output: output, presentation: presentation, isPlan: statement.isPlan(isDry: isDry),
                isQuery: statement.isQuery, source: statement.sourceName))
        let isWorded = statement.isHeadedInWords(by: wording) && format.isForPeople
        return showsLabels && format.takesLabels || isWorded ? LabelWriter(writer) : writer
    }
}

extension OutputFormat {
    fileprivate func severalAnswers(at span: Span) -> UserError {
        let ending = endings.first ?? name
        return UserError(
            .output, "a \(name) file holds one result", at: span,
            help: "COPY (SELECT …) TO 'late.\(ending)' writes each result into a separate file")
    }
}

extension Statement {
    /// Whether the columns of its answer are headed by the Chinese terms for them whatever the
    /// setting: where the statement describes something, in words that are not English.
    package func isHeadedInWords(by wording: Wording) -> Bool {
        !wording.isReference && !isQuery
    }

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
        case .set, .reset, .parameters, .bind, .save, .run: false
        }
    }
}
