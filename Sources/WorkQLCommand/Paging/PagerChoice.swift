import Foundation
import WorkQL

/// Which pager shows long answers, if any.
enum PagerChoice: Hashable, Sendable {
    case none
    case command(String)
    /// One is asked for by name and is not there.
    case missing(String)

    /// What SET says goes before `WORKQL_PAGER`, which goes before `PAGER`; where nothing is said,
    /// it is less where that is installed. An empty variable is none.
    init(_ setting: SettingValues.Pager, environment: [String: String]) {
        let command: String
        switch setting {
        case .off:
            self = .none
            return
        case .command(let text): command = text
        case .on:
            guard let text = environment["WORKQL_PAGER"] ?? environment["PAGER"] else {
                // -S leaves lines whole and scrolls sideways, -R passes colour on, -X leaves what
                // was read on the screen.
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
        // What only the shell understands is left to it.
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
