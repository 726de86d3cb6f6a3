import Foundation
import WorkQL
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Runs scripts and writes their results as one page, which appears when all of it is complete.
struct ReportRun: Sendable {
    let run: QueryRun

    /// - Throws: errors found before anything is sent.
    func run() async throws(UserError) -> ExitStatus {
        guard let scripts = try run.scripts(), let path = run.query.output else { return .query }
        for script in scripts { try check(script) }
        let settings = try run.settings()
        let now = try FixedNow.instant(run.query.now, zone: settings.zone)
        let asked = try run.asking(for: scripts)
        let destination = try FileDestination(path: path)
        let status = await Interruption.run(leftover: destination.leftover) {
            await asked.withSession(settings, now) { session in
                await ReportRun(run: asked).write(scripts, session, to: destination)
            }
        }
        guard status == .done else {
            destination.discard()
            return status
        }
        try destination.commit()
        return .done
    }

    /// Refuses words that are meant to draw something but are unknown.
    private func check(_ script: Script) throws(UserError) {
        for index in 0...script.statements.count {
            guard let mistake = script.notes(before: index).mistake else { continue }
            var error = UserError(
                .usage, "\"\(mistake.word.neutralized)\" is not a kind of chart",
                help: nearest(mistake.word, in: mistake.known).map { "did you mean \($0)?" }
                    ?? "write \(mistake.known.joined(separator: ", "))")
            if index < script.statements.count {
                error.location = script.location(of: script.statements[index].span.start)
            }
            throw error
        }
    }

    private func write(
        _ scripts: [Script], _ session: ScriptSession, to destination: FileDestination
    ) async -> ExitStatus {
        var session = session
        run.attend(&session, whileBusy: { Interruption.serve() })
        let name = scripts.first.map { URL(filePath: $0.name).deletingPathExtension() }
        let now = session.options.now.text(in: session.options.zone)
        var page = ReportPage(
            named: name?.lastPathComponent ?? "WorkQL",
            time: "\(now) \(session.options.zone.identifier)")
        let kept = LastResultLiveness(scripts)
        for (number, script) in scripts.enumerated() {
            session.enter(folder: script.folder)
            for (index, statement) in script.statements.enumerated() {
                session.keepsAnswers = kept.contains(index, of: number)
                do throws(UserError) {
                    page.sections.append(
                        try await section(
                            for: statement, of: script, script.notes(before: index), in: &session))
                } catch {
                    run.messages.report(error, in: script)
                    return error.status
                }
            }
            let closing = script.notes(before: script.statements.count)
            if !closing.blocks.isEmpty { page.sections.append(.init(notes: closing)) }
        }
        if let number = page.undrawable {
            run.messages.warn(
                "section \(number) has no numbers to draw",
                help: "a chart needs a column of numbers")
        }
        var output = Output(descriptor: destination.descriptor, name: destination.name)
        output.bytes.append(contentsOf: page.html.utf8)
        do { try output.flush() } catch {
            run.messages.report(error)
            return error.status
        }
        return .done
    }

    private func section(
        for statement: Statement, of script: Script, _ notes: ReportNotes,
        in session: inout ScriptSession
    ) async throws(UserError) -> ReportPage.Section {
        if let format = statement.format {
            throw UserError(
                .query, "FORMAT in a report", at: format.span,
                help: "a comment before the statement says what is drawn", code: .notSupported)
        }
        if case .copy = statement.kind {
            var presentation = Presentation()
            presentation.notes = notes
            _ = try await run.run(
                statement, of: script, in: &session, as: presentation, to: .memory)
            return ReportPage.Section(notes: notes)
        }
        run.progress?.begin(zone: session.options.zone)
        defer { run.progress?.end() }
        var rows = ReportRows()
        session.options.wording = run.wording(of: .html)
        rows.showsLabels =
            session.options.headers == .label
            || statement.isHeadedInWords(by: session.options.wording)
        let outcome = try await session.run(statement, into: rows)
        run.progress?.end()
        run.warn(of: session)
        for note in outcome.notes { run.messages.note(note, in: script) }
        if let shortfall = outcome.shortfall { throw shortfall }
        guard let statistics = outcome.statistics else { return ReportPage.Section(notes: notes) }
        run.messages.statistics(statistics)
        let wording = session.options.wording
        var section = ReportPage.Section(
            notes: notes, rows: outcome.writer, source: wording(statistics.sourceLine))
        section.warnings = [statistics.refusal, statistics.withholding].compactMap { warning in
            warning.map { wording($0) }
        }
        return section
    }
}
