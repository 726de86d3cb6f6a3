package import Foundation

/// A user's command for the system's shell, such as an editor or a pager.
///
/// It gets the default signal handling that any program expects, although this program handles or
/// ignores the signals of the keyboard. It has the keyboard from its start until `wait` returns.
package struct ShellCommand: Sendable {
    /// The command as the user writes it, with its options.
    let text: String
    /// The arguments `$1` and so on.
    var arguments: [String] = []
    let environment: [String: String]

    package init(_ text: String, arguments: [String] = [], environment: [String: String]) {
        self.text = text
        self.arguments = arguments
        self.environment = environment
    }

    /// The reason why it cannot be started.
    package struct Failure: Error {
        /// The system's error number.
        package var number: Int32
    }

    /// Starts the command without waiting for it.
    ///
    /// - Parameter input: the descriptor it reads from; nil for this program's standard input.
    package func start(input: Int32? = nil) throws(Failure) -> pid_t {
        let shell = "/bin/sh"
        let words = [shell, "-c", text, "sh"] + arguments
        let copies = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for copy in copies + variables { free(copy) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP] {
            sigaddset(&signals, number)
        }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        // Before the start, because a Ctrl-C may follow at once.
        Keyboard.leave()
        let problem = posix_spawn(&process, shell, &actions, &attributes, copies, variables)
        guard problem == 0 else {
            Keyboard.takeBack()
            throw Failure(number: problem)
        }
        return process
    }

    /// Waits for a process to end, for as long as the user takes.
    ///
    /// - Returns: its exit code, or 128 plus the signal, as in shells.
    @discardableResult
    package static func wait(for process: pid_t) throws(Failure) -> Int32 {
        defer { Keyboard.takeBack() }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(number: errno) }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }
}
