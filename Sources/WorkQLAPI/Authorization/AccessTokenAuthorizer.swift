import CSimdJSON
import WorkQLCatalog

/// An authorizer of requests with an access token in the address, which the service issues in
/// exchange for the ids and a secret of the profile.
struct AccessTokenAuthorizer: Authorizer {
    let identity: [String]
    let owner: String
    private let parameter: String
    private let tokens: AccessTokens

    init(
        _ service: Service, _ grant: TokenGrant, _ credentials: Credentials, _ base: BaseURL,
        _ wire: RequestContext
    ) {
        let (secrets, ids) = service.credentials.split(where: \.isSecret)
        let organisation = ids.first.flatMap { credentials[$0] }
        identity =
            ids.map { credentials[$0] ?? "" }
            + secrets.map { fingerprint(of: credentials[$0], for: [organisation]) }
        owner = organisation ?? ""
        parameter = grant.parameter
        let query = QueryString.text(grant.parameters.map { ($0.name, credentials[$0.key] ?? "") })
        let exchange = TokenExchange(
            service: service, grant: grant, address: "\(base.text)\(grant.path)?\(query)",
            wire: wire)
        // Repeated wrong secrets ban the address for an hour.
        tokens = AccessTokens(
            of: grant.name, wire.requestClock, refusalsAreFinal: true, source: exchange.fetch)
    }

    func authorize(
        _ text: RequestText, to base: BaseURL
    ) async throws(ServiceFailure) -> AuthorizedRequest {
        let token = try await tokens.token()
        let query = text.query.isEmpty ? "" : "&\(text.query)"
        return AuthorizedRequest(
            request: text.request(
                to: base, query: "\(parameter)=\(QueryString.escape(token))\(query)", headers: []),
            secrets: [token], token: token)
    }

    func identify() async throws(ServiceFailure) { _ = try await tokens.token() }

    func drop(_ token: String) -> Bool { tokens.drop(token) }
}

/// The request that obtains a token.
private struct TokenExchange: Sendable {
    let service: Service
    let grant: TokenGrant
    let address: String
    let wire: RequestContext

    func fetch() async throws(ServiceFailure) -> (String, lifetime: Duration?) {
        let request = HTTPRequest(method: "GET", url: address, headers: [], body: [])
        let classifier = ResponseClassifier(
            service: service, endpoint: grant.name, redaction: Redaction(secrets: wire.secrets))
        let observation = CallObservation(
            instruments: wire.instruments, table: nil, endpoint: grant.name, number: nil,
            observe: { _ in })
        var retry = Retry()
        var attempt = 0
        while true {
            attempt += 1
            let told = observation.request(attempt: attempt, page: 1)
            let start = wire.requestClock.now()
            var answered: HTTPAnswer?
            var granted: GrantedToken?
            let outcome: ResponseOutcome
            do throws(TransportFailure) {
                let answer = try await wire.send(request, to: service)
                answered = answer
                let decoded = GrantedToken.decode(answer.body, grant, service.failures)
                granted = decoded.token
                outcome = classifier.classified(
                    status: answer.status,
                    decoded.answer.mapError { failure in
                        guard case .malformed(let reason) = failure else { return failure }
                        return AnswerShape(answer.body).failure(
                            type: answer.contentType, reason, isList: false, classifier.redaction)
                    }
                ) { _ in nil }
            } catch {
                outcome = classifier.classified(error)
            }
            told.end(outcome, answered, after: wire.requestClock.now() - start)
            switch outcome {
            case .page:
                if let granted { return (granted.text, .seconds(granted.lifetime)) }
                // The answer is complete, so a repeated request would lack the token too.
                throw ServiceFailure(
                    .malformed, grant.name, "the response has no \"\(grant.token)\"")
            case .trouble(let trouble, let failure):
                switch retry.decide(trouble, random: wire.random()) {
                case .after(let delay), .rest(let delay):
                    try await wire.sleep(delay, grant.name)
                case .doNotRetry:
                    throw failure
                }
            case .token(let failure), .users(let failure), .tooLarge(_, let failure),
                .failed(let failure):
                throw failure
            }
        }
    }
}

/// The token that a service issued.
private struct GrantedToken {
    let text: String
    /// The lifetime in seconds.
    let lifetime: Int64

    /// Returns the lifetime to assume for an issued token, in seconds: at most 24 hours, and the
    /// documented lifetime where the service names none. An issued token is valid for some time,
    /// whatever the other fields say; if the service rejects it when it is used, it is requested
    /// again once.
    private static func life(told seconds: Int64, _ grant: TokenGrant) -> Int64 {
        seconds > 0 ? min(seconds, 24 * 3600) : grant.documentedLifetime
    }

    static func decode(
        _ body: [UInt8], _ grant: TokenGrant, _ marks: FailureMarks
    ) -> (answer: Result<Answer, DecodingFailure>, token: GrantedToken?) {
        guard let decoder = wql_decoder_create() else { return (.failure(.outOfMemory), nil) }
        defer { wql_decoder_destroy(decoder) }
        let codes = marks.codes.map { AnswerDecoder.add($0, WQL_INTEGER, to: decoder) }
        let message = marks.message.map { AnswerDecoder.add($0, WQL_TEXT, to: decoder) }
        let token = AnswerDecoder.add(grant.token, WQL_TEXT, to: decoder)
        let lifetime = AnswerDecoder.add(grant.lifetime, WQL_INTEGER, to: decoder)
        let status = body.withUnsafeBufferPointer {
            wql_decode(decoder, $0.baseAddress, $0.count, body.capacity)
        }
        guard status == WQL_DECODED else {
            return (.failure(DecodingFailure(wql_last_failure(decoder), status)), nil)
        }
        var answer = Answer()
        let told = codes.filter { wql_scalar_present(decoder, $0) != 0 }
        answer.holdsCode = !told.isEmpty
        answer.codes = told.map { wql_scalar_integer(decoder, $0) }.filter { $0 != 0 }
        answer.message = message.flatMap { String(wql_scalar_text(decoder, $0)) }
        guard wql_scalar_present(decoder, token) != 0,
            let text = String(wql_scalar_text(decoder, token)), !text.isEmpty
        else { return (.success(answer), nil) }
        let seconds =
            wql_scalar_present(decoder, lifetime) != 0 ? wql_scalar_integer(decoder, lifetime) : 0
        return (.success(answer), GrantedToken(text: text, lifetime: life(told: seconds, grant)))
    }
}

extension [ServiceKey] {
    /// Returns the elements that satisfy a condition, and the others, each in their original order.
    fileprivate func split(
        where isFirst: (ServiceKey) -> Bool
    ) -> (first: [ServiceKey], others: [ServiceKey]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}
