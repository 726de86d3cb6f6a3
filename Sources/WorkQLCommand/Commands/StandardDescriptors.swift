import Foundation

/// The three descriptors that every program expects to be open.
package enum StandardDescriptors {
    /// Opens those that whoever started the process has closed. Otherwise the next file or pipe takes
    /// the number, and answers, messages or a script's text come and go where they must not.
    ///
    /// Reading from an input that was closed fails then, as writing to such an output does; messages
    /// that nobody can see are dropped. To be called before anything else is opened.
    package static func complete() {
        let modes = [STDIN_FILENO: O_WRONLY, STDOUT_FILENO: O_RDONLY, STDERR_FILENO: O_WRONLY]
        for descriptor in STDIN_FILENO...STDERR_FILENO
        where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is the one that is given.
            _ = open("/dev/null", modes[descriptor] ?? O_RDWR)
        }
    }
}
