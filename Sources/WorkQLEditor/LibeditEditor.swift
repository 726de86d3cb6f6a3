import Synchronization
import WorkQLTime

/// The editor on libedit: an actor with a thread of its own, because reading blocks.
package actor LibeditEditor: LineEditor {
    private let session: EditingSession
    private let line: TerminalLine
    private let environment: [String: String]
    /// Nil where there is no place for a history.
    private let file: HistoryFile?
    private let isReading = Mutex(false)
    private let thread = EditorThread()

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    package init(
        line: TerminalLine, language: EditorLanguage, history: [String], file: HistoryFile?,
        environment: [String: String], isColored: Bool
    ) throws(EditorError) {
        self.line = line
        self.environment = environment
        self.file = file
        session = try EditingSession(
            line: line, language: language, history: History(history), environment: environment,
            isColored: isColored)
    }

    package func read(_ prompt: Prompt) -> LineReading {
        // What was asked for while nothing was being read is past.
        _ = line.takeWaiting()
        isReading.withLock { $0 = true }
        defer {
            isReading.withLock { $0 = false }
            // What was said in the last moment.
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

    package func confirm(_ question: String) async -> Bool {
        _ = line.takeWaiting()
        return await withTaskCancellationHandler {
            session.confirm(question)
        } onCancel: {
            line.ring { $0.isInterrupted = true }
        }
    }

    package func remember(_ text: String) -> EditorError? {
        session.remember(text)
        return file?.keep(text)
    }
}

extension LibeditEditor {
    package func remembered() -> [String] { session.history.entries }

    package func edit(_ text: String) throws(EditorError) -> String {
        // Ctrl-C in the editor is the editor's.
        defer { _ = line.takeWaiting() }
        return try ExternalEditor(environment: environment).edit(text)
    }

    package func pause(until instant: ContinuousClock.Instant) -> Pause {
        line.pause(until: instant)
    }
}
