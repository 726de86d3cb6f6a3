import Foundation
import WorkQL
import WorkQLSyntax

/// What the command tells the shell that started it: the numbers of sysexits.h where they fit.
enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done. Users whom the service refuses do not change that: their rows are missing because the
    /// app may not see them, which no other run would change, and a warning names them.
    case done = 0
    /// The command line is wrong.
    case usage = 64
    /// A statement is wrong.
    case query = 65
    /// A script, or a file that stands for a table, does not exist or cannot be read.
    case noInput = 66
    /// The service fails.
    case service = 69
    /// The answer cannot be written.
    case output = 74
    /// A quota or a budget is used up, or the answer is partial: run it again later.
    case quota = 75
    /// No permission, or wrong credentials.
    case permission = 77
    /// Credentials are missing, or the configuration is wrong.
    case configuration = 78
    /// Stopped by Ctrl-C.
    case interrupted = 130
    /// Stopped by SIGTERM.
    case terminated = 143

    /// How a process ends that a signal ends.
    init(ofSignal number: Int32) { self = number == SIGTERM ? .terminated : .interrupted }

    init(_ error: QueryError) {
        self =
            switch error.kind {
            case .query where error.code == .missingFile: .noInput
            case .query: .query
            case .usage: .usage
            case .service: .service
            case .quota: .quota
            case .permission: .permission
            case .configuration: .configuration
            case .interrupted: .interrupted
            case .output: .output
            }
    }

    /// The kind of mistake that ends so, where nothing more is known of it.
    var code: DiagnosticCode {
        switch self {
        case .done, .query, .interrupted, .terminated: .unspecified
        case .usage: .commandLine
        case .noInput: .missingFile
        case .service: .serviceFailed
        case .output: .unwritableFile
        case .quota: .quotaExhausted
        case .permission: .noPermission
        case .configuration: .malformedConfiguration
        }
    }
}
