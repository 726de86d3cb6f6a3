package import Logging
package import WorkQLAPI
package import WorkQLCatalog
import WorkQLPlanner
package import WorkQLSyntax
package import WorkQLTime

extension Settings {
    /// Returns a session with these settings. Missing credentials are an error only when a
    /// statement needs them.
    package func session(
        now: Instant, parameters: [Name: String] = [:], catalog: Catalog = .builtIn,
        callLog: (any SharedCallLog)? = nil
    ) throws(UserError) -> ScriptSession {
        ScriptSession(
            options: options(now: now, parameters: parameters),
            client: try client(catalog: catalog, callLog: callLog), catalog: catalog)
    }

    func options(
        now: Instant, parameters: [Name: String] = [:]
    ) -> ScriptSession.Options {
        var options = ScriptSession.Options(now: now, settings: values, parameters: parameters)
        options.isOffline = isOffline
        options.takesPartial = takesPartial
        return options
    }

    /// Returns a client with these settings.
    package func client(
        catalog: Catalog, callLog: (any SharedCallLog)? = nil, requestClock: RequestClock = .system,
        transport: (any Transport)? = nil, logger: Logger = Logger(label: "workql")
    ) throws(UserError) -> ServiceClient {
        var addresses: [Service: BaseURL] = [:]
        var routes: [Service: NetworkRoute] = [:]
        var services = services
        for service in Service.builtIn {
            if let text = service.addressKey.flatMap({ services[$0] }) {
                let isPlain = network.allowsPlainHTTP(for: service)
                do {
                    addresses[service] = try BaseURL(text, for: service, allowsPlainHTTP: isPlain)
                } catch {
                    throw UserError(.configuration, error.message, help: error.help)
                }
            }
            guard !isSandboxed else { continue }
            routes[service] = try network.route(
                to: service, at: addresses[service] ?? .standard(service))
            if let key = service.keys.first(where: \.isSecret), services[key] == nil {
                services[key] = try network.secret(of: service)
            }
        }
        // The tables of one endpoint share its quota.
        let rules = catalog.tables.compactMap { table in
            quotas[table.name].map { (table.endpoint.qualifiedName, $0) }
        }
        return ServiceClient(
            credentials: Credentials(services), baseURLs: addresses, routes: routes,
            quotas: Dictionary(rules, uniquingKeysWith: +), requestClock: requestClock,
            callLog: callLog,
            transport: transport, isSandboxed: isSandboxed, logger: logger)
    }
}
