/// The granted tokens, their apps and their lifetimes.
struct Tokens: Sendable {
    private enum TokenState: Sendable {
        case good
        /// Expired early; the response is that for an expired token.
        case expired
        /// Revoked; the response is that for an unknown token.
        case revoked
    }

    private struct Token: Sendable {
        let app: Int
        let expires: Double
        var fate = TokenState.good
    }

    private let seed: UInt64
    private var tokens: [String: Token] = [:]
    /// The current token of each app, one per app.
    private var current: [Int: String] = [:]
    private var wrongSecrets: [String: Int] = [:]
    private var bannedUntil: Double?

    /// The number of wrong secrets after which the address is banned for an hour (FACTS; the actual
    /// number is unknown).
    private static let patience = 3
    private static let ban = 3_600.0

    init(seed: UInt64) { self.seed = seed }

    /// Returns the app's token: the same as before while that is valid.
    mutating func grant(
        _ target: Target, _ credentials: WeComCredentials, lifetime: Int, wrongSecretCode: Int,
        now: Double
    ) throws(Refusal) -> (token: String, expiresIn: Int) {
        guard let corpid = target.first("corpid"), !corpid.isEmpty else {
            throw .forbidden(41_002, "corpid is missing")
        }
        guard let secret = target.first("corpsecret"), !secret.isEmpty else {
            throw .forbidden(41_004, "corpsecret is missing")
        }
        if let bannedUntil, now < bannedUntil {
            throw .forbidden(45_009, "gettoken asked while the address is banned")
        }
        guard corpid == credentials.corpid else { throw .answer(40_013) }
        guard let app = credentials.apps.firstIndex(where: { $0.secret == secret }) else {
            throw wrong(secret, code: wrongSecretCode, now: now)
        }
        if let token = current[app], let known = tokens[token], known.fate == .good {
            let left = Int(known.expires - now)
            if left > 0 { return (token, left) }
        }
        var random = SplitMix64(seed, .token, tokens.count, app)
        let token = random.word(64) + "-" + random.word(20) + "_" + random.word(20)
        tokens[token] = Token(app: app, expires: now + Double(lifetime))
        current[app] = token
        return (token, lifetime)
    }

    private mutating func wrong(_ secret: String, code: Int, now: Double) -> Refusal {
        wrongSecrets[secret, default: 0] += 1
        if wrongSecrets.values.reduce(0, +) >= Tokens.patience {
            bannedUntil = now + Tokens.ban
            wrongSecrets = [:]
            return .forbidden(code, "wrong secrets until the address is banned")
        }
        return wrongSecrets[secret] == 1
            ? .answer(code) : .forbidden(code, "a wrong secret again")
    }

    /// Returns the app to which the token belongs.
    func app(of target: Target, now: Double) throws(Refusal) -> Int {
        let sent = target.query.filter { $0.name == "access_token" }
        guard let text = sent.first?.value, !text.isEmpty else {
            throw .forbidden(41_001, "access_token is missing")
        }
        guard sent.count == 1 else { throw .forbidden(40_014, "access_token stands twice") }
        guard let token = tokens[text] else { throw .answer(40_014) }
        switch token.fate {
        case .revoked: throw .answer(40_014)
        case .expired: throw .answer(42_001)
        case .good: if now >= token.expires { throw .answer(42_001) }
        }
        return token.app
    }

    mutating func expire(_ text: String) { tokens[text]?.fate = .expired }

    mutating func revokeAll() {
        for token in tokens.keys { tokens[token]?.fate = .revoked }
    }
}
