import WorkQL
import WorkQLOutput
import WorkQLSyntax

extension OutputFormat {
    /// The format of a name that is typed, be it one of another shell's.
    init(spoken name: String) throws(ShellError) {
        let lower = name.lowercased()
        if let format = Self.named(name) ?? Self.all.first(where: { $0.otherNames.contains(lower) })
        {
            self = format
            return
        }
        throw ShellError(
            .usage, "unknown format \"\(name)\"", of: name, meaning: nearest(name, in: Self.names),
            otherwise: "there are " + Self.names.listed)
    }
}

extension ShellError {
    init(_ mismatch: OutputFormat.Mismatch) {
        self.init(.usage, mismatch.message, help: mismatch.help, code: .unknownFormat)
    }
}
