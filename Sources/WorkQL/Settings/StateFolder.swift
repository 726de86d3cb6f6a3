/// Where the command keeps what it need not remember but does.
package enum StateFolder {
    /// A file in `$XDG_STATE_HOME/workql`, `~/.local/state/workql`; nil without a home.
    package static func path(of name: String, in environment: [String: String]) -> String? {
        // The XDG specification has relative paths ignored.
        if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") {
            return "\(base)/workql/\(name)"
        }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return "\(home)/.local/state/workql/\(name)"
    }
}
