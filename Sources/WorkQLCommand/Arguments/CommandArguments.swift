import WorkQL
import WorkQLOutput

/// What the command line says, before it is known whether its parts agree.
struct CommandArguments: Sendable {
    var query = Invocation.Query()
    /// nil where none is named.
    var format: OutputFormat?
    /// 0 is any that is free.
    var port = 0
    /// Of `workql serve`.
    var serve = ServeOptions()
    /// Of commands that run no query.
    var operands: [String] = []
    /// What is asked for in place of a run.
    var request: Request?

    enum Request: Sendable {
        case help, version
    }

    /// The query, its format found.
    ///
    /// - Throws: where an option contradicts another one.
    func checkedQuery() throws(ShellError) -> Invocation.Query {
        var query = query
        query.isOpen = query.origins.isEmpty
        if query.isOpen { query.origins = [.standardInput] }
        do throws(OutputFormat.Mismatch) {
            let found =
                if let output = query.output {
                    try OutputFormat.ofFile(output, given: format)
                } else {
                    format
                }
            query.format = found ?? .table
        } catch {
            throw ShellError(error)
        }
        // Without a format of its own, a script may still write CSV by COPY, and a shell by .once.
        let isUndecided = query.isOpen || format == nil && query.output == nil
        guard !query.flags.settings.values.csvBOM || query.format == .csv || isUndecided else {
            throw ShellError(
                .usage, "--bom requires CSV, and the format is \(query.format.name)",
                help: "add --format csv, or leave --bom out")
        }
        guard !query.isDemo || query.flags.profile == nil else {
            throw ShellError(
                .usage, "--demo uses its own credentials and cannot be combined with --profile",
                help: "remove one of the two")
        }
        return query
    }
}
