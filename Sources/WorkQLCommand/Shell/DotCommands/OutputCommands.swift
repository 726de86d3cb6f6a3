import Foundation
import WorkQL
import WorkQLFiles
import WorkQLLanguage
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax

// Commands for the format and destination of answers.

extension DotCommand {
    static let mode: DotCommand = .init(
        name: "mode", arguments: "[FORMAT]", count: 0...1,
        summary: "set the format of results",
        explanation: """
            The formats are \(OutputFormat.names.listed). The format applies until the next .mode; \
            a file with the extension of a format, such as late.csv, uses that one.
            """,
        example: ".mode csv",
        candidates: { _, _ in OutputFormat.names },
        run: { (shell, words) throws(UserError) in
            guard let word = words.first else {
                return shell.say("mode: \(shell.presentation.format.name)\n")
            }
            shell.presentation.format = try OutputFormat(spoken: word)
        })

    static let output: DotCommand = .init(
        name: "output", arguments: "[--bom] [FILE]", count: 0...2,
        summary: "write all further results into a file; without a name, to the terminal",
        explanation: """
            The format is that of the file's extension; for a name without one, or with .txt, it \
            is that of .mode. The results of an .xlsx file are its sheets; a .csv, .tsv, .json \
            or .parquet file holds one result. The file appears at the next .output or when the shell ends, and contains \
            only complete results. With --bom, a .csv file starts with a byte order mark, for Excel.
            """,
        example: ".output late.csv",
        candidates: { _, words in Shell.filesForAnswers(words) },
        run: { (shell, words) throws(UserError) in
            let (path, writesMark) = try Shell.file(in: words, of: .output)
            try shell.closeFile()
            guard let path, path != "stdout" else {
                return shell.say("output: the terminal\n")
            }
            try shell.answers.open(
                UserPath.expanded(path), once: false, writesMark: writesMark)
        })

    static let once: DotCommand = .init(
        name: "once", arguments: "[--bom] FILE", count: 1...2,
        summary: "write the next result into a file",
        explanation: """
            The format is that of the file's extension, regardless of .mode; for a name without \
            one, or with .txt, it is that of .mode. The file appears when it is complete; if the \
            statement fails, none is written. With --bom, a .csv file starts with a byte order \
            mark, for Excel.
            """,
        example: ".once late.csv",
        candidates: { _, words in Shell.filesForAnswers(words) },
        run: { (shell, words) throws(UserError) in
            let (path, writesMark) = try Shell.file(in: words, of: .once)
            guard let path else {
                throw UserError(.usage, ".once requires FILE", help: "for example .once late.csv")
            }
            try shell.answers.open(UserPath.expanded(path), once: true, writesMark: writesMark)
        })

    static let last: DotCommand = .init(
        name: "last", arguments: "[FORMAT]", count: 0...1,
        summary: "show the last result again, without a call",
        explanation: """
            The result is written in another format, or to the file of .once or .output. FROM _ \
            queries it like a table. Results of more than last_result_mb megabytes are not kept.
            """,
        example: ".last json",
        candidates: { _, _ in OutputFormat.names },
        run: { (shell, words) async throws(UserError) in
            let format = try words.first.map { word throws(UserError) in
                try OutputFormat(spoken: word)
            }
            if let name = shell.answers.name {
                _ = try OutputFormat.ofFile(name, given: format)
            }
            await shell.repeatLast(as: format)
        })

    static let width: DotCommand = .init(
        name: "width", arguments: "[N …]", count: 0...100,
        summary: "set the widths of a table's columns",
        explanation: """
            The numbers are the widths of the columns, in order: wider cells are truncated, \
            narrower ones padded; a negative number aligns right, and 0 is as wide as the cells. \
            The widths apply only to formats for reading; .width 0 resets them.
            """,
        example: ".width 12 0 -8",
        run: { (shell, words) throws(UserError) in
            guard !words.isEmpty else {
                let widths = shell.presentation.widths
                return shell.say(
                    "width: \(widths.isEmpty ? "as wide as the cells" : widths.spaced)\n")
            }
            var widths: [Int] = []
            for word in words {
                guard let width = Int(word), (-1000...1000).contains(width) else {
                    throw DotCommand.width.wrong(word, "width")
                }
                widths.append(width)
            }
            while widths.last == 0 { widths.removeLast() }
            shell.presentation.widths = widths
        })

    static let maxrows: DotCommand = .init(
        name: "maxrows", arguments: "[N]", count: 0...1,
        summary: "how many rows of a table the terminal shows",
        explanation: """
            A longer answer is shown by its first and last rows, with the number of rows between \
            them. Files, pipes and formats other than table have every row; .maxrows 0 shows every \
            row again.
            """,
        example: ".maxrows 20",
        run: { (shell, words) throws(UserError) in
            guard let word = words.first else {
                return shell.say(
                    "maxrows: \(shell.presentation.maxRows.map(String.init) ?? "every row")\n")
            }
            guard let count = Int(word), (0...1_000_000).contains(count) else {
                throw DotCommand.maxrows.wrong(word, "number of rows")
            }
            shell.presentation.maxRows = count == 0 ? nil : count
        })

