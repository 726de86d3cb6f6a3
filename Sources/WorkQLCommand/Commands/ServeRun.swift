import Foundation
import WorkQL
import WorkQLServer
import WorkQLSyntax
import WorkQLTime

/// Serves PostgreSQL's protocol until Ctrl-C or SIGTERM.
struct ServeRun: Sendable {
    var run: QueryRun
    var options: ServeOptions

    /// - Throws: errors found before a client can connect.
    func run() async throws(UserError) -> ExitStatus {
        var configuration = Server.Configuration()
        guard let address = ListenAddress(options.listen, isFolder: Self.isFolder) else {
            throw UserError(
                .usage, "\"\(options.listen)\" is not an address",
                help: "write --listen 127.0.0.1:5432, or the path of a socket")
        }
        configuration.listen = address
        configuration.sockets = try PassedSocket.all(in: run.environment)
        configuration.users = try users()
        configuration.certificate = options.certificate
        configuration.key = options.key
        configuration.limits = options.limits
        // The demo has a company, and quotas, of its own.
        if !run.query.isDemo {
            configuration.ledger = try Self.ledger(in: run.environment)
        }
        configuration.maxConnections = options.connections
        configuration.statementTimeout = options.statementTimeout
        configuration.idleTimeout = options.idleTimeout
        let settings = try run.settings()
        let now = try FixedNow.instant(run.query.now, zone: settings.zone)
        let isFixed = run.query.now != nil
        return await Interruption.run { [configuration] in
            await run.withSession(settings, now) { session in
                await serve(configuration, session) {
                    // Services measure time in seconds.
                    isFixed
                        ? now
                        : Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
                }
            }
        }
    }

    private func serve(
        _ configuration: Server.Configuration, _ session: ScriptSession,
        now: @escaping @Sendable () -> Instant
    ) async -> ExitStatus {
        let messages = run.messages
        do {
            let server = try Server(
                configuration, script: session, catalog: TableCatalogHandler(), now: now,
                log: { messages.say($0.line, as: "statement ended", $0.fields) })
            try await server.run { address in
                print("listening on \(address)")
                fflush(nil)
            }
            return .done
        } catch let error as UserError {
            messages.report(error)
            return .configuration
        } catch {
            let reason = Server.reason(of: error)
            messages.report(
                UserError(
                    .configuration, "the server cannot listen on \(options.listen): \(reason)",
                    help: "choose another address with --listen"))
            return .configuration
        }
    }

    /// Returns the file of the calls of the day, in a folder that exists.
    private static func ledger(in environment: [String: String]) throws(UserError) -> String? {
        guard let path = UserFolder.state.path(of: "serve-calls", in: environment) else {
            return nil
        }
        let folder = URL(filePath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw UserError(
                .configuration, "the folder \(folder.path) cannot be created",
                help: "set XDG_STATE_HOME to another folder")
        }
        return path
    }

    private func users() throws(UserError) -> ServerUsers? {
        guard let path = options.users else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw UserError(
                .configuration, "the users file \(path) cannot be read",
                help: "specify a text file with --users")
        }
        if let exposure = ConfigurationFile.exposure(of: path) {
            run.messages.warn(exposure.message.neutralized, help: exposure.help.neutralized)
        }
        do throws(UserError) {
            return try ServerUsers(text)
        } catch {
            var error = error
            error.message = "\(path): \(error.message)"
            throw error
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = ObjCBool(false)
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// Returns the verifier for the file of users, made from a password on standard input.
    static func verifier() throws(UserError) -> String {
        if isatty(STDIN_FILENO) == 1, let prompt = getpass("Password: ") {
            return ServerUsers.verifier(of: String(cString: prompt))
        }
        guard let password = readLine(), !password.isEmpty else {
            throw UserError(
                .usage, "--password reads a password from standard input",
                help: "type it, or write it to a pipe")
        }
        return ServerUsers.verifier(of: password)
    }
}

extension StatementRecord {
    /// The statement's log line, without any of its values.
    var line: String {
        let words: [String?] = [
            "user=\(user)", application.isEmpty ? nil : "application=\(application)",
            "statement=\(kind)", tables.isEmpty ? nil : "tables=" + tables.joined(separator: ","),
            "calls=\(calls)", shared > 0 ? "shared=\(shared)" : nil, "rows=\(rows)",
            "stored=\(stored)", isStoreAlone ? "store-only" : nil, "ms=\(milliseconds)",
            state.map { "error=\($0)" },
        ]
        return words.compactMap(\.self).joined(separator: " ")
    }

    /// The same for programs.
    var fields: [(String, LogRecord.Field)] {
        var fields: [(String, LogRecord.Field)] = [("user", .text(user))]
        if !application.isEmpty { fields.append(("application", .text(application))) }
        fields.append(("statement", .text(kind)))
        if !tables.isEmpty { fields.append(("tables", .text(tables.joined(separator: ",")))) }
        fields += [
            ("calls", .integer(calls)), ("shared", .integer(shared)), ("rows", .integer(rows)),
            ("stored", .integer(stored)),
            ("store_only", .integer(isStoreAlone ? 1 : 0)), ("ms", .integer(milliseconds)),
        ]
        if let state { fields.append(("error", .text(state))) }
        return fields
    }

    private var milliseconds: Int {
        Int(duration.components.seconds) * 1000
            + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    }
}
