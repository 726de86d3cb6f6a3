import Foundation

/// The three descriptors that every program expects to be open.
package enum StandardDescriptors {
    /// Opens those that the parent process has closed. Otherwise the next file or pipe takes the
    /// number, and answers, messages or a script's text go to or come from the wrong file.
    ///
    /// Reading from an input that was closed then fails, as writing to such an output does;
    /// messages that cannot be shown are dropped. Must be called before anything else is opened.
    package static func complete() {
        let modes = [STDIN_FILENO: O_WRONLY, STDOUT_FILENO: O_RDONLY, STDERR_FILENO: O_WRONLY]
        for descriptor in STDIN_FILENO...STDERR_FILENO
        where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // open returns the lowest free number.
            _ = open("/dev/null", modes[descriptor] ?? O_RDWR)
        }
    }
}
