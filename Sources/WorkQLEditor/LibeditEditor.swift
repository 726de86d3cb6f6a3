import Synchronization
package import WorkQLSyntax
import WorkQLTime

/// The editor based on libedit: an actor with a thread of its own, because reading blocks.
package actor LibeditEditor: LineEditor {
    private let session: EditingSession
    private let line: TerminalLine
    private let environment: [String: String]
    /// The history file; nil if there is no location for one.
    private let file: HistoryFile?
    private let isReading = Mutex(false)
    private let thread = EditorThread()

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    package init(
        line: TerminalLine, language: EditorLanguage, history: [String], file: HistoryFile?,
        environment: [String: String], isColored: Bool
    ) throws(UserError) {
        self.line = line
        self.environment = environment
        self.file = file
        session = try EditingSession(
            line: line, language: language, history: History(history), environment: environment,
            isColored: isColored)
    }

    package func read(_ prompt: Prompt) -> LineReading {
        // Requests made while no text was being read are obsolete.
        _ = line.takeWaiting()
        isReading.withLock { $0 = true }
        defer {
            isReading.withLock { $0 = false }
            // Texts that other threads added at the last moment.
            for text in line.takeWaiting().said { line.write(text) }
        }
        return session.read(prompt)
    }

    package nonisolated func say(_ text: String) {
        let isWaiting = isReading.withLock { isReading in
            if isReading { line.ring { $0.said.append(text) } }
            return isReading
        }
        if !isWaiting { line.write(text) }
    }

    package func confirm(_ question: String, discarding note: String) async -> Bool {
        _ = line.takeWaiting()
        return await withTaskCancellationHandler {
            session.confirm(question, discarding: note)
        } onCancel: {
            line.ring { $0.isInterrupted = true }
        }
    }

    package func remember(_ text: String) -> UserError? {
        session.remember(text)
        return file?.keep(text)
    }
}

extension LibeditEditor {
    package func remembered() -> [String] { session.history.entries }

    package func edit(_ text: String) throws(UserError) -> String {
        // Ctrl-C pressed in the external editor is meant for it.
        defer { _ = line.takeWaiting() }
        return try ExternalEditor(environment: environment).edit(text)
    }

    package func pause(until instant: ContinuousClock.Instant) -> Pause {
        line.pause(until: instant)
    }
}
