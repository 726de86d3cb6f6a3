import Foundation
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax

/// The result of one check.
struct Finding: Sendable {
    enum State: String, Sendable {
        case works, warning, fails
        /// Not checked: it is not configured, or something it depends on fails.
        case skipped = "-"
    }

    /// The service, such as `WeCom`, or a part of it, indented by two.
    var subject: String
    var state: State
    /// The result, without a full stop; may be empty.
    var detail = ""
    /// The actions to take.
    var advice: [String] = []
    /// The exit status of the command for this result, if it fails.
    var status = ExitStatus.done

    /// Whether the subject is made of tables.
    var namesTables = false

    init(_ subject: String, _ state: State, _ detail: String = "", advice: String? = nil) {
        self.subject = subject
        self.state = state
        self.detail = detail
        self.advice = advice.map { [$0] } ?? []
    }

    func translated(by translation: Translation) -> Finding {
        var finding = self
        // Names of tables are not words.
        if !namesTables { finding.subject = translation(subject) }
        finding.detail = translation(detail)
        finding.advice = advice.map { translation($0) }
        return finding
    }
}

/// Checks everything that must work before a statement can be answered, service by service, with
/// the smallest possible call to each endpoint.
struct Doctor: Sendable {
    var client: ServiceClient
    var catalog: Catalog
    /// The configured values.
    var services: [ServiceKey: String]
    /// The current time, in seconds since 1970.
    var now: Int

    /// The maximum difference between clocks, in seconds, at which ranges such as `SINCE 5min` keep
    /// their meaning.
    private static let maxSkew = 60.0

    /// Checks every service. A service that is not configured at all is reported, but does not
    /// affect the outcome.
    func examine() async -> [Finding] {
        var findings: [Finding] = []
        for service in Service.builtIn {
            findings += await examine(service)
        }
        return findings
    }

    private func examine(_ service: Service) async -> [Finding] {
        guard isConfigured(service) else {
            return [
                Finding(
                    service.title, .skipped, "not configured",
                    advice: client.missing(of: service)?.help)
            ]
        }
        do throws(ServiceFailure) {
            try await client.identify(at: service)
        } catch {
            return [failing(service.title, error)] + connection(to: service, nil)
                + clock(of: service)
        }
        let issuer = await client.certificateIssuer(of: service)
        let grants = service.authorization.usesToken
        let words = grants ? "the service grants a token" : "everything is configured"
        var findings = [Finding(service.title, .works, words)]
        var tables: [Finding] = []
        var hasAddress = true
        for asked in endpoints(of: service) {
            let endpoint = asked.endpoint
            let subject = "  " + asked.tables.joined(separator: ", ")
            guard hasAddress else {
                tables.append(Finding(subject, .skipped, "not checked"))
                continue
            }
            do throws(ServiceFailure) {
                try await client.probe(
                    endpoint, asked.rows, isPlain: asked.isPlain, until: now)
                tables.append(Finding(subject, .works, await quotas(of: endpoint)))
            } catch {
                hasAddress = error.code == nil || error.code != service.addressCode
                if !hasAddress {
                    findings.append(failing("  address", error))
                    tables.append(Finding(subject, .skipped, "not checked"))
                } else if error.kind == .configuration, error.code == nil {
                    // The lists of people need one setting more than the other tables, which work.
                    tables.append(
                        Finding(subject, .skipped, error.message, advice: error.help))
                } else {
                    tables.append(failing(subject, error))
                }
            }
        }
        if hasAddress, tables.contains(where: { $0.state == .works }) {
            findings.append(Finding("  address", .works, "trusted"))
        }
        for index in tables.indices { tables[index].namesTables = true }
        return findings + connection(to: service, issuer) + clock(of: service) + tables
    }

    /// Reports the route to a service and the issuer of its certificate; omitted for this machine
    /// itself.
    private func connection(to service: Service, _ issuer: String?) -> [Finding] {
        let route = client.route(to: service)
        guard route.proxy != nil || !client.isLocal(service) else { return [] }
        var words = "directly"
        if let proxy = route.proxy {
            words = "through \(proxy.shown), from \(route.proxySource)"
        }
        if let issuer { words += "; certificate signed by \(issuer.neutralized)" }
        return [Finding("  connection", issuer == nil ? .skipped : .works, words)]
    }

    private func isConfigured(_ service: Service) -> Bool {
        service.credentials.contains { services[$0] != nil }
    }

    private struct Asked {
        var endpoint: Endpoint
        var rows: RowPath
        var columns: [Column]
        var tables: [String]

        /// Whether a row is a value, such as an id, rather than an object.
        var isPlain: Bool { columns.contains { $0.source == .element } }
    }

    /// Returns each endpoint once, with the tables that are made from it. A table that combines
    /// several endpoints is represented by its first one, on which the others depend.
    private func endpoints(of service: Service) -> [Asked] {
        var found: [Asked] = []
        for table in catalog.tables where table.service == service {
            var (endpoint, rows, columns) = (table.endpoint, table.rows, table.columns)
            if case .directory = table.source {
                let sight = Directory.wecom.allowedUsers
                (endpoint, rows, columns) = (sight.endpoint, sight.rows, sight.columns)
            }
            if let index = found.firstIndex(where: { $0.endpoint.name == endpoint.name }) {
                found[index].tables.append(table.name)
            } else {
                found.append(
                    Asked(
                        endpoint: endpoint, rows: rows, columns: columns, tables: [table.name]))
            }
        }
        return found
    }

    private func quotas(of endpoint: Endpoint) async -> String {
        await client.quotaStatus(of: endpoint).map { "\($0.quota.text), \($0.left) left" }
            .joined(separator: " · ")
    }

    private func clock(of service: Service) -> [Finding] {
        guard let ahead = client.clockAhead(of: service) else { return [] }
        let seconds = Int(abs(ahead).rounded(.up))
        guard seconds > 0 else {
            return [Finding("  clock", .works, "the same as the service's")]
        }
        let words = "\(seconds) s \(ahead > 0 ? "ahead of" : "behind") the service's"
        guard Double(seconds) > Self.maxSkew else { return [Finding("  clock", .works, words)] }
        return [
            Finding(
                "  clock", .warning, words,
                advice: "set this machine's clock: ranges such as SINCE 1h are off by as much")
        ]
    }

    private func failing(_ subject: String, _ failure: ServiceFailure) -> Finding {
        var finding = Finding(subject, .fails, failure.message, advice: failure.help)
        // No statement is at fault here.
        finding.status =
            failure.kind == .notFound ? .service : ExitStatus(UserError.Kind(failure.kind))
        return finding
    }
}
