import Synchronization
import WorkQLCatalog

/// An authorizer that signs every request as Tencent Meeting requires, each with a unique nonce.
final class TencentMeetingAuthorizer: Authorizer {
    let identity: [String]
    let owner: String
    private let credentials: Credentials
    private let requestClock: RequestClock
    /// Nonces count up from a random start, so that none repeats with one timestamp.
    private let lastNonce = Mutex(UInt64.random(in: 1...1_000_000_000))

    init(_ credentials: Credentials, _ requestClock: RequestClock) {
        self.credentials = credentials
        self.requestClock = requestClock
        identity =
            [
                ServiceKey.tencentMeetingAppID, .tencentMeetingSdkID, .tencentMeetingOperatorID,
                .tencentMeetingSecretID,
            ].map { credentials[$0] ?? "" }
            + [
                fingerprint(
                    of: credentials[.tencentMeetingSecretKey],
                    for: [credentials[.tencentMeetingAppID]])
            ]
        owner = credentials[.tencentMeetingAppID] ?? ""
    }

    func authorize(
        _ text: RequestText, to base: BaseURL
    ) async throws(ServiceFailure) -> AuthorizedRequest {
        let headers = headers(text)
        return AuthorizedRequest(
            request: text.request(to: base, query: text.query, headers: headers), secrets: [],
            token: "")
    }

    private func headers(_ text: RequestText) -> [(name: String, value: String)] {
        let secretID = credentials[.tencentMeetingSecretID] ?? ""
        let nonce = nextNonce()
        let timestamp = Int64(requestClock.unixSeconds())
        let signature = TencentMeetingSignature(
            secretID: secretID, secretKey: credentials[.tencentMeetingSecretKey] ?? "")
        let path = text.path + (text.query.isEmpty ? "" : "?\(text.query)")
        var headers = [
            ("X-TC-Key", secretID), ("X-TC-Timestamp", String(timestamp)),
            ("X-TC-Nonce", String(nonce)),
            (
                "X-TC-Signature",
                signature.sign(
                    method: text.method.rawValue, path: path, body: text.body, nonce: nonce,
                    timestamp: timestamp)
            ),
            ("AppId", credentials[.tencentMeetingAppID] ?? ""), ("X-TC-Registered", "1"),
        ]
        if let sdkID = credentials[.tencentMeetingSdkID], !sdkID.isEmpty {
            headers.append(("SdkId", sdkID))
        }
        return headers.map { (name: $0.0, value: $0.1) }
    }

    private func nextNonce() -> UInt64 {
        lastNonce.withLock { last in
            last += 1
            return last
        }
    }
}
