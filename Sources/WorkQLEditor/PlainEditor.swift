import Synchronization
package import WorkQLSyntax
import WorkQLTime

/// Reads lines that the terminal itself edits, for terminals whose cursor cannot be moved:
/// `TERM=dumb`, as in Emacs and under expect, or no `TERM` at all. Only prompts are written.
package actor PlainEditor: LineEditor {
    private let line: TerminalLine
    private let isFinished: @Sendable (String) -> Bool
    private var history: History
    /// The history file; nil if there is no location for one.
    private let file: HistoryFile?
    private let environment: [String: String]
    private let thread = EditorThread()

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    package init(
        line: TerminalLine, isFinished: @escaping @Sendable (String) -> Bool, history: [String],
        file: HistoryFile?, environment: [String: String]
    ) {
        self.line = line
        self.isFinished = isFinished
        self.history = History(history)
        self.file = file
        self.environment = environment
    }

    package func read(_ prompt: Prompt) -> LineReading {
        _ = line.takeWaiting()
        var lines = prompt.draft.isEmpty ? [] : prompt.draft.components(by: "\n")
        for (number, text) in lines.enumerated() {
            line.write((number == 0 ? prompt.first : prompt.following) + text + "\n")
        }
        while true {
            line.write(lines.isEmpty ? prompt.first : prompt.following)
            switch nextLine() {
            case .text(let text):
                lines.append(text)
                let whole = lines.joined(separator: "\n")
                if isFinished(whole) { return .text(whole) }
            case .interrupted:
                line.write("\n")
                return .interrupted
            case .end:
                line.write("\n")
                // The text before the end of the input is run, as in a script.
                return lines.isEmpty ? .end : .text(lines.joined(separator: "\n"))
            }
        }
    }

    package nonisolated func say(_ text: String) { line.write(text) }

    package func confirm(_ question: String, discarding note: String) async -> Bool {
        _ = line.takeWaiting()
        return await withTaskCancellationHandler {
            line.discardInput(saying: "\n" + note + "\n")
            line.write(question + " [y/N] ")
            guard case .text(let answer) = nextLine() else { return false }
            return ["y", "yes", "是"].contains(answer.lowercased().filter { !$0.isWhitespace })
        } onCancel: {
            line.ring { $0.isInterrupted = true }
        }
    }

    package func remember(_ text: String) -> UserError? {
        history.add(text)
        return file?.keep(text)
    }

    package func remembered() -> [String] { history.entries }

    package func edit(_ text: String) throws(UserError) -> String {
        defer { _ = line.takeWaiting() }
        return try ExternalEditor(environment: environment).edit(text)
    }

    package func pause(until instant: ContinuousClock.Instant) -> Pause {
        line.pause(until: instant)
    }

    /// Waits for a line, whose bytes the terminal delivers when Enter is pressed.
    private func nextLine() -> LineReading {
        var bytes: [UInt8] = []
        while !line.isEnding {
            switch line.wait() {
            case .byte(0x0A), .byte(0x0D): return .text(String(decoding: bytes, as: UTF8.self))
            case .byte(let byte): bytes.append(byte)
            case .woken:
                let waiting = line.takeWaiting()
                for text in waiting.said { line.write(text) }
                if waiting.isInterrupted { return .interrupted }
            case .timeout: continue
            case .end:
                return bytes.isEmpty ? .end : .text(String(decoding: bytes, as: UTF8.self))
            }
        }
        return .end
    }
}

extension String {
    fileprivate func components(by separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
