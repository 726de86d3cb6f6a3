import Foundation
import WorkQL
import WorkQLSyntax

/// The exit status of the command: the numbers of sysexits.h where they fit.
enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Users whom the service refuses do not change this status: their rows are missing because the
    /// app may not see them, which would be the same in any other run, and a warning names them.
    case done = 0
    case usage = 64
    case query = 65
    case noInput = 66
    case service = 69
    case output = 74
    case quota = 75
    case permission = 77
    case configuration = 78
    case interrupted = 130
    case terminated = 143

    /// The word in `--help`.
    var word: String {
        switch self {
        case .done: "done"
        case .usage: "usage"
        case .query: "query wrong"
        case .noInput: "file missing"
        case .service: "service fails"
        case .output: "output fails"
        case .quota: "quota or budget exhausted"
        case .permission: "no permission"
        case .configuration: "configuration"
        case .interrupted: "interrupted"
        case .terminated: "terminated"
        }
    }

    /// All of them with their words, for `--help`.
    static let words = allCases.map { "\($0.rawValue) \($0.word)" }.joined(separator: ", ")

    /// The meaning in the documentation.
    var meaning: String {
        switch self {
        case .done: "Success; users that the service refuses cause a warning."
        case .usage: "Wrong command line, or a missing parameter."
        case .query: "A statement is wrong."
        case .noInput:
            "A script, or a file used as a table, does not exist or cannot be read."
        case .service: "A service fails."
        case .output: "The output cannot be written."
        case .quota:
            "A quota or a budget is exhausted, the result is partial or may lack rows, or another "
                + "sync is running: run it again later, or request less."
        case .permission: "No permission, or wrong credentials."
        case .configuration: "Credentials are missing, or the configuration is wrong."
        case .interrupted: "Stopped by Ctrl-C."
        case .terminated: "Stopped by SIGTERM."
        }
    }

    /// Makes the status of a process that a signal ends.
    init(ofSignal number: Int32) { self = number == SIGTERM ? .terminated : .interrupted }

    init(_ kind: UserError.Kind) {
        self =
            switch kind {
            case .query: .query
            case .usage: .usage
            case .noInput: .noInput
            case .service: .service
            case .quota: .quota
            case .permission: .permission
            case .configuration: .configuration
            case .output: .output
            case .interrupted: .interrupted
            }
    }

    /// The error code for this status, if no more specific one is known.
    var code: DiagnosticCode {
        let kind = UserError.Kind.allCases.first { $0 != .query && ExitStatus($0) == self }
        return kind?.code ?? .unspecified
    }
}

extension UserError {
    /// The status of a command that ends because of this error.
    var status: ExitStatus { ExitStatus(self.kind) }
}
