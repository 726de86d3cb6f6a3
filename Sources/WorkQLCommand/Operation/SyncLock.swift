import Foundation
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLOutput
import WorkQLSyntax
import WorkQLTime

/// The right to fill a store with the credentials of an app, held by one sync at a time.
///
/// Why: a run that a quota slows down and the next one of the same timer would exhaust the quota
/// between them. Their answers would still be correct.
///
/// It is a lock of the operating system on a file beside the store, which is released however the
/// process ends. The file names the holder, and exists only while the lock is held.
struct SyncLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// The holder of the lock, reported to a second sync.
    struct Holder: Codable, Sendable {
        var process: Int32
        var since: Date
        var scripts: [String]

        fileprivate var words: String {
            let names = scripts.isEmpty ? "" : " for " + scripts.map(\.neutralized).listed
            return "process \(process), since \(since.formatted(.iso8601))\(names)"
        }
    }

    /// Returns the path of the lock file for a store and the identity that the session has at the
    /// services.
    static func path(besides store: String, _ session: ScriptSession) -> String {
        let marks = Service.builtIn.map { session.client.identity(of: $0).prefix(8) }
        return ([store + ".sync"] + marks.map(String.init)).joined(separator: "-")
    }

    /// - Parameter patience: how many seconds to wait for another holder.
    /// - Throws: if another process still holds the lock after that, or the file cannot be created.
    static func take(
        _ path: String, for holder: Holder, patience: Int
    ) async throws(UserError) -> SyncLock {
        let end = ContinuousClock.now + .seconds(patience)
        while true {
            if let lock = try attempt(path, for: holder) { return lock }
            guard ContinuousClock.now < end else { break }
            do { try await Task.sleep(for: .milliseconds(200)) } catch {
                throw UserError(.interrupted, "the wait for another sync was interrupted")
            }
        }
        throw UserError(
            .quota, "another sync is filling this store: \(words(of: path))",
            help: "run it again later, or wait for the other sync with --wait 10min",
            code: .alreadyRunning)
    }

    /// - Returns: nil if another process holds the lock.
    private static func attempt(
        _ path: String, for holder: Holder
    ) throws(UserError) -> SyncLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            if number == EWOULDBLOCK || number == EINTR { return nil }
            throw failure(path, number)
        }
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        guard let data = try? encoder.encode(holder), ftruncate(descriptor, 0) == 0,
            data.withUnsafeBytes({ Output.write($0, to: descriptor) }) == nil
        else {
            let number = errno
            close(descriptor)
            throw failure(path, number)
        }
        // The previous holder may have removed the file since it was opened. Another process may
        // then lock a new file, in which case the contents differ.
        guard FileManager.default.contents(atPath: path) == data else {
            close(descriptor)
            return nil
        }
        return SyncLock(descriptor: descriptor, path: path)
    }

    func release() {
        unlink(path)
        close(descriptor)
    }

    private static func words(of path: String) -> String {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
            let holder = try? decoder.decode(Holder.self, from: data)
        else { return "a process that has just started or ended" }
        return holder.words
    }

    private static func failure(_ path: String, _ number: Int32) -> UserError {
        UserError(
            .output, "locking \(path.neutralized) failed: \(systemMessage(number))",
            help: "the folder of the store must be writable")
    }
}
