import CSimdJSON
import Synchronization
import WorkQLCatalog

/// WeCom's access token of one app: fetched when first needed, by one task while the others wait,
/// and kept until shortly before it expires.
final class AccessTokens: Sendable {
    private struct State {
        var token: String?
        /// How often the token was given out.
        var uses = 0
        var usableUntil: Duration = .zero
        /// A refusal of the corp id or the secret. It is not asked for again: repeated wrong secrets
        /// ban the address for an hour.
        var refusal: ServiceFailure?
    }

    static let endpoint = "gettoken"

    private let state = Mutex(State())
    private let line = WaitingLine(capacity: 1)
    private let wire: Wire
    private let address: String

    init(_ credentials: Credentials.WeCom, _ base: BaseURL, _ wire: Wire) {
        self.wire = wire
        let query = Query.text([
            ("corpid", credentials.corpID ?? ""), ("corpsecret", credentials.secret ?? ""),
        ])
        address = "\(base.text)/cgi-bin/gettoken?\(query)"
    }

    func token() async throws(ServiceFailure) -> String {
        if let token = try known() { return token }
        do { try await line.enter() } catch { throw .cancelled(Self.endpoint) }
        defer { line.leave() }
        // Somebody before in the line may have brought it.
        if let token = try known() { return token }
        do throws(ServiceFailure) {
            let (token, lifetime) = try await fetch()
            let margin = min(.seconds(300), lifetime / 10)
            let end = wire.timekeeper.now() + lifetime - margin
            state.withLock { state in
                state.token = token
                state.uses = 1
                state.usableUntil = end
            }
            return token
        } catch {
            if error.kind == .credentials {
                state.withLock { $0.refusal = error }
            }
            throw error
        }
    }

    /// Forgets a token that a call found not to be accepted, unless it was replaced meanwhile.
    ///
    /// - Returns: whether other calls had the token too, so that it may well have been good before.
    func drop(_ token: String) -> Bool {
        state.withLock { state in
            guard state.token == token else { return true }
            state.token = nil
            return state.uses > 1
        }
    }

    /// What must not be shown.
    var secrets: [String] { state.withLock { [$0.token].compactMap { $0 } } }

    private func known() throws(ServiceFailure) -> String? {
        let now = wire.timekeeper.now()
        let (token, refusal) = state.withLock { state in
            let token = state.usableUntil > now ? state.token : nil
            if token != nil { state.uses += 1 }
            return (token, state.refusal)
        }
        if let refusal { throw refusal }
        return token
    }

    private func fetch() async throws(ServiceFailure) -> (token: String, lifetime: Duration) {
        let request = HTTPRequest(method: "GET", url: address, headers: [], body: [])
        let judge = Judge(
            service: .wecom, endpoint: Self.endpoint, redaction: Redaction(secrets: wire.secrets))
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
            let verdict: Verdict
            do throws(TransportFailure) {
                let answer = try await wire.send(request, to: .wecom)
                answered = answer
                let decoded = Grant.decode(answer.body)
                grant = decoded.grant
                verdict = judge.judge(status: answer.status, decoded.answer) { _ in
                    decoded.grant == nil ? "no token in the answer" : nil
                }
            } catch {
                verdict = judge.judge(error)
            }
            told.end(verdict, answered, after: wire.timekeeper.now() - start)
            switch verdict {
            case .page:
                if let grant { return (grant.token, .seconds(grant.lifetime)) }
                throw ServiceFailure(.malformed, Self.endpoint, "no token in the answer")
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
            wql_decode(decoder, $0.baseAddress, $0.count)
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
        guard wql_scalar_present(decoder, token) != 0, wql_scalar_present(decoder, lifetime) != 0,
            let text = String(wql_scalar_text(decoder, token)), !text.isEmpty
        else { return (.success(answer), nil) }
        return (
            .success(answer), Grant(token: text, lifetime: wql_scalar_integer(decoder, lifetime))
        )
    }
}
