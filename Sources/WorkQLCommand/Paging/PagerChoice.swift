import Foundation
import WorkQL

/// The pager that shows long answers, if any.
enum PagerChoice: Hashable, Sendable {
    case none
    case command(String)
    /// A pager that is configured by name but does not exist.
    case missing(String)

    /// Chooses a pager. The value of SET has precedence over `WORKQL_PAGER`, which has precedence
    /// over `PAGER`; if none of them is set, it is less if that is installed. An empty variable
    /// means no pager.
    init(_ setting: SettingValues.Pager, environment: [String: String]) {
        let command: String
        switch setting {
        case .off:
            self = .none
            return
        case .command(let text): command = text
        case .on:
            guard let text = environment["WORKQL_PAGER"] ?? environment["PAGER"] else {
                // -S keeps lines whole and scrolls sideways, -R passes colour through, -X leaves
                // the text that was read on the screen.
                self =
                    Self.isThere("less", environment: environment)
                    ? .command("less -SRFX") : .none
                return
            }
            command = text
        }
        let words = command.split(separator: " ")
        guard let program = words.first.map(String.init) else {
            self = .none
            return
        }
        // Commands that need the shell's syntax are not checked here.
        let isPlain = program.allSatisfy { $0.isLetter || $0.isNumber || "/._-+~".contains($0) }
        self =
            isPlain && !program.hasPrefix("~") && !Self.isThere(program, environment: environment)
            ? .missing(program) : .command(command)
    }

    private static func isThere(_ program: String, environment: [String: String]) -> Bool {
        if program.contains("/") { return access(program, X_OK) == 0 }
        return (environment["PATH"] ?? "").split(separator: ":").contains {
            access("\($0)/\(program)", X_OK) == 0
        }
    }
}
