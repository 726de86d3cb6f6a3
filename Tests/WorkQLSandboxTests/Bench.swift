import Foundation
import Synchronization
import Testing

@testable import WorkQLSandbox

/// A clock that only advances manually.
final class HandClock: Sendable {
    private let now = Mutex(1_785_600_000.0)

    var seconds: Double { now.withLock { $0 } }
    func advance(_ seconds: Double) { now.withLock { $0 += seconds } }

    var clock: SandboxClock {
        SandboxClock(wall: { self.seconds }, monotonic: { self.seconds })
    }
}

/// A response, parsed with Foundation so that the sandbox's own JSON is checked by another
/// implementation.
struct Answer {
    let wire: SandboxResponse
    let json: [String: Any]

    init(_ wire: SandboxResponse) {
        self.wire = wire
        let object = try? JSONSerialization.jsonObject(with: Data(wire.body))
        json = object as? [String: Any] ?? [:]
    }

    /// The errcode or error_code; `nil` if there is neither.
    var code: Int? {
        if let code = json["errcode"] as? Int { return code }
        if let info = json["error_info"] as? [String: Any] { return info["error_code"] as? Int }
        return json["total_count"] == nil ? nil : 0
    }

    func rows(_ key: String) -> [[String: Any]] { json[key] as? [[String: Any]] ?? [] }
    func header(_ name: String) -> String? { wire.headers.first { $0.name == name }?.value }
}

/// A sandbox without a network, and the raw requests of tests.
final class Bench: Sendable {
    let clock = HandClock()
    let sandbox: Sandbox
    let company: Company
    private let nonce = Mutex(0)
    private let held = Mutex<String?>(nil)

    // Monday, 2026-08-03 at +08:00.
    static let monday = 1_785_686_400
    static let day = 86_400

    init(_ change: (inout SandboxConfiguration) -> Void = { _ in }) {
        var configuration = SandboxConfiguration.demo
        configuration.clock = clock.clock
        change(&configuration)
        company = configuration.company
        sandbox = Sandbox(configuration)
    }

    convenience init(_ company: Company) { self.init { $0.company = company } }

    var rules: [String] { sandbox.violations.map(\.rule) }

    func get(_ target: String, body: String = "") -> Answer {
        Answer(
            sandbox.answer(WireRequest(method: "GET", target: target, body: Array(body.utf8))))
    }

    func getToken(
        corpid: String = WeComCredentials.demoCorpID, secret: String = WeComCredentials.demoSecret
    ) -> Answer {
        get("/cgi-bin/gettoken?corpid=\(corpid)&corpsecret=\(secret)")
    }

    /// Returns the current token, requested once.
    func token() -> String {
        if let token = held.withLock({ $0 }) { return token }
        let token = getToken().json["access_token"] as? String ?? ""
        held.withLock { $0 = token }
        return token
    }

    func dropToken() { held.withLock { $0 = nil } }

    func post(
        _ endpoint: SandboxEndpoint, _ body: String, token: String? = nil, method: String = "POST",
        contentType: String? = "application/json"
    ) -> Answer {
        let token = token ?? self.token()
        return Answer(
            sandbox.answer(
                WireRequest(
                    method: method, target: endpoint.path + "?access_token=" + token,
                    headers: contentType.map { [(name: "Content-Type", value: $0)] } ?? [],
                    body: Array(body.utf8))))
    }

    func people(_ endpoint: SandboxEndpoint, _ query: String = "") -> Answer {
        get(endpoint.path + "?access_token=" + token() + query)
    }

    /// Returns a body with the given members replacing the defaults; "" removes a member.
    static func body(_ defaults: [String: String], _ changes: [String: String]) -> String {
        let members = defaults.merging(changes) { $1 }.filter { !$0.value.isEmpty }
        return "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    static let corpQuery =
        "start_time=\(monday)&end_time=\(monday + 7 * day)&operator_id=zhangsan&operator_id_type=1"

    /// Signs and sends a request; `headers` replaces a header, or removes it with "".
    func corp(
        _ query: String = Bench.corpQuery, headers changes: [String: String] = [:],
        method: String = "GET", secret: String = TencentMeetingCredentials.demoSecretKey,
        timestamp: Int? = nil, nonce given: Int? = nil, body: String = ""
    ) -> Answer {
        let target = "/v1/corp/records?" + query
        let timestamp = String(timestamp ?? Int(clock.seconds))
        let number =
            given
            ?? self.nonce.withLock { nonce in
                nonce += 1
                return nonce
            }
        let key = TencentMeetingCredentials.demoSecretID
        var headers = [
            "X-TC-Key": key, "X-TC-Timestamp": timestamp, "X-TC-Nonce": String(number),
            "AppId": TencentMeetingCredentials.demoAppID,
            "SdkId": TencentMeetingCredentials.demoSdkID, "X-TC-Registered": "1",
            "X-TC-Signature": Signature.of(
                method: method, key: key, nonce: String(number), timestamp: timestamp,
                target: target, body: Array(body.utf8), secret: secret),
        ]
        headers.merge(changes) { $1 }
        return Answer(
            sandbox.answer(
                WireRequest(
                    method: method, target: target,
                    headers: headers.filter { !$0.value.isEmpty }.map {
                        (name: $0.key, value: $0.value)
                    }, body: Array(body.utf8))))
    }
}

/// Returns the members of rows under a key, in their order.
func texts(_ rows: [[String: Any]], _ key: String) -> [String] {
    rows.compactMap { $0[key] as? String }
}

func numbers(_ rows: [[String: Any]], _ key: String) -> [Int] {
    rows.compactMap { $0[key] as? Int }
}
