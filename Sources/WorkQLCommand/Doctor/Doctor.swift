import Foundation
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// One thing that has been looked at.
struct Finding: Sendable {
    enum State: String, Sendable {
        case works, warning, fails
        /// Not looked at: it is not configured, or what it needs fails.
        case skipped = "-"
    }

    /// `WeCom`, or what of it, indented by two.
    var subject: String
    var state: State
    /// What was found, without a full stop; may be empty.
    var detail = ""
    /// What to do.
    var advice: [String] = []
    /// How the command ends for it, where it fails.
    var status = ExitStatus.done

    init(_ subject: String, _ state: State, _ detail: String = "", advice: String? = nil) {
        self.subject = subject
        self.state = state
        self.detail = detail
        self.advice = advice.map { [$0] } ?? []
    }
}

/// Looks at everything that has to be right before a statement can be answered, service by service,
/// with one smallest call to each endpoint.
struct Doctor: Sendable {
    var client: ServiceClient
    var catalog: Catalog
    /// What is configured.
    var services: [ServiceKey: String]
    /// Seconds since 1970.
    var now: Int

    /// Seconds by which clocks may differ before ranges such as `SINCE 5min` mean something else.
    private static let maxSkew = 60.0

    /// Services of which nothing at all is configured are told of, and do not count.
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
                tables.append(Finding(subject, .skipped, "not asked"))
                continue
            }
            do throws(ServiceFailure) {
                try await client.probe(endpoint, asked.rows, until: now)
                tables.append(Finding(subject, .works, await quotas(of: endpoint)))
            } catch {
                hasAddress = error.code == nil || error.code != service.addressCode
                if !hasAddress {
                    findings.append(failing("  address", error))
                    tables.append(Finding(subject, .skipped, "not asked"))
                } else if error.kind == .configuration, error.code == nil {
                    // The lists of people need one setting more than the rest, which works.
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
        return findings + connection(to: service, issuer) + clock(of: service) + tables
    }

    /// By which way a service is reached, and who vouches for it; not told of this machine itself.
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
        var tables: [String]
    }

    /// Each endpoint once, with the tables that are made of it; what is put together of several is
    /// asked by the first of them, on which the others depend.
    private func endpoints(of service: Service) -> [Asked] {
        var found: [Asked] = []
        for table in catalog.tables where table.service == service {
            var (endpoint, rows) = (table.endpoint, table.rows)
            if case .directory = table.source {
                let sight = Directory.wecom.allowedUsers
                (endpoint, rows) = (sight.endpoint, sight.rows)
            }
            if let index = found.firstIndex(where: { $0.endpoint.name == endpoint.name }) {
                found[index].tables.append(table.name)
            } else {
                found.append(Asked(endpoint: endpoint, rows: rows, tables: [table.name]))
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
        finding.status = ExitStatus(failure.kind)
        return finding
    }
}

extension ExitStatus {
    fileprivate init(_ kind: ServiceFailure.Kind) {
        self =
            switch kind {
            case .configuration: .configuration
            case .credentials, .permission: .permission
            case .quota, .budget: .quota
            case .cancelled: .interrupted
            case .notFound, .service, .transport, .malformed, .defect: .service
            }
    }
}
