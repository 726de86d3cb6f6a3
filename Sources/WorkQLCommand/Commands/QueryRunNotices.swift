import WorkQL
import WorkQLLanguage
import WorkQLSyntax

extension QueryRun {
    /// Says what follows in a language, as far as the terminal can show it.
    func speak(_ language: Language) {
        messages.translation.change(to: language.shown(in: environment))
    }

    func openStore(of session: ScriptSession) throws(ShellError) {
        do { try session.openStore() } catch {
            throw ShellError(.configuration, error.message, help: error.help)
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
