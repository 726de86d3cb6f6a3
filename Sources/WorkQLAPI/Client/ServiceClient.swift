package import Logging
package import Metrics
import Synchronization
package import Tracing
package import WorkQLCatalog
import WorkQLDigest
import WorkQLPages

/// A client of the services: turns a `Call` into pages of rows, within quotas and with retries.
///
/// A client has one set of credentials; fetches of any number of tasks share its tokens, quotas and
/// knowledge of refused users.
package final class ServiceClient: Sendable {
    let credentials: Credentials
    let wire: RequestContext
    private let baseURLs: [Service: BaseURL]
    private let quotas: [String: [Quota]]
    private let maxInFlight: Int
    /// Whether the addresses are those of a sandbox that lives as long as the process: at the next
    /// start it is the same company under another address.
    package let isSandboxed: Bool
    private let services = Mutex<[Service: (any Authorizer, ConcurrencyLimiter)]>([:])
    private let directory = DirectoryReader()
    private let endpoints = Mutex<[String: EndpointState]>([:])
    /// Called before each page to decide whether it may be requested; not called again for
    /// repetitions of a request that returned no page. Throws to end the fetch.
    package typealias Admission = @Sendable (CallCause) throws(ServiceFailure) -> Void

    private let callLog: (any SharedCallLog)?
    private let calls = Mutex(0)

    /// - Parameters:
    ///   - baseURLs: addresses that replace the services' own.
    ///   - routes: the network routes of the services; a service without an entry is reached
    ///     directly.
    ///   - quotas: by the endpoint's qualified name; each entry replaces all of the endpoint's own
    ///     quotas.
    ///   - maxInFlight: the maximum number of concurrent calls to one service.
    ///   - callLog: the calls of all processes; if nil, only this client's calls count.
    ///   - transport: HTTP over the network if nil.
    ///   - isSandboxed: whether the addresses are those of a sandbox of this process.
    ///   - random: uniformly distributed in 0 ..< 1, for the delays of retries.
    ///   - logger: receives every request at the level debug, without secrets.
    ///   - metrics: receives counts and times; the process's metrics if nil.
    ///   - tracer: receives spans; the process's tracer if nil.
    package init(
        credentials: Credentials, baseURLs: [Service: BaseURL] = [:],
        routes: [Service: NetworkRoute] = [:],
        quotas: [String: [Quota]] = [:], maxInFlight: Int = 8, requestClock: RequestClock = .system,
        callLog: (any SharedCallLog)? = nil, transport: (any Transport)? = nil,
        isSandboxed: Bool = false,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        logger: Logger? = nil, metrics: (any MetricsFactory)? = nil, tracer: (any Tracer)? = nil
    ) {
        self.credentials = credentials
        self.baseURLs = baseURLs
        self.quotas = quotas
        self.callLog = callLog
        wire = RequestContext(
            transport: transport ?? HTTPTransport(connections: max(maxInFlight, 1)),
            routes: routes, requestClock: requestClock, random: random,
            instruments: Instruments(logger: logger, metrics: metrics, tracer: tracer),
            secrets: credentials.secrets + routes.values.compactMap { $0.proxy?.password })
        self.maxInFlight = maxInFlight
        self.isSandboxed = isSandboxed
    }

    /// The log, metrics and tracer that receive events.
    package var instruments: Instruments { wire.instruments }

    /// The parts of the directory that are known and cost no further calls.
    package var knownDirectory: DirectoryKnowledge { directory.knowledge }

    /// The people and departments known so far; nil before the people are fetched.
    package var knownPeople: DirectoryNames? { directory.people }
    /// The names of the departments; nil before they are fetched.
    package var knownDepartmentNames: [String]? { directory.departmentNames }

    /// Drops the lists of people, so that they are fetched again when they are next needed.
    package func forgetDirectory() { directory.forget() }

    /// Drops the lists of people if their fetch time, in seconds since 1970, does not satisfy a
    /// condition.
    package func keepDirectory(while isFresh: (_ fetched: Int64) -> Bool) {
        directory.keep(while: isFresh)
    }

    /// Takes over stored lists of people if none are known.
    package func adoptDirectory(_ records: [DirectoryRecord]) { directory.adopt(records) }

    /// Fetches as much of the lists of people as is needed to know their total cost.
    package func surveyDirectory(
        keeping: DirectoryRecord.Keeping = { _ in }, admit: @escaping Admission = { _ in },
        observe: @escaping @Sendable (CallEvent) -> Void = { _ in }
    ) async throws {
        try await directory.survey(.wecom, asking: self, keeping: keeping, admit, observe)
    }

    /// Fetches all rows of a call, page by page.
    ///
    /// Pages arrive in the service's order, and the next one is requested only after `deliver` has
    /// returned; pages without rows are not delivered. Users whom the service refuses are left out
    /// and named by `.refused`. Rows are as the service sends them: the caller drops rows outside
    /// the range and duplicates.
    ///
    /// - Parameters:
    ///   - table: a table of the call's endpoint.
    ///   - columns: indices in `table.columns`, except those of its detail endpoint; the pages
    ///     contain these columns in this order.
    ///   - further: other tables of the call's endpoint, with indices of their columns, whose rows
    ///     are read from the same answers; each page then comes with one page of each.
    ///   - observe: receives events, from any thread.
    ///   - admit: called before each page, from any thread.
    ///   - checkpoint: stores the pages, and returns those of an interrupted call.
    ///   - keeping: receives the fetched parts of the lists of people.
    /// - Throws: `ServiceFailure`, and whatever `deliver` throws. A cancelled task ends the request
    ///   in flight and throws a failure of the kind `.cancelled`.
    package func fetch(
        _ call: Call, of table: Table, columns: [Int],
        further: [(table: Table, columns: [Int])] = [],
        observe: @escaping @Sendable (CallEvent) -> Void = { _ in },
        without deferred: Set<Int> = [], admit: @escaping Admission = { _ in },
        checkpoint: (any PageCheckpointing)? = nil, keeping: DirectoryRecord.Keeping = { _ in },
        deliver: @Sendable (consuming Page) async throws -> Void
    ) async throws {
        let name = call.endpoint.name
        if let defect = call.defect { throw ServiceFailure(.defect, name, defect) }
        guard table.endpoint.qualifiedName == call.endpoint.qualifiedName else {
            throw ServiceFailure(.defect, name, "\(table.name) is not a table of this endpoint")
        }
        if let problem = credentials.problem(for: call.endpoint.service, endpoint: name) {
            throw problem
        }
        if case .directory(let list) = table.source {
            let attributes = columns.compactMap { table.columns[$0].attribute }
            let page = try await directory.page(
                of: list, attributes, .wecom, asking: self, keeping: keeping, admit, observe)
            if page.count > 0 { try await deliver(page) }
            return
        }
        let decoder: AnswerDecoder
        let brief: BriefDecoder?
        var others: [AnswerDecoder] = []
        do {
            decoder = try AnswerDecoder(table, columns: columns)
            brief = try BriefDecoder(table, columns: columns, without: deferred)
            for (table, columns) in further {
                others.append(try AnswerDecoder(table, columns: columns))
            }
        } catch {
            throw ServiceFailure(.defect, name, error.message)
        }
        let keys: AnswerDecoder?
        do { keys = try AnswerDecoder(keysOf: table) } catch {
            throw ServiceFailure(.defect, name, error.message)
        }
        let observation = observation(of: name, table: table.name, observe)
        let executor = RequestExecutor(
            self, call.endpoint, decoder, brief: brief, further: others, keys: keys,
            evidence: table.evidence(among: columns), observation, admit: admit)
        let fetch = Fetch(
            executor: executor, state: state(of: call.endpoint), observe: observation.tell,
            checkpoint: checkpoint, keys: Fetch.KeySource(table, columns, further: further))
        try await observation.span { try await fetch.run(call, deliver) }
    }

    /// - Parameter table: nil if the answer belongs to several tables.
    func observation(
        of endpoint: String, table: String?, _ observe: @escaping @Sendable (CallEvent) -> Void
    ) -> CallObservation {
        let number = calls.withLock { calls in
            calls += 1
            return calls
        }
        return CallObservation(
            instruments: wire.instruments, table: table, endpoint: endpoint, number: number,
            observe: observe)
    }

    /// Calls an endpoint that takes no range and answers in one page.
    ///
    /// - Parameters:
    ///   - table: the table whose rows the answer completes; nil if it belongs to several.
    ///   - further: decoders of other lists in the same answer.
    /// - Returns: nil if the service refuses this key but would answer others.
    func ask(
        _ endpoint: Endpoint, _ key: Call.Key?, _ decoder: AnswerDecoder, table: String? = nil,
        further: [AnswerDecoder] = [], admit: @escaping Admission = { _ in },
        _ observe: @escaping @Sendable (CallEvent) -> Void
    ) async throws(ServiceFailure) -> Answer? {
        if let problem = credentials.problem(
            for: endpoint.service, endpoint: endpoint.name, constants: endpoint.constants)
        {
            throw problem
        }
        let call = Call(
            endpoint: endpoint, start: 0, end: 0, keys: key.map { [$0] } ?? [], choices: [])
        let executor = RequestExecutor(
            self, endpoint, decoder, further: further,
            observation(of: endpoint.name, table: table, observe), admit: admit)
        switch try await executor.ask(call, at: .first, page: 1) {
        case .page(let answer): return answer
        case .usersRefused: return nil
        case .tooLarge(_, let failure): throw failure
        }
    }

    /// Returns the first request of a call on one line, without token or signature: `POST
    /// checkin/getcheckindata {"opencheckindatatype":3,…}`.
    ///
    /// Values of the profile appear by their name: `OPERATOR_ID`.
    package static func requestLine(for call: Call) -> String {
        requestLine(for: call, Credentials())
    }

    /// Returns the same line with the values of the client's own profile.
    package func requestLine(for call: Call) -> String {
        Self.requestLine(for: call, credentials)
    }

    private static func requestLine(for call: Call, _ credentials: Credentials) -> String {
        let profile = credentials.profile(of: call.endpoint) { $0.uppercased() }
        return requestLine(RequestText(call, at: .first, profile: profile), call)
    }

    fileprivate static func requestLine(_ text: RequestText, _ call: Call) -> String {
        switch text.method {
        case .post: "POST \(call.endpoint.name) \(text.body)"
        case .get: "GET \(call.endpoint.name)?\(text.query)"
        }
    }

    /// Returns the network route of a service.
    package func route(to service: Service) -> NetworkRoute { wire.routes[service] ?? .direct }

    /// Returns the issuer of a service's certificate; nil without TLS, or if the certificate cannot
    /// be read.
    package func certificateIssuer(of service: Service) async -> String? {
        let address = baseURL(of: service)
        guard address.isEncrypted else { return nil }
        return await CertificateInspection.certificate(
            of: address.authority, by: route(to: service))?.issuer
    }

    /// Returns whether a service runs on this machine, as the sandbox does.
    package func isLocal(_ service: Service) -> Bool { baseURL(of: service).authority.isLoopback }

    func baseURL(of service: Service) -> BaseURL { baseURLs[service] ?? .standard(service) }

    func limiter(of service: Service) -> ConcurrencyLimiter { known(service).1 }

    func authorizer(of service: Service) -> any Authorizer { known(service).0 }

    private func known(_ service: Service) -> (any Authorizer, ConcurrencyLimiter) {
        services.withLock { services in
            if let known = services[service] { return known }
            let new = (
                service.authorizer(credentials, baseURL(of: service), wire),
                ConcurrencyLimiter(maximum: maxInFlight)
            )
            services[service] = new
            return new
        }
    }

    /// Returns the limits below the documented ones that the service has turned out to have.
    package func limits(of endpoint: Endpoint) -> LearntLimits {
        endpoints.withLock { $0[endpoint.qualifiedName]?.limits } ?? LearntLimits()
    }

    /// Whether a user is in the list of people, or was in a call that the endpoint has answered or
    /// refused.
    package func knows(_ user: Scalar, of endpoint: Endpoint) -> Bool {
        if let state = endpoints.withLock({ $0[endpoint.qualifiedName] }), state.knows(user) {
            return true
        }
        guard case .text(let userid) = user else { return false }
        return knownPeople?.person(userid) != nil
    }

    func state(of endpoint: Endpoint) -> EndpointState {
        endpoints.withLock { known in
            if let state = known[endpoint.qualifiedName] { return state }
            let state = EndpointState(
                quotas[endpoint.qualifiedName] ?? endpoint.quota, wire.requestClock,
                shared: callLog.map { ($0, scope(of: endpoint)) })
            known[endpoint.qualifiedName] = state
            return state
        }
    }

    /// Returns the name of an endpoint's calls among those of all processes.
    ///
    /// A service counts by organisation or by app, and its documentation does not say which. So all
    /// apps of an organisation count together, which never exceeds a quota. So do all addresses of
    /// a service: a machine may reach it by a proxy with an address of its own. What answers on
    /// this machine is a sandbox, whose quota is its own. Only a digest is stored, so that a reader
    /// of the log does not learn the organisation.
    private func scope(of endpoint: Endpoint) -> String {
        let service = endpoint.service
        let address = isLocal(service) ? baseURL(of: service).text : service.name
        let text = "\(address)\n\(authorizer(of: service).owner)"
        let digest = Digest.sha256(Array(text.utf8)).prefix(12)
        return "\(digest.hexadecimal) \(endpoint.name)"
    }
}

extension Call {
    /// The complete first request, which identifies exactly this call.
    package var request: String {
        ServiceClient.requestLine(RequestText(self, at: .first, profile: [:]), self)
    }
}
