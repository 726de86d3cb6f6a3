import Foundation
import WorkQL
import WorkQLEditor
import WorkQLFiles
import WorkQLLanguage
import WorkQLOutput
import WorkQLSyntax
import WorkQLTime

// Commands for things outside the shell, and for information about the shell itself.

extension DotCommand {
    static let print: DotCommand = .init(
        name: "print", arguments: "[WORD …]", count: 0...1000,
        summary: "print words, such as a heading in a script of commands",
        explanation: """
            Words are printed with a space between them. Quotes keep spaces.
            """,
        example: ".print '-- late this week'",
        run: { (shell, words) throws(UserError) in
            try shell.print([words.joined(separator: " ").neutralized])
        })

    static let shell: DotCommand = .init(
        name: "shell", arguments: "COMMAND", takesText: true,
        summary: "run a command of the system's shell",
        explanation: """
            Everything after .shell is the command, run by /bin/sh. Ctrl-C stops the command, not \
            the shell. An exit status other than 0 is shown.
            """,
        example: ".shell ls *.wql",
        run: { (shell, words) async throws(UserError) in
            guard let text = words.first else {
                throw UserError(
                    .usage, ".shell requires COMMAND", help: "for example .shell ls *.wql")
            }
            let command = ShellCommand(
                text, environment: ChildEnvironment.of(shell.run.environment))
            let result = await shell.signals.value(of: Task { await command.outcome })
            switch result {
            case .success(0): break
            case .success(let status): shell.say("-- exit status \(status)\n")
            case .failure(let failure):
                throw UserError(
                    .output, "running the command failed: \(systemMessage(failure.number))")
            }
        })

    static let cd: DotCommand = .init(
        name: "cd", arguments: "[FOLDER]", count: 0...1,
        summary: "set the folder that file names are relative to",
        explanation: """
            Without a name, shows the folder. The folder cannot be changed while a file, such as \
            that of .output, is being written.
            """,
        example: ".cd ~/reports",
        candidates: { _, words in FileNames.beginning(with: words.last ?? "", endings: []) },
        run: { (shell, words) throws(UserError) in
            let files = FileManager.default
            guard let word = words.first else {
                return shell.say("folder: \(files.currentDirectoryPath.neutralized)\n")
            }
            if let name = shell.answers.name {
                throw UserError(
                    .usage, "\(name.neutralized) is being written",
                    help: ".output without a name ends it")
            }
            let path = UserPath.expanded(word)
            guard chdir(path) == 0 else {
                throw UserError(
                    .noInput,
                    "the folder \(path.neutralized) cannot be entered: "
                        + systemMessage(errno))
            }
        })

    static let show: DotCommand = .init(
        name: "show",
        summary: "show the settings of .mode, .output and similar commands",
        explanation: "SHOW SETTINGS shows the settings that SET changes.",
        example: ".show",
        run: { (shell, _) throws(UserError) in
            let widths = shell.presentation.widths.map(String.init).joined(separator: " ")
            let rows = shell.presentation.maxRows.map { "\($0)" } ?? "every row"
            let translation = shell.run.messages.translation
            try shell.print(
                [
                    ("mode", shell.presentation.format.name),
                    ("output", shell.answers.name ?? translation("the terminal")),
                    ("width", widths.isEmpty ? translation("as wide as the cells") : widths),
                    ("maxrows", translation(rows)),
                    ("nullvalue", "\"\(shell.presentation.nullText)\""),
                    ("timer", shell.isTimed ? "on" : "off"),
                    ("timezone", shell.session.options.zone.identifier),
                    ("profile", shell.profile ?? "none"),
                    ("folder", FileManager.default.currentDirectoryPath),
                ].map { name, value in
                    name + String(repeating: " ", count: 11 - name.count) + value.neutralized
                })
        })
}

extension ShellCommand {
    /// The exit code of the command. It waits on a thread that has no other work.
    fileprivate var outcome: Result<Int32, Failure> {
        get async {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    do throws(Failure) {
                        continuation.resume(returning: .success(try Self.wait(for: start())))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
        }
    }
}
