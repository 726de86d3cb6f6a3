/// Admits calls by checks in the order of the services: method, identity, permission, concurrency,
/// frequency; then planned faults, and only then the parameters (FACTS).
struct AdmissionControl: Sendable {
    private let configuration: SandboxConfiguration
    var tokens: Tokens
    var faults: Faults
    private var quotas = Quotas()
    private var tencent: TencentMeetingVerifier

    init(_ configuration: SandboxConfiguration) {
        self.configuration = configuration
        tokens = Tokens(seed: configuration.company.seed)
        faults = Faults(configuration.faults)
        tencent = TencentMeetingVerifier(configuration.tencentMeeting)
    }

    /// The identity with which a call was admitted.
    enum Caller: Sendable {
        /// The token of an app, by its index in the credentials.
        case app(Int)
        /// The token that was just granted.
        case granted(token: String, expiresIn: Int)
        /// A signature.
        case signed
    }

    enum Admission: Sendable {
        case refused(Refusal)
        /// Replaced by a fault that discards the whole response.
        case struck(SandboxFault.Kind)
        /// Admitted, perhaps with a fault that corrupts the response.
        case passed(Caller, SandboxFault.Kind?)
    }

    mutating func admit(_ call: Call, to endpoint: SandboxEndpoint) -> Admission {
        do throws(Refusal) {
            try checkMethod(call, endpoint)
            let app = try identify(call, endpoint)
            try checkLoad(call, endpoint)
            var fault = faults.next(on: endpoint)
            if fault == .expiredToken {
                if endpoint.isTencentMeeting { fault = nil }
                if let token = call.target.first("access_token") { tokens.expire(token) }
            }
            if let fault, !fault.needsAnswer { return .struck(fault) }
            try call.checkQuery(endpoint)
            guard endpoint == .getToken else {
                return .passed(app.map(Caller.app) ?? .signed, fault)
            }
            let granted = try tokens.grant(
                call.target, configuration.wecom, lifetime: configuration.tokenLifetime,
                wrongSecretCode: call.readings.wrongSecretCode, now: call.arrived)
            return .passed(.granted(token: granted.token, expiresIn: granted.expiresIn), fault)
        } catch {
            return .refused(error)
        }
    }

    private func checkMethod(_ call: Call, _ endpoint: SandboxEndpoint) throws(Refusal) {
        guard call.request.method != endpoint.method else { return }
        let code = endpoint.isTencentMeeting ? 190_004 : endpoint.method == "GET" ? 43_001 : 43_002
        throw .forbidden(code, "\(call.request.method) instead of \(endpoint.method)")
    }

    /// Identifies the calling app, on services where apps are the callers.
    private mutating func identify(
        _ call: Call, _ endpoint: SandboxEndpoint
    ) throws(Refusal) -> Int? {
        switch endpoint {
        case .getToken: return nil
        case .corpRecording:
            try tencent.check(
                call.request, wall: call.wall, replayCode: call.readings.replayCode)
            return nil
        default:
            let app = try tokens.app(of: call.target, now: call.arrived)
            guard configuration.wecom.apps[app].endpoints.contains(endpoint) else {
                let isJournal = endpoint == .journal || endpoint == .journalDetail
                throw .answer(isJournal ? 301_065 : 48_002)
            }
            return app
        }
    }

    private mutating func checkLoad(_ call: Call, _ endpoint: SandboxEndpoint) throws(Refusal) {
        if let limit = configuration.concurrencyLimit, !endpoint.isTencentMeeting,
            call.request.inFlight > limit
        {
            throw .answer(45_033)
        }
        let quotas = configuration.quotas(of: endpoint)
        if let quota = self.quotas.exceeded(by: endpoint, at: call.arrived, quotas) {
            throw .forbidden(
                endpoint.isTencentMeeting ? 190_313 : 45_009,
                "more than \(quota.calls) calls in \(quota.seconds) s, or one while blocked")
        }
    }
}
