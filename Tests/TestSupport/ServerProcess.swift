import Foundation

/// A program that runs beside a test until the test ends it.
///
/// Foundation's `Process` waits for a descriptor that its child alone should have. A program that is
/// started at the same moment by another thread may inherit it, and if that program is a server, the
/// wait lasts as long as the server. Servers are therefore started with no descriptor of this
/// process, and with no signal blocked.
package final class ServerProcess {
    private let process: pid_t
    private var hasEnded = false

    package init(_ program: String, _ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        Self.closeOthers(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let variables =
            ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for copy in words + variables { free(copy) } }
        var process: pid_t = 0
        let problem = posix_spawn(&process, program, &actions, &attributes, words, variables)
        guard problem == 0 else { throw POSIXError(POSIXErrorCode(rawValue: problem) ?? .EIO) }
        self.process = process
    }

    deinit { stop() }

    package func stop() {
        if hasEnded { return }
        hasEnded = true
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Closes the descriptors that other tests have open; for one that is not open, nothing is done.
    static func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
        for other: Int32 in 3..<1024 { posix_spawn_file_actions_addclose(&actions, other) }
    }
}
