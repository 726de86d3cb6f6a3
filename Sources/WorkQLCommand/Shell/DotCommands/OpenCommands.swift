import Foundation
import WorkQL
import WorkQLEditor
import WorkQLOutput
import WorkQLSyntax
import WorkQLTime

// Commands that show the last answer in another program.

extension DotCommand {
    static let excel: DotCommand = .init(
        name: "excel",
        summary: "open the last result in a spreadsheet program",
        explanation: """
            The result is written into a temporary .xlsx file, which the program that the system \
            uses for such files opens. Where there is no such program, the name of the file is shown. \
            No call is made. The shell removes the file when it starts again a day later, unless \
            the program still shows it; save it elsewhere to keep it.
            """,
        example: ".excel",
        run: { (shell, _) async throws(UserError) in try await shell.openLast(as: .xlsx) })

    static let open: DotCommand = .init(
        name: "open", arguments: "[FORMAT]", count: 0...1,
        summary: "open the last result in the program for a format, csv by default",
        explanation: """
            The result is written into a temporary file, which the program that the system uses for \
            such files opens. Where there is no such program, the name of the file is shown. The \
            formats are \(fileFormats.map(\.name).listed). No call is made. The shell removes the \
            file when it starts again a day later, unless the program still shows it; save it \
            elsewhere to keep it.
            """,
        example: ".open html",
        candidates: { _, _ in fileFormats.map(\.name) },
        run: { (shell, words) async throws(UserError) in
            let format = try words.first.map { word throws(UserError) in
                try OutputFormat(spoken: word)
            }
            guard format?.endings.isEmpty != true else {
                throw UserError(
                    .usage, "no file has the format \(format?.name ?? "")",
                    help: "the formats are " + fileFormats.map(\.name).listed)
            }
            try await shell.openLast(as: format ?? .csv)
        })

    /// The formats of files.
    private static let fileFormats = OutputFormat.all.filter { !$0.endings.isEmpty }
}

extension Shell {
    /// Writes the last answer into a temporary file, and opens it.
    fileprivate mutating func openLast(as format: OutputFormat) async throws(UserError) {
        let path = try TemporaryResults().path(withExtension: format.endings.first ?? "txt")
        try answers.open(path, once: true, writesMark: format == .csv)
        await repeatLast(as: nil)
        guard FileManager.default.fileExists(atPath: path) else {
            rmdir(URL(filePath: path).deletingLastPathComponent().path)
            return
        }
        guard let opener = Opener.command(in: run.environment) else {
            return say("a program to open it was not found\n")
        }
        // The opener may wait for the program that it starts.
        let command = ShellCommand(
            [opener, #""$1""#, "</dev/null", ">/dev/null", "2>&1", "&"].joined(separator: " "),
            arguments: [path],
            environment: ChildEnvironment.of(run.environment))
        do throws(ShellCommand.Failure) {
            try ShellCommand.wait(for: command.start())
        } catch {
            throw UserError(
                .output, "running \(opener) failed: \(systemMessage(error.number))")
        }
    }
}

/// The system's command that opens a file in the program for files of its kind.
private enum Opener {
    /// Returns the command; nil if there is none, or no screen to show a window on: without one,
    /// `xdg-open` starts a browser in the terminal.
    static func command(in environment: [String: String]) -> String? {
        #if os(macOS)
            return "open"
        #else
            let hasScreen = ["DISPLAY", "WAYLAND_DISPLAY"].contains {
                environment[$0]?.isEmpty == false
            }
            let folders = (environment["PATH"] ?? "").split(separator: ":")
            guard hasScreen,
                folders.contains(where: {
                    FileManager.default.isExecutableFile(
                        atPath: URL(filePath: String($0)).appending(path: "xdg-open").path)
                })
            else { return nil }
            return "xdg-open"
        #endif
    }
}
