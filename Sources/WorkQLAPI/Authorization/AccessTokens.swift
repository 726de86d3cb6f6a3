import Synchronization

/// The access token of one app. One task fetches it when it is first needed while the others wait,
/// and it is kept until shortly before it expires.
final class AccessTokens: Sendable {
    /// A function that fetches a token and its lifetime; a nil lifetime means that the token is
    /// valid until it is refused.
    typealias Source = @Sendable () async throws(ServiceFailure) -> (String, lifetime: Duration?)

    private struct State {
        var token: String?
        /// The number of times the token was handed out.
        var uses = 0
        /// The instant until which the token is used; nil if it is used until it is refused.
        var usableUntil: Duration?
        var refusal: ServiceFailure?
    }

    private let state = Mutex(State())
    private let line = AsyncSemaphore(capacity: 1)
    private let name: String
    private let requestClock: RequestClock
    private let isFinal: Bool
    private let source: Source

    /// - Parameters:
    ///   - name: the name of the grantor of the tokens, for messages.
    ///   - isFinal: whether the token is not requested again after the first refusal.
    init(
        of name: String, _ requestClock: RequestClock, refusalsAreFinal isFinal: Bool,
        source: @escaping Source
    ) {
        self.name = name
        self.requestClock = requestClock
        self.isFinal = isFinal
        self.source = source
    }

    func token() async throws(ServiceFailure) -> String {
        if let token = try known() { return token }
        do { try await line.enter() } catch { throw .cancelled(name) }
        defer { line.leave() }
        // A task ahead in the queue may have fetched the token.
        if let token = try known() { return token }
        do throws(ServiceFailure) {
            let (token, lifetime) = try await source()
            let end = lifetime.map { lifetime in
                requestClock.now() + lifetime - min(.seconds(300), lifetime / 10)
            }
            state.withLock { state in
                state.token = token
                state.uses = 1
                state.usableUntil = end
            }
            return token
        } catch {
            if isFinal, error.kind == .credentials {
                state.withLock { $0.refusal = error }
            }
            throw error
        }
    }

    /// Discards a token that a call found to be rejected, unless it was replaced meanwhile.
    ///
    /// - Returns: whether other calls used the token too, so that it may well have been valid
    ///   before.
    func drop(_ token: String) -> Bool {
        state.withLock { state in
            guard state.token == token else { return true }
            state.token = nil
            return state.uses > 1
        }
    }

    private func known() throws(ServiceFailure) -> String? {
        let now = requestClock.now()
        let (token, refusal) = state.withLock { state in
            let token = state.usableUntil.map { $0 > now } ?? true ? state.token : nil
            if token != nil { state.uses += 1 }
            return (token, state.refusal)
        }
        if let refusal { throw refusal }
        return token
    }
}
