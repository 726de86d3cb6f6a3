import Logging
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax

extension Settings {
    /// A session by these settings. Credentials that are missing are an error only once a statement
    /// needs them.
    func session(
        now: Instant, parameters: [Name: String] = [:], catalog: Catalog = .builtIn,
        ledger: (any SharedLedger)? = nil
    ) throws(ShellError) -> ScriptSession {
        var options = ScriptSession.Options(
            now: now, zone: zone, maxCalls: maxCalls, parameters: parameters,
            store: Store.Place.named(store))
        options.retention = retention
        options.isOffline = isOffline
        options.takesPartial = takesPartial
        if isOffline, options.store == nil || options.store == .session {
            throw ShellError(
                .usage, "--offline answers from a store, and there is none",
                help: "name its file with --store")
        }
        return ScriptSession(
            options: options, client: try client(catalog: catalog, ledger: ledger),
            catalog: catalog)
    }

    /// A client by these settings.
    func client(
        catalog: Catalog, ledger: (any SharedLedger)? = nil
    ) throws(ShellError) -> ServiceClient {
        var addresses: [Service: BaseURL] = [:]
        for key in [ServiceKey.wecomBaseURL, .tencentMeetingBaseURL] {
            guard let text = services[key] else { continue }
            do { addresses[key.service] = try BaseURL(text, for: key.service) } catch {
                throw ShellError(.configuration, error.message, help: error.help)
            }
        }
        // The tables of one endpoint share its quota.
        let rules = catalog.tables.compactMap { table in
            quotas[table.name].map { (table.endpoint.qualifiedName, $0) }
        }
        return ServiceClient(
            credentials: credentials, baseURLs: addresses,
            quotas: Dictionary(rules, uniquingKeysWith: +), ledger: ledger,
            logger: Logger(label: "workql"))
    }

    private var credentials: Credentials {
        Credentials(
            wecom: Credentials.WeCom(
                corpID: services[.wecomCorpID], secret: services[.wecomSecret],
                agentID: services[.wecomAgentID]),
            tencentMeeting: Credentials.TencentMeeting(
                appID: services[.tencentMeetingAppID], sdkID: services[.tencentMeetingSdkID],
                secretID: services[.tencentMeetingSecretID],
                secretKey: services[.tencentMeetingSecretKey],
                operatorID: services[.tencentMeetingOperatorID]))
    }
}
