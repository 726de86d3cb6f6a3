import ArgumentParser
import WorkQL
import WorkQLSyntax

/// `workql completions`
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completions of workql's own command line for a shell.",
        usage: "workql completions bash|zsh|fish",
        discussion: """
            For bash, add this line to ~/.bashrc:

              source <(workql completions bash)

            For zsh, write them to _workql in a folder of $fpath; for fish, to \
            ~/.config/fish/completions/workql.fish. make install does this for everybody.
            """)

    @Argument(
        help: ArgumentHelp("bash, zsh or fish.", valueName: "SHELL"),
        completion: .list(CompletionShell.allCases.map(\.rawValue)))
    var shell: String

    /// The script for the shell named.
    func script() throws(ShellError) -> String {
        let names = CompletionShell.allCases.map(\.rawValue)
        guard let shell = CompletionShell(rawValue: shell.lowercased()) else {
            throw ShellError(
                .usage, "no completions for \"\(self.shell)\"",
                help: nearest(self.shell, in: names).map { "did you mean \"\($0)\"?" }
                    ?? "there are " + names.listed)
        }
        return Self.withScripts(WholeCommand.completionScript(for: shell), for: shell)
    }

    /// The parser's own script offers either subcommands or files in one place; here both may stand.
    private static func withScripts(_ script: String, for shell: CompletionShell) -> String {
        switch shell {
        case .zsh:
            let commands = "_describe -V subcommand subcommands && ret=0"
            return script.replacing(
                commands, with: commands + "\n        _files -g '*.wql' && ret=0",
                maxReplacements: 1)
        case .fish:
            let names = WholeCommand.configuration.subcommands.compactMap {
                $0.configuration.commandName
            }
            return script
                + "\ncomplete -c workql -n 'not __fish_seen_subcommand_from "
                + names.joined(separator: " ") + "' -k -a '(__fish_complete_suffix .wql)'"
        // Where nothing else is found, bash takes files.
        default: return script + "\ncomplete -o filenames -o default -F _workql workql"
        }
    }
}

/// The command with its subcommands, for completions alone: what is typed is read by `Invocation`,
/// because scripts and subcommands stand in one place.
struct WholeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: QueryCommand.configuration.commandName,
        abstract: QueryCommand.configuration.abstract, version: QueryCommand.name,
        subcommands: [
            SyncCommand.self, SandboxCommand.self, ExplainCommand.self, DoctorCommand.self,
            CompletionsCommand.self,
        ])

    // Those of QueryCommand.What without the scripts.
    @Option(
        name: [.customShort("c"), .long], parsing: .unconditionalSingleValue,
        help: "Run TEXT, in order with the scripts.")
    var command: [String] = []

    @Option(
        name: [.customShort("p"), .long], parsing: .unconditionalSingleValue,
        help: "A value for a parameter that a script declares.")
    var param: [String] = []

    @OptionGroup var result: QueryCommand.Result
    @OptionGroup var asking: QueryCommand.Asking
}
