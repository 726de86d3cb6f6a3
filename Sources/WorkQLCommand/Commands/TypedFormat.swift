import WorkQL
import WorkQLOutput
import WorkQLSyntax

extension OutputFormat {
    /// Finds the format for a name that the user types, which may be another shell's name for it.
    init(spoken name: String) throws(UserError) {
        if let format = Self.meant(by: name) {
            self = format
            return
        }
        throw UserError(
            .usage, "unknown format \"\(name)\"", of: name, meaning: nearest(name, in: Self.names),
            otherwise: "there are " + Self.names.listed)
    }
}
