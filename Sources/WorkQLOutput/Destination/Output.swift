import Foundation
import WorkQL
package import WorkQLSyntax
import WorkQLTime

/// A buffer of bytes for a file descriptor, passed from one result's writer to the next.
package struct Output: Sendable {
    /// The bytes not written yet. Writers append here and call `flushIfFull` after each row.
    package var bytes: [UInt8] = []
    /// The descriptor; nil keeps all bytes in memory.
    private let descriptor: Int32?
    /// The name in messages.
    package let name: String
    /// Called before anything is written, so that other users of the terminal can erase their
    /// output.
    package var willWrite: (@Sendable () -> Void)?
    /// Called after writing, with whether the written bytes end a line.
    package var didWrite: (@Sendable (_ endsLine: Bool) -> Void)?
    /// The pager for answers longer than the screen; nil for none.
    package var pager: (any OutputPager)?
    /// The filter for cells that would control the terminal; nil if no terminal shows them.
    package var terminalGuard: TerminalGuard?
    /// The charset of the terminal that shows the answers; nil for UTF-8.
    package var charset: TerminalCharset?
    /// The workbook that contains the answers; empty before the first answer in that format.
    package var workbook = SheetPosition()
    /// Whether anything can be appended to the answers.
    package var content = FileContent()
    /// The bytes that go to the terminal before the next others, as they are.
    package var prologue: [UInt8] = []
    /// The number of results that have begun.
    package var results = 0
    /// What the writer of the current result noticed about how programs will read it.
    package var notes: [String] = []
    /// Whether programs open the output as a whole, as a file, and do not read it as a stream.
    package var isWhole = false

    private static let capacity = 64 * 1024

    /// An output that writes nothing and keeps all bytes.
    package static var memory: Output { Output(descriptor: nil, name: "") }

    package init(descriptor: Int32?, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Begins a result, and returns whether it is the first one, which no empty line precedes.
    mutating func beginResult() -> Bool {
        results += 1
        return results == 1
    }

    /// Begins a result of lines, which an empty line separates from the one before.
    mutating func beginLines() {
        if !beginResult() { bytes.append("\n") }
    }

    mutating func flushIfFull() throws(UserError) {
        if bytes.count >= Self.capacity { try flush() }
    }

    /// Writes the bytes that were held back to save system calls, because a service may be slow and
    /// a program or a person may be waiting for them. A file has no reader that waits, and should
    /// stay empty if the service fails.
    mutating func pause() throws(UserError) {
        guard let descriptor, !bytes.isEmpty else { return }
        guard !Self.isFile(descriptor) else { return }
        try flush()
    }

    /// Returns whether the descriptor is a file, which has no reader while it is written.
    package static func isFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes all of the bytes, with as many system calls as necessary.
    ///
    /// - Returns: the system's error number; nil for success.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
        var done = 0
        while done < bytes.count {
            let written = Foundation.write(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if written >= 0 {
                done += written
            } else if errno == EAGAIN {
                // A terminal or a pipe that another program has made non-blocking.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// - Throws: `UserError` of kind `output` if not all bytes could be written.
    package mutating func flush() throws(UserError) {
        guard !bytes.isEmpty, var descriptor else { return }
        if let pager {
            // Bytes that fit on the screen are held back, because more may follow.
            guard let screen = pager.descriptor(for: bytes, instead: descriptor) else { return }
            descriptor = screen
        }
        if let terminalGuard { bytes = terminalGuard.guarded(bytes) }
        if let charset { bytes = charset.encoded(bytes) }
        if !prologue.isEmpty {
            bytes = prologue + bytes
            prologue = []
        }
        willWrite?()
        let problem = bytes.withUnsafeBytes { Self.write($0, to: descriptor) }
        didWrite?(bytes.last == 0x0A)
        bytes.removeAll(keepingCapacity: true)
        if let problem {
            pager?.leave()
            throw UserError(.output, "writing to \(name) failed: \(systemMessage(problem))")
        }
    }

    /// Ends an answer: an answer that fits on the screen is written now, and the pager's input is
    /// closed. The caller has to wait for the pager.
    package mutating func endAnswer() throws(UserError) {
        guard let pager else { return }
        if pager.isRunning { try flush() }
        self.pager = nil
        try flush()
        pager.close()
    }

    /// Ends the last answer: only now is a workbook assembled.
    package mutating func finish() throws(UserError) {
        guard let book = workbook.take() else { return }
        do {
            try book.close()
            let file = try FileHandle(forReadingFrom: URL(filePath: book.path))
            defer { try? file.close() }
            while let chunk = try file.read(upToCount: 64 * 1024), !chunk.isEmpty {
                bytes.append(contentsOf: chunk)
                try flushIfFull()
            }
        } catch let error as UserError {
            throw error
        } catch {
            throw UserError(.output, "writing to \(name) failed: \(error)")
        }
        try flush()
    }

    /// Returns whether the reader of a pipe has closed it, as `head` does.
    package static func readerIsGone(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&request, 1, 0) > 0 else { return false }
        return Int32(request.revents) & (POLLERR | POLLHUP) != 0
    }
}
