import CSimdJSON
import WorkQLCatalog

/// WeCom's way: an access token in the address, which corp id and secret are exchanged for.
struct WeComAuthorizer: Authorizer {
    let identity: [String]
    let owner: String
    private let tokens: AccessTokens

    init(
        _ service: Service, _ credentials: Credentials.WeCom, _ base: BaseURL,
        _ wire: RequestContext
    ) {
        identity = [
            credentials.corpID ?? "", credentials.agentID ?? "",
            fingerprint(of: credentials.secret, for: [credentials.corpID]),
        ]
        owner = credentials.corpID ?? ""
        let query = QueryString.text([
            ("corpid", credentials.corpID ?? ""), ("corpsecret", credentials.secret ?? ""),
        ])
        let exchange = TokenExchange(
            service: service, address: "\(base.text)/cgi-bin/gettoken?\(query)", wire: wire)
        // Repeated wrong secrets ban the address for an hour.
        tokens = AccessTokens(
            of: TokenExchange.endpoint, wire.timekeeper, refusalsAreFinal: true,
            source: exchange.fetch)
    }

    func authorize(
        _ text: RequestText, to base: BaseURL
    ) async throws(ServiceFailure) -> AuthorizedRequest {
        let token = try await tokens.token()
        let query = text.query.isEmpty ? "" : "&\(text.query)"
        return AuthorizedRequest(
            request: text.request(
                to: base, query: "access_token=\(QueryString.escape(token))\(query)", headers: []),
            secrets: [token], token: token)
    }

    func identify() async throws(ServiceFailure) { _ = try await tokens.token() }

    func drop(_ token: String) -> Bool { tokens.drop(token) }
}

/// The request by which a token is granted.
private struct TokenExchange: Sendable {
    static let endpoint = "gettoken"

    let service: Service
    let address: String
    let wire: RequestContext

    func fetch() async throws(ServiceFailure) -> (String, lifetime: Duration?) {
        let request = HTTPRequest(method: "GET", url: address, headers: [], body: [])
        let judge = ResponseClassifier(
            service: service, endpoint: Self.endpoint, redaction: Redaction(secrets: wire.secrets))
        let observation = CallObservation(
            instruments: wire.instruments, table: nil, endpoint: Self.endpoint, number: nil,
            observe: { _ in })
        var retry = Retry()
        var attempt = 0
        while true {
            attempt += 1
            let told = observation.request(attempt: attempt, page: 1)
            let start = wire.timekeeper.now()
            var answered: HTTPAnswer?
            var grant: Grant?
            let verdict: ResponseOutcome
            do throws(TransportFailure) {
                let answer = try await wire.send(request, to: service)
                answered = answer
                let decoded = Grant.decode(answer.body)
                grant = decoded.grant
                verdict = judge.judge(
                    status: answer.status,
                    decoded.answer.mapError { failure in
                        guard case .malformed(let reason) = failure else { return failure }
                        return AnswerShape(answer.body).failure(
                            type: answer.contentType, reason, isList: false, judge.redaction)
                    }
                ) { _ in nil }
            } catch {
                verdict = judge.judge(error)
            }
            told.end(verdict, answered, after: wire.timekeeper.now() - start)
            switch verdict {
            case .page:
                if let grant { return (grant.token, .seconds(grant.lifetime)) }
                // The answer is whole: the next one would lack it too.
                throw ServiceFailure(
                    .malformed, Self.endpoint, "the answer holds no \"access_token\"")
            case .trouble(let trouble, let failure):
                switch retry.decide(trouble, random: wire.random()) {
                case .after(let delay), .rest(let delay):
                    try await wire.sleep(delay, Self.endpoint)
                case .giveUp:
                    throw failure
                }
            case .token(let failure), .users(let failure), .tooLarge(_, let failure),
                .failed(let failure):
                throw failure
            }
        }
    }
}

/// What `gettoken` grants.
private struct Grant {
    let token: String
    /// In seconds.
    let lifetime: Int64

    /// What the service's page says of how long a token lives.
    private static let documented: Int64 = 7200

    /// A token that was granted is good for some time, whatever stands beside it; one that is not is
    /// refused when it is used, and asked for once more then.
    private static func life(told seconds: Int64) -> Int64 {
        seconds > 0 ? min(seconds, 24 * 3600) : documented
    }

    static func decode(
        _ body: [UInt8]
    ) -> (answer: Result<Answer, DecodingFailure>, grant: Grant?) {
        guard let decoder = wql_decoder_create() else { return (.failure(.outOfMemory), nil) }
        defer { wql_decoder_destroy(decoder) }
        let code = wql_add_scalar(decoder, nil, "errcode", WQL_INTEGER)
        let message = wql_add_scalar(decoder, nil, "errmsg", WQL_TEXT)
        let token = wql_add_scalar(decoder, nil, "access_token", WQL_TEXT)
        let lifetime = wql_add_scalar(decoder, nil, "expires_in", WQL_INTEGER)
        let status = body.withUnsafeBufferPointer {
            wql_decode(decoder, $0.baseAddress, $0.count, body.capacity)
        }
        guard status == WQL_DECODED else {
            return (.failure(DecodingFailure(wql_last_failure(decoder), status)), nil)
        }
        var answer = Answer()
        answer.holdsCode = wql_scalar_present(decoder, code) != 0
        if answer.holdsCode {
            answer.codes = [wql_scalar_integer(decoder, code)].filter { $0 != 0 }
        }
        answer.message = String(wql_scalar_text(decoder, message))
        guard wql_scalar_present(decoder, token) != 0,
            let text = String(wql_scalar_text(decoder, token)), !text.isEmpty
        else { return (.success(answer), nil) }
        let told =
            wql_scalar_present(decoder, lifetime) != 0 ? wql_scalar_integer(decoder, lifetime) : 0
        return (.success(answer), Grant(token: text, lifetime: life(told: told)))
    }
}
