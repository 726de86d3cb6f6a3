/// Where the XDG specification has programs keep what is a user's.
package enum UserFolder: Sendable {
    /// `$XDG_CONFIG_HOME/workql`, `~/.config/workql`
    case configuration
    /// What need not be kept and is: `$XDG_STATE_HOME/workql`, `~/.local/state/workql`
    case state
    /// `$XDG_DATA_HOME/workql`, `~/.local/share/workql`
    case data

    /// A file or a folder there; nil without a home.
    package func path(of name: String, in environment: [String: String]) -> String? {
        let (base, usual) =
            switch self {
            case .configuration: (environment["XDG_CONFIG_HOME"], ".config")
            case .state: (environment["XDG_STATE_HOME"], ".local/state")
            case .data: (environment["XDG_DATA_HOME"], ".local/share")
            }
        // The specification has relative paths ignored.
        if let base, base.hasPrefix("/") { return "\(base)/workql/\(name)" }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return "\(home)/\(usual)/workql/\(name)"
    }
}
