import Foundation
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLOutput
import WorkQLSyntax
import WorkQLTime

/// The right to fill a store with the credentials of an app: one sync has it at a time.
///
/// Why: a run that a quota slows down and the next one of the same timer would use the quota up
/// between them. Nothing would be wrong with their answers.
///
/// It is a lock of the system's on a file beside the store, which a process loses however it ends.
/// The file says who has it, and is there only as long as somebody does.
struct SyncLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Who has it, for whoever comes second.
    struct Holder: Codable, Sendable {
        var process: Int32
        var since: Date
        var scripts: [String]

        fileprivate var words: String {
            let names = scripts.isEmpty ? "" : " for " + scripts.map(\.neutralized).listed
            return "process \(process), since \(since.formatted(.iso8601))\(names)"
        }
    }

    /// The file for a store and whoever the services take the session for.
    static func path(besides store: String, _ session: ScriptSession) -> String {
        let marks = Service.builtIn.map { session.client.identity(of: $0).prefix(8) }
        return ([store + ".sync"] + marks.map(String.init)).joined(separator: "-")
    }

    /// - Parameter patience: how many seconds it may take until nobody else has it.
    /// - Throws: where somebody still has it then, or no file can be made there.
    static func take(
        _ path: String, for holder: Holder, patience: Int
    ) async throws(ShellError) -> SyncLock {
        let end = ContinuousClock.now + .seconds(patience)
        while true {
            if let lock = try attempt(path, for: holder) { return lock }
            guard ContinuousClock.now < end else { break }
            do { try await Task.sleep(for: .milliseconds(200)) } catch {
                throw ShellError(.interrupted, "the wait for another sync was interrupted")
            }
        }
        throw ShellError(
            .quota, "another sync fills this store: \(words(of: path))",
            help: "it goes on with what is missing; --wait 10min waits for its end",
            code: .alreadyRunning)
    }

    /// - Returns: nil where somebody else has it.
    private static func attempt(
        _ path: String, for holder: Holder
    ) throws(ShellError) -> SyncLock? {
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
        // Whoever had it may have removed the file since it was opened: another may lock a new one,
        // which says so.
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
        else { return "a process that has just begun or ended" }
        return holder.words
    }

    private static func failure(_ path: String, _ number: Int32) -> ShellError {
        ShellError(
            .output, "locking \(path.neutralized) failed: \(systemMessage(number))",
            help: "the folder of the store has to be writable")
    }
}
