import Foundation
import Synchronization
package import WorkQLSyntax
import WorkQLTime

/// The terminal's input and output, and a bell with which other threads wake the thread that waits
/// for a key.
package final class TerminalLine: Sendable {
    let input: Int32
    let output: Int32
    private let bell: (ears: Int32, hand: Int32)
    private let waiting = Mutex(Waiting())

    /// The requests of other threads that have not been handled yet.
    package struct Waiting: Sendable {
        package var isInterrupted = false
        /// Whether the terminal has to be set up again, as after a stop.
        package var isContinued = false
        /// Whether reading has ended; it is never reset.
        package var isEnding = false
        var said: [String] = []
    }

    enum Event: Sendable {
        case byte(UInt8)
        case woken
        case timeout
        case end
    }

    package init(input: Int32, output: Int32) throws(UserError) {
        self.input = input
        self.output = output
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw UserError(.noInput, "the terminal cannot be read: \(systemMessage(errno))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        bell = (ends[0], ends[1])
    }

    deinit {
        close(bell.ears)
        close(bell.hand)
    }

    /// Adds a request, and wakes the waiting thread.
    package func ring(_ change: @Sendable (inout Waiting) -> Void) {
        waiting.withLock { change(&$0) }
        // A full pipe wakes the thread just as another byte in it does.
        var byte: UInt8 = 0
        _ = Foundation.write(bell.hand, &byte, 1)
    }

    /// Returns the requests and marks them as handled.
    func takeWaiting() -> Waiting {
        waiting.withLock { waiting in
            defer { waiting = Waiting(isEnding: waiting.isEnding) }
            return waiting
        }
    }

    /// Whether no more input is to be read.
    var isEnding: Bool { waiting.withLock { $0.isEnding } }

    /// Waits for a byte.
    ///
    /// - Parameter milliseconds: the timeout; nil to wait forever.
    func wait(_ milliseconds: Int32? = nil) -> Event {
        while true {
            var requests = [
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.ears, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&requests, 2, milliseconds ?? -1)
            if ready == 0 { return .timeout }
            guard ready > 0 else {
                guard errno == EINTR || errno == EAGAIN else { return .end }
                continue
            }
            if requests[1].revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 64)
                while Foundation.read(bell.ears, &bytes, bytes.count) > 0 {}
                return .woken
            }
            var byte: UInt8 = 0
            switch Foundation.read(input, &byte, 1) {
            case 1: return .byte(byte)
            case 0: return .end
            default: if errno != EINTR && errno != EAGAIN { return .end }
            }
        }
    }

    /// Waits until an instant or a key, which is discarded with everything else that has been
    /// typed.
    ///
    /// Meanwhile keys are delivered one by one and not echoed; those that send signals still do.
    func pause(until instant: ContinuousClock.Instant) -> Pause {
        var before = termios()
        tcgetattr(input, &before)
        var single = before
        single.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(input, TCSANOW, &single)
        defer { tcsetattr(input, TCSANOW, &before) }
        while true {
            let left = (instant - .now) / .milliseconds(1)
            switch wait(Int32(min(max(left.rounded(.up), 0), 1_000_000))) {
            case .byte:
                tcflush(input, TCIFLUSH)
                return .key
            case .woken:
                let waiting = takeWaiting()
                if waiting.isInterrupted || waiting.isEnding { return .interrupted }
                // The shell that continues a program leaves the terminal in its own mode.
                if waiting.isContinued { tcsetattr(input, TCSANOW, &single) }
                for text in waiting.said { write(text) }
            case .timeout: if ContinuousClock.now >= instant { return .timeout }
            case .end: return .interrupted
            }
        }
    }

    /// Whether there is typed input that has not been read.
    var hasInput: Bool {
        var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) > 0
    }

    /// Discards what was typed and not read: it does not answer a question that is asked now.
    ///
    /// - Parameter note: written if there was such input.
    func discardInput(saying note: String) {
        let hadInput = hasInput
        // Also the beginning of a line, which is no input yet while the terminal delivers lines.
        tcflush(input, TCIFLUSH)
        if hadInput { write(note) }
    }

    /// Waits for the bell only and leaves typed input unread; returns false after the timeout.
    func waitForBell(_ milliseconds: Int32) -> Bool {
        var request = pollfd(fd: bell.ears, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }

    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(output, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var request = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, -1)
            } else if errno != EINTR {
                // The terminal is closed, which the next read reports.
                return
            }
        }
    }

    /// The number of columns and rows; 80 by 24 if the terminal does not know them.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
