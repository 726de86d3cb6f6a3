import Foundation
package import WorkQL
import WorkQLSyntax
import WorkQLTime

/// Bytes on their way to a file descriptor, handed from one result's writer to the next.
package struct Output: Sendable {
    /// What is not written yet. Writers append here and call `flushIfFull` after each row.
    package var bytes: [UInt8] = []
    /// nil keeps all bytes here.
    private let descriptor: Int32?
    /// What messages call it.
    private let name: String
    /// Is called before anything is written, as whoever shares the terminal has to step aside.
    package var willWrite: (@Sendable () -> Void)?
    /// Is called behind it, and told whether what was written ends a line.
    package var didWrite: (@Sendable (_ endsLine: Bool) -> Void)?
    /// Takes what is longer than the screen; nil where nothing does.
    package var pager: (any OutputPager)?
    /// What keeps the terminal from obeying what is in cells; nil where no terminal shows them.
    package var terminalGuard: TerminalGuard?
    /// The workbook that the answers are put into; nil before the first that goes into one.
    package var workbook = SheetPosition()
    /// Whether anything can be put behind the answers.
    package var content = FileContent()
    /// How many results have begun.
    package var results = 0

    private static let capacity = 64 * 1024

    /// Writes nothing and keeps everything.
    package static var memory: Output { Output(descriptor: nil, name: "") }

    package init(descriptor: Int32?, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Whether this is the first result, which no empty line separates from another.
    mutating func beginResult() -> Bool {
        results += 1
        return results == 1
    }

    mutating func flushIfFull() throws(QueryError) {
        if bytes.count >= Self.capacity { try flush() }
    }

    /// What is held back for the sake of fewer writes need not wait for a slow service, where a
    /// program or a person waits for it. Nobody waits at a file, which had better stay empty when
    /// the service fails.
    mutating func pause() throws(QueryError) {
        guard let descriptor, !bytes.isEmpty else { return }
        guard !Self.isFile(descriptor) else { return }
        try flush()
    }

    /// Whether nobody reads meanwhile what is written there.
    package static func isFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes all of the bytes, however many calls of the system that takes.
    ///
    /// - Returns: the system's number for what is in the way; nil when nothing is.
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

    /// - Throws: `QueryError` of kind `output` when not all could be written.
    package mutating func flush() throws(QueryError) {
        guard !bytes.isEmpty, var descriptor else { return }
        if let pager {
            // What is not longer than the screen yet may become so.
            guard let screen = pager.descriptor(for: bytes, instead: descriptor) else { return }
            descriptor = screen
        }
        if let terminalGuard { bytes = terminalGuard.guarded(bytes) }
        willWrite?()
        let problem = bytes.withUnsafeBytes { Self.write($0, to: descriptor) }
        didWrite?(bytes.last == 0x0A)
        bytes.removeAll(keepingCapacity: true)
        if let problem {
            pager?.leave()
            throw QueryError(.output, "writing to \(name) failed: \(systemMessage(problem))")
        }
    }

    /// Ends an answer: what turned out to be shorter than the screen is written, and the pager gets
    /// no more. It has to be waited for.
    package mutating func endAnswer() throws(QueryError) {
        guard let pager else { return }
        if pager.isRunning { try flush() }
        self.pager = nil
        try flush()
        pager.close()
    }

    /// Ends the last answer: a workbook is put together only now.
    package mutating func finish() throws(QueryError) {
        guard let book = workbook.take() else { return }
        do {
            try book.close()
            let file = try FileHandle(forReadingFrom: URL(filePath: book.path))
            defer { try? file.close() }
            while let chunk = try file.read(upToCount: 64 * 1024), !chunk.isEmpty {
                bytes.append(contentsOf: chunk)
                try flushIfFull()
            }
        } catch let error as QueryError {
            throw error
        } catch {
            throw QueryError(.output, "writing to \(name) failed: \(error)")
        }
        try flush()
    }

    /// Whether whoever reads a pipe has closed it, as `head` does when it has seen enough.
    package static func readerIsGone(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&request, 1, 0) > 0 else { return false }
        return Int32(request.revents) & (POLLERR | POLLHUP) != 0
    }
}
