public import Foundation
import Logging
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

extension Session.Configuration {
    /// Returns the configuration that the command would use: `$XDG_CONFIG_HOME/workql/config.toml`,
    /// else `~/.config/workql/config.toml`, overridden by the variables `WORKQL_WECOM_CORP_ID`,
    /// `WORKQL_STORE` and the others that docs/configuration.md lists. Quotas are counted together
    /// with the user's other processes.
    ///
    /// - Parameters:
    ///   - profile: the name of a profile in the file; nil is its `default_profile`, else the one
    ///     named `default`.
    ///   - environment: the process's own environment, unless another is passed.
    /// - Throws: ``WorkQLError`` of the kind ``WorkQLError/Kind/configuration``, whose message
    ///   names the file, the line and the problem.
    public static func load(
        profile: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(WorkQLError) -> Session.Configuration {
        do throws(UserError) {
            var file: ConfigurationFile?
            if let path = ConfigurationFile.path(in: environment) {
                file = try ConfigurationFile.load(path)
            }
            let settings = try Settings(
                flags: Settings.Flags(profile: profile), environment: environment, file: file)
            var configuration = Self()
            configuration.settings = settings
            if let path = UserFolder.state.path(of: "quota", in: environment) {
                configuration.quotaLedger = .file(path)
            }
            return configuration
        } catch {
            throw WorkQLError(error)
        }
    }

    /// Returns the session of a script with this configuration.
    func session() throws(UserError) -> ScriptSession {
        var settings = settings
        do {
            if let writtenZone { settings.zone = try Zone(identifier: writtenZone) }
        } catch {
            throw UserError(.configuration, error.message, help: error.help)
        }
        if let writtenQuotas {
            settings.quotas = [:]
            for text in writtenQuotas {
                let rule = try QuotaRule(text, catalog: catalog)
                settings.quotas[rule.table, default: []].append(rule.quota)
            }
        }
        if isOffline, settings.store == nil || settings.store == .session {
            throw UserError(
                .configuration, "an offline session needs a store",
                help: "name its file: configuration.store = .file(path)")
        }
        let client = try settings.client(
            catalog: catalog, callLog: callLog, requestClock: clock.requestClock,
            transport: transport.map { ClosureTransport(transport: $0) }, logger: logger)
        var options = settings.options(now: Instant(seconds: 0))
        options.folder = folder
        return ScriptSession(options: options, client: client, catalog: catalog)
    }

    private var callLog: QuotaFile? {
        let path: String? =
            switch quotaLedger.location {
            case .session: nil
            case .user: UserFolder.state.path(of: "quota", in: ProcessInfo.processInfo.environment)
            case .file(let path): path
            }
        return path.map { path in
            QuotaFile(path: path) { [logger] trouble in
                logger.warning("\(trouble.message) (\(trouble.help))")
            }
        }
    }
}