    static let nullvalue: DotCommand = .init(
        name: "nullvalue", arguments: "[TEXT]", count: 0...1,
        summary: "set how NULL is shown in tables",
        explanation: """
            Formats for programs write NULL in their own way. Quote a text that is empty or \
            contains spaces.
            """,
        example: ".nullvalue ''",
        candidates: { _, _ in ["NULL", "∅", "-"] },
        run: { (shell, words) throws(UserError) in
            guard let word = words.first else {
                return shell.say("nullvalue: \"\(shell.presentation.nullText)\"\n")
            }
            shell.presentation.nullText = word.neutralized
        })
}

extension Shell {
    /// Returns the completions of the argument of `.once` and `.output`.
    fileprivate static func filesForAnswers(_ words: [String]) -> [String] {
        let word = words.last ?? ""
        return (words.count < 2 && "--bom".hasPrefix(word) ? ["--bom"] : [])
            + FileNames.beginning(with: word)
    }

    /// Returns the file of `.once` and `.output`, and whether `--bom` comes before or after it.
    static func file(
        in words: [String], of command: DotCommand
    ) throws(UserError) -> (path: String?, writesMark: Bool) {
        let files = words.filter { $0 != "--bom" }
        if let option = files.first(where: { $0.hasPrefix("-") && $0.count > 1 }) {
            throw command.wrong(option, "option")
        }
        if files.count > 1 { throw command.wrong(files[1], "option") }
        if let path = files.first, words.contains("--bom") {
            do throws(UserError) {
                guard try OutputFormat.ofFile(path, given: .csv) == .csv else {
                    return (path, true)
                }
            } catch {
                throw UserError(
                    .usage, "--bom requires CSV, and \(error.message)", help: "leave --bom out")
            }
        }
        return (files.first, words.contains("--bom"))
    }

    /// Closes the open file and reports it.
    fileprivate mutating func closeFile() throws(UserError) {
        guard let (path, count) = try answers.close() else { return }
        let name = path.neutralized
        say(
            count == 0
                ? "\(name) was not written: there was no result\n"
                : "\(name) has \(counted(count, "result"))\n")
    }

    /// Completes an answer that has been written entirely.
    mutating func endAnswer() {
        answers.keepAnswer()
        guard answers.isOnce else { return }
        let writesMark = answers.writesMark || session.options.settings.csvBOM
        do throws(UserError) {
            guard let (path, _) = try answers.close() else { return }
            say("the result is in \(path.neutralized)\n")
            if !writesMark { noteMissingMark(of: path) }
        } catch {
            run.messages.report(error)
        }
    }

    /// Excel reads a CSV without a mark in the charset of its language, which Chinese is not in
    /// without loss.
    private func noteMissingMark(of path: String) {
        guard run.messages.translation.language == .zh, path.lowercased().hasSuffix(".csv") else {
            return
        }
        say("for Excel, write it with .once --bom, or SET csv_bom = true\n")
    }

    /// Discards an answer that failed.
    mutating func dropAnswer() {
        answers.dropAnswer()
        guard answers.isOnce, let name = answers.name?.neutralized else { return }
        // The file contains no answer, so closing it cannot fail.
        _ = try? answers.close()
        say("the file \(name) is not written\n")
    }

    /// Writes the last answer again.
    ///
    /// - Parameter format: the format; nil for that of other answers.
    mutating func repeatLast(as format: OutputFormat?) async {
        var presentation = presentation
        presentation.terminal = run.presentation(on: STDOUT_FILENO).terminal
        presentation = answers.presentation(presentation)
        if let format { presentation.format = format }
        run.fit(&presentation, to: session)
        let task = Task { [run, session, presentation, answers] in
            do throws(UserError) {
                try await run.repeatLast(
                    of: session, as: presentation, to: answers.output(run))
                return UserError?.none
            } catch {
                return error
            }
        }
        run.paging.whenLeft { task.cancel() }
        defer { run.paging.whenLeft(nil) }
        guard let error = await signals.value(of: task) else { return endAnswer() }
        if error.kind == .interrupted { say("\n") }
        run.messages.report(error, in: Script(name: "", bytes: []))
        dropAnswer()
    }
}

extension Statement {
    /// Returns the statement that selects all of the last result, which is called like the table
    /// or file that it came from: a workbook names its sheet so.
    static func lastResult(of query: Query?) -> Statement {
        let alias = query.flatMap { Statement(.query($0)).sourceName }.map { TableAlias(Name($0)) }
        let last = TableName(name: PlanningContext.lastResult)
        let relation = Relation(.table(last, alias: alias, time: nil))
        return Statement(
            .query(
                Query(
                    body: .select(
                        Select(items: [SelectItem(.star(StarChange()))], from: [relation])))))
    }
}

extension [Int] {
    fileprivate var spaced: String { map(String.init).joined(separator: " ") }
}
