import Dispatch
import Foundation
import Synchronization
import WorkQL
import WorkQLLanguage
import WorkQLOutput
import WorkQLPlanner
import WorkQLTime

/// A line on the terminal that shows the progress of a statement while it runs.
///
/// It is drawn at most ten times a second, and only after the statement has run for so long that a
/// user starts to wonder. It is erased while other output is written to the same terminal, and it
/// stays hidden when another program may be using the screen.
final class ProgressLine: Sendable {
    private struct State {
        var progress: RunProgress?
        var start = ContinuousClock.now
        /// The time at which the waiting call may be sent.
        var waitsUntil: Instant?
        var isDrawn = false
        /// Whether the terminal is being written to, or ends with an incomplete line.
        var isDrawingPaused = false
        /// When the question was asked that has not been answered; nil if none is open.
        var questionStart: ContinuousClock.Instant?
        /// Whether another program has the screen until the statement ends.
        var isRetired = false
        var hasNews = false
        var timer: (any DispatchSourceTimer)?
    }

    private let descriptor: Int32
    private let isColored: Bool
    private let translation: Translation
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "workql.progress")

    static let redrawsPerSecond = 10
    private static let patience = Duration.milliseconds(400)

    /// Nil where the descriptor is no terminal whose cursor can be moved.
    init?(
        descriptor: Int32, environment: [String: String], translation: Translation = Translation()
    ) {
        guard isatty(descriptor) == 1, let kind = environment["TERM"], !kind.isEmpty,
            kind != "dumb"
        else { return nil }
        self.descriptor = descriptor
        self.translation = translation
        isColored = (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// - Parameter zone: the zone of the times that are shown.
    func begin(zone: Zone) {
        state.withLock { state in
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(
                deadline: .now(), repeating: 1 / Double(Self.redrawsPerSecond),
                leeway: .milliseconds(10))
            timer.setEventHandler { [weak self] in self?.draw(zone) }
            state = State()
            state.timer = timer
            timer.resume()
        }
    }

    func update(_ progress: RunProgress) {
        state.withLock { state in
            if progress.waiting != state.progress?.waiting {
                state.waitsUntil = progress.waiting.map {
                    let end = (Date().timeIntervalSince1970 + $0).rounded(.up)
                    return Instant(seconds: Int64(end))
                }
            }
            // Before the first update, the user may have been asked a question, and that time is
            // not part of the run.
            if state.progress == nil { state.start = ContinuousClock.now }
            state.progress = progress
            state.hasNews = true
        }
    }

    /// Erases the line until the next drawing.
    func clear() { state.withLock { erase(&$0) } }

    private func erase(_ state: inout State) {
        guard state.isDrawn else { return }
        state.isDrawn = false
        state.hasNews = true
        write("\r\u{1B}[K")
    }

    /// Erases the line until `resume`, while other output is written to the terminal.
    func pauseDrawing() {
        state.withLock { state in
            erase(&state)
            state.isDrawingPaused = true
        }
    }

    /// - Parameter isAtLineStart: whether the cursor is at a position where a line may be drawn.
    func resume(atLineStart isAtLineStart: Bool) {
        state.withLock { $0.isDrawingPaused = !isAtLineStart }
    }

    /// Erases the line until the next statement: from now on a pager, or another program that reads
    /// the pipe, may have the screen.
    func retire() {
        state.withLock { state in
            erase(&state)
            state.isRetired = true
        }
    }

    /// Erases the line until the user has answered a question, which would otherwise be overdrawn.
    func beginQuestion() {
        state.withLock { state in
            erase(&state)
            state.questionStart = ContinuousClock.now
        }
    }

    /// The time of the question is not part of the run.
    func endQuestion() {
        state.withLock { state in
            guard let start = state.questionStart else { return }
            state.start += ContinuousClock.now - start
            state.questionStart = nil
        }
    }

    func end() {
        clear()
        state.withLock { state in
            state.timer?.cancel()
            state = State()
        }
    }

    private func draw(_ zone: Zone) {
        state.withLock { state in
            guard !state.isDrawingPaused, !state.isRetired, state.questionStart == nil,
                state.hasNews,
                let progress = state.progress,
                state.timer != nil
            else { return }
            let elapsed = ContinuousClock.now - state.start
            guard elapsed >= Self.patience else { return }
            let text = ProgressText(
                progress: progress, elapsed: elapsed / .seconds(1),
                waitsUntil: state.waitsUntil.map { Self.clock($0, zone) })
            let columns =
                TerminalTraits(descriptor: descriptor, environment: [:])?.columns ?? 80
            // The last cell stays free: some terminals wrap as soon as it is written.
            let line = text.line(columns: columns - 1, translation)
            write("\r\u{1B}[K" + (isColored ? "\u{1B}[2m\(line)\u{1B}[0m" : line))
            state.isDrawn = true
            // Waits end and time passes without updates; an unchanged line is not drawn again.
            state.hasNews =
                progress.waiting == nil
                && (progress.answered < progress.planned || progress.planned == 0)
        }
    }

    private static func clock(_ instant: Instant, _ zone: Zone) -> String {
        let seconds = zone.localTime(at: instant).milliseconds / 1000 % 86_400
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map {
            $0 < 10 ? "0\($0)" : "\($0)"
        }.joined(separator: ":")
    }

    /// Writes to the terminal. A failure is ignored, because progress is not worth an error.
    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    }
}
