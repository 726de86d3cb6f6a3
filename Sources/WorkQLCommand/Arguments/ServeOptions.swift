import WorkQLFiles
import WorkQLServer
import WorkQLSyntax
import WorkQLTime

/// The options of `workql serve` besides those of every command that calls services.
struct ServeOptions: Hashable, Sendable {
    var listen = "127.0.0.1:\(ListenAddress.standardPort)"
    /// The file of the users who may connect; nil lets everyone connect.
    var users: String?
    var certificate: String?
    var key: String?
    var limits = CallLimits()
    var connections = 100
    var statementTimeout: Duration?
    var idleTimeout: Duration?
    /// Whether, instead of serving, a password is turned into a verifier for the file of users.
    var makesVerifier = false
}

extension CommandOption {
    static let listen = CommandOption(
        "--listen", nil, .init(placeholder: "HOST:PORT|SOCKET"), in: .other,
        "Listen on an address, or on the path of a Unix socket or its folder (default: "
            + "127.0.0.1:5432; port 0 picks a free one).",
        take: { $1.serve.listen = $0 })

    static let users = CommandOption(
        "--users", nil, .init(placeholder: "FILE", completion: .files(ending: nil)), in: .other,
        "Admit only the users of FILE, with passwords; each line is a name and a verifier.",
        take: { $1.serve.users = UserPath.expanded($0) })

    static let password = CommandOption(
        "--password", in: .other,
        "Read a password and print its verifier for --users; nothing is served.",
        take: { $1.serve.makesVerifier = true })

    static let certificate = CommandOption(
        "--tls-cert", nil, .init(placeholder: "FILE", completion: .files(ending: nil)), in: .other,
        "The certificate of the server with its chain, in PEM.",
        take: { $1.serve.certificate = UserPath.expanded($0) })

    static let key = CommandOption(
        "--tls-key", nil, .init(placeholder: "FILE", completion: .files(ending: nil)), in: .other,
        "The key of the certificate, in PEM.", take: { $1.serve.key = UserPath.expanded($0) })

    static let statementCalls = calls(
        "--statement-calls", "Refuse statements that need more than N calls.", \.statement)

    static let connectionCalls = calls(
        "--connection-calls", "Let each connection make at most N calls.", \.connection)

    static let dayCalls = calls(
        "--day-calls", "Let all connections together make at most N calls a day.", \.day)

    static let userCalls = calls(
        "--user-calls", "Let the connections of each user together make at most N calls a day.",
        \.userDay)

    static let connections = CommandOption(
        "--connections", nil, .init(placeholder: "N"), in: .other,
        "Allow at most N connections at once (default: 100).",
        take: { (text, arguments) throws(UserError) in
            guard let number = Int(text), (1...100_000).contains(number) else {
                throw UserError(
                    .usage, "\"\(text)\" is not a number of connections",
                    help: "write --connections 100")
            }
            arguments.serve.connections = number
        })

    static let statementTimeout = timeout(
        "--statement-timeout", "Cancel statements that run longer than this, such as 30s or 5min.",
        \.statementTimeout)

    static let idleTimeout = timeout(
        "--idle-timeout", "Close connections that are idle for this long, such as 1h.",
        \.idleTimeout)

    private static func calls(
        _ name: String, _ summary: String,
        _ path: any WritableKeyPath<CallLimits, Int?> & Sendable
    ) -> CommandOption {
        CommandOption(
            name, nil, .init(placeholder: "N"), in: .other, summary,
            take: { (text, arguments) throws(UserError) in
                guard let number = Int(text), number >= 0 else {
                    throw UserError(
                        .usage, "\"\(text)\" is not a number of calls", help: "write \(name) 100")
                }
                arguments.serve.limits[keyPath: path] = number
            })
    }

    private static func timeout(
        _ name: String, _ summary: String,
        _ path: any WritableKeyPath<ServeOptions, Duration?> & Sendable
    ) -> CommandOption {
        CommandOption(
            name, nil, .init(placeholder: "DURATION"), in: .other, summary,
            take: { (text, arguments) throws(UserError) in
                guard let duration = DurationLiteral(text),
                    let milliseconds = duration.milliseconds,
                    milliseconds > 0
                else {
                    throw UserError(
                        .usage, "\"\(text)\" is not a duration",
                        help: "write \(name) 30s, 5min or 1h")
                }
                arguments.serve[keyPath: path] = .milliseconds(milliseconds)
            })
    }
}

extension DurationLiteral {
    /// The length in milliseconds; nil for a duration with months, quarters or years, whose lengths
    /// vary.
    fileprivate var milliseconds: Int64? {
        var sum: Int64 = 0
        for part in parts {
            let unit: Int64? =
                switch part.unit {
                case .millisecond: 1
                case .second: 1000
                case .minute: 60_000
                case .hour: 3_600_000
                case .day: 86_400_000
                case .week: 604_800_000
                case .month, .quarter, .year: nil
                }
            guard let unit else { return nil }
            sum += Int64(part.count).multipliedReportingOverflow(by: unit).partialValue
        }
        return sum
    }
}
