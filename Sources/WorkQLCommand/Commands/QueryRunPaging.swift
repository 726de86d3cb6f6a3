import Foundation
import WorkQL
import WorkQLOutput
import WorkQLSyntax

/// Pagers, and the last answer once more.
extension QueryRun {
    /// Writes the last answer again.
    func repeatLast(
        of session: ScriptSession, as presentation: Presentation, to output: Output
    ) async throws(UserError) {
        var output = output
        let pager = pager(for: presentation, session.options.pager)
        output.pager = pager
        do throws(UserError) {
            try await repeatLast(
                of: session,
                try presentation.writer(for: .lastResult(of: session.lastQuery), to: output))
        } catch {
            await pager?.end()
            guard let pager, pager.isLeft else { throw error }
        }
    }

    private func repeatLast<Writer: FormatWriter>(
        of session: ScriptSession, _ writer: Writer
    ) async throws(UserError) {
        let outcome = try session.repeatLast(into: writer)
        var output = outcome.writer.output
        let pager = output.pager
        try output.endAnswer()
        await pager?.end()
        if let statistics = outcome.statistics { messages.statistics(statistics) }
    }

    /// Only a user who has a keyboard as well as a screen can turn pages.
    func pager(
        for presentation: Presentation, _ setting: SettingValues.Pager
    ) -> Pager? {
        guard let terminal = presentation.terminal, !terminal.isASCII, isatty(STDIN_FILENO) == 1,
            presentation.watch == nil,
            environment["TERM"].map({ !$0.isEmpty && $0 != "dumb" }) == true
        else { return nil }
        switch PagerChoice(setting, environment: environment) {
        case .none: return nil
        case .command(let command):
            return Pager(
                command: command, terminal: terminal, environment: environment,
                willStart: { [progress] in progress?.retire() },
                wasLeft: { [paging] in paging.leave() })
        case .missing(let program):
            if paging.isFirstComplaint() {
                messages.note("pager \(program.neutralized) not found; results are not paged")
            }
            return nil
        }
    }
}
