import WorkQL
import WorkQLLanguage
import WorkQLOutput
import WorkQLSyntax

extension QueryRun {
    /// Says what follows in a language, as far as the terminal can show it.
    func speak(_ language: Language) {
        messages.translation.change(to: language, in: environment)
    }

    /// Fits how answers are written to what is set.
    func fit(_ presentation: inout Presentation, to session: ScriptSession) {
        presentation.ambiguousWidth = session.options.ambiguousWidth
        presentation.wraps = session.options.wrap
        presentation.csv = CSVOptions(session.options.settings, presentation.copyOptions)
        presentation.showsLabels = session.options.headers == .label
        presentation.wording = wording(of: presentation.format)
    }

    /// Returns the words of answers: those of the user's language, unless programs read the format.
    func wording(of format: OutputFormat) -> Wording {
        let translation = messages.translation
        guard format.takesLabels, translation.language != .en else { return .reference }
        return Wording { translation($0) }
    }

    func openStore(of session: ScriptSession) throws(UserError) {
        do { try session.openStore() } catch {
            throw UserError(
                error.kind == .output ? .output : .configuration, error.message, help: error.help)
        }
        warn(of: session)
    }

    /// Tells what was found when stores were opened.
    func warn(of session: ScriptSession) {
        for warning in session.takeWarnings() {
            messages.warn(warning.message, help: warning.help)
        }
    }
}
