import WorkQL
import WorkQLLanguage
import WorkQLOutput
import WorkQLSyntax

/// The content of the command line, before its parts are checked against each other.
struct CommandArguments: Sendable {
    var query = Invocation.Query()
    /// The output format; nil if none is named.
    var format: OutputFormat?
    /// The port; 0 for any free one.
    var port = 0
    /// The options of `workql serve`.
    var serve = ServeOptions()
    /// The operands of commands that run no query.
    var operands: [String] = []
    /// For texts that are printed in place of a run.
    var translation = Translation()
    /// What is asked for in place of a run.
    var request: Request?

    enum Request: Sendable {
        case help, version
    }

    /// Returns the query with its format determined.
    ///
    /// - Throws: if an option contradicts another one.
    func checkedQuery() throws(UserError) -> Invocation.Query {
        var query = query
        query.isOpen = query.origins.isEmpty
        if query.isOpen { query.origins = [.standardInput] }
        let found =
            if let output = query.output {
                try OutputFormat.ofFile(output, given: format)
            } else {
                format
            }
        query.format = found ?? .table
        // Without a format of its own, a script can still write CSV with COPY, and a shell with
        // .once.
        let isUndecided = query.isOpen || format == nil && query.output == nil
        guard !query.flags.settings.values.csvBOM || query.format == .csv || isUndecided else {
            throw UserError(
                .usage, "--bom requires CSV, and the format is \(query.format.name)",
                help: "add --format csv, or leave --bom out")
        }
        guard !query.isDemo || query.flags.profile == nil else {
            throw UserError(
                .usage, "--demo uses its own credentials and cannot be combined with --profile",
                help: "remove one of the two")
        }
        return query
    }
}
