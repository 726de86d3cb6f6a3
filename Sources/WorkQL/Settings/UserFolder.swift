/// The folders in which programs keep a user's files according to the XDG specification.
package enum UserFolder: Sendable {
    /// `$XDG_CONFIG_HOME/workql`, `~/.config/workql`
    case configuration
    /// For data that is kept but may be lost: `$XDG_STATE_HOME/workql`, `~/.local/state/workql`
    case state
    /// `$XDG_DATA_HOME/workql`, `~/.local/share/workql`
    case data

    /// Returns the path of a file or a folder there; nil without a home.
    package func path(of name: String, in environment: [String: String]) -> String? {
        let (base, usual) =
            switch self {
            case .configuration: (environment["XDG_CONFIG_HOME"], ".config")
            case .state: (environment["XDG_STATE_HOME"], ".local/state")
            case .data: (environment["XDG_DATA_HOME"], ".local/share")
            }
        // The specification requires relative paths to be ignored.
        if let base, base.hasPrefix("/") { return "\(base)/workql/\(name)" }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return "\(home)/\(usual)/workql/\(name)"
    }
}
