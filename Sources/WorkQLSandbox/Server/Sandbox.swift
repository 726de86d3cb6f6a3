import Synchronization

/// The five services without a network: a request in, an answer out.
package final class Sandbox: Sendable {
    private let configuration: SandboxConfiguration
    private let state: Mutex<State>

    private struct State: Sendable {
        var sequence = 0
        var readings: SandboxReadings
        var tokens: Tokens
        var quotas = Quotas()
        var faults: Faults
        var tencent: TencentGate
        var requests: [SandboxRequest] = []
        var violations: [SandboxViolation] = []
    }

    package init(_ configuration: SandboxConfiguration) {
        self.configuration = configuration
        state = Mutex(
            State(
                readings: configuration.readings,
                tokens: Tokens(seed: configuration.company.seed),
                faults: Faults(configuration.faults),
                tencent: TencentGate(configuration.tencentMeeting)))
    }

    package var requests: [SandboxRequest] { state.withLock { $0.requests } }

    package func takeRequests() -> [SandboxRequest] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    package var violations: [SandboxViolation] { state.withLock { $0.violations } }

    package func setFaults(_ faults: [SandboxFault]) {
        state.withLock { $0.faults = Faults(faults) }
    }

    package func setReadings(_ readings: SandboxReadings) {
        state.withLock { $0.readings = readings }
    }

    package func revokeTokens() { state.withLock { $0.tokens.revokeAll() } }

    package func answer(_ request: WireRequest) -> WireAnswer {
        let target = Target(request.target)
        let call = state.withLock { state in
            state.sequence += 1
            return Call(
                sequence: state.sequence, arrived: configuration.clock.monotonic(),
                wall: configuration.clock.wall(), request: request, target: target,
                endpoint: SandboxEndpoint(rawValue: target.path), readings: state.readings)
        }
        guard let endpoint = call.endpoint else {
            let answer = WireAnswer(
                status: 404, headers: [("Content-Type", "text/plain")],
                body: Array("404 page not found".utf8))
            record(call, answer, code: 404, fault: nil, violations: ["nobody serves this path"])
            return answer
        }
        let admission = admit(call, to: endpoint)
        var reply: Reply
        var fault: SandboxFault.Kind?
        switch admission {
        case .refused(let refusal): reply = call.reply(refusal)
        case .struck(let kind):
            fault = kind
            reply = Reply(body: [])
        case .passed(let passport, let kind):
            fault = kind
            reply = serve(call, endpoint, passport)
        }
        var answer = call.answer(reply, latency: configuration.latency)
        if let fault {
            answer = call.answer(fault, &reply, latency: configuration.latency) ?? answer
        }
        record(call, answer, code: reply.code, fault: fault, violations: reply.violations)
        return answer
    }

    /// What lets a call pass: the app whose token it bears, or the token it was just given.
    private enum Passport {
        case app(Int)
        case granted(token: String, expiresIn: Int)
        case signed
    }

    private enum Admission {
        case refused(Refusal)
        /// By a fault that leaves nothing of the answer.
        case struck(SandboxFault.Kind)
        /// Perhaps with a fault that spoils the answer.
        case passed(Passport, SandboxFault.Kind?)
    }

    private func admit(_ call: Call, to endpoint: SandboxEndpoint) -> Admission {
        state.withLock { state in
            do throws(Refusal) {
                guard call.request.method == endpoint.method else {
                    throw .forbidden(
                        endpoint.isTencentMeeting
                            ? 190_004 : endpoint.method == "GET" ? 43_001 : 43_002,
                        "\(call.request.method) instead of \(endpoint.method)")
                }
                var passport = Passport.signed
                if endpoint.isTencentMeeting {
                    try state.tencent.check(call.request, wall: call.wall)
                } else if endpoint != .getToken {
                    let app = try state.tokens.app(of: call.target, now: call.arrived)
                    passport = .app(app)
                    guard configuration.wecom.apps[app].endpoints.contains(endpoint) else {
                        throw .answer(
                            endpoint == .journal || endpoint == .journalDetail ? 301_065 : 48_002)
                    }
                }
                if let quota = state.quotas.exceeded(
                    by: endpoint, at: call.arrived, configuration.quotas(of: endpoint))
                {
                    throw .forbidden(
                        endpoint.isTencentMeeting ? 190_313 : 45_009,
                        "more than \(quota.calls) calls in \(quota.seconds) s, or one while blocked"
                    )
                }
                let fault = state.faults.next(on: endpoint)
                if let fault, !fault.needsAnswer,
                    !(fault == .expiredToken && endpoint.isTencentMeeting)
                {
                    if fault == .expiredToken, let token = call.target.first("access_token") {
                        state.tokens.expire(token)
                    }
                    return .struck(fault)
                }
                try call.checkQuery(endpoint)
                if endpoint == .getToken {
                    let granted = try state.tokens.grant(
                        call.target, configuration.wecom, lifetime: configuration.tokenLifetime,
                        wrongSecretCode: state.readings.wrongSecretCode, now: call.arrived)
                    passport = .granted(token: granted.token, expiresIn: granted.expiresIn)
                }
                return .passed(passport, fault == .expiredToken ? nil : fault)
            } catch {
                return .refused(error)
            }
        }
    }

    private func serve(
        _ call: Call, _ endpoint: SandboxEndpoint, _ passport: Passport
    ) -> Reply {
        var violations: [String] = []
        do throws(Refusal) {
            try call.checkBody(endpoint)
            let body = try serve(call, endpoint, passport, &violations)
            return Reply(body: body, violations: violations)
        } catch {
            var reply = call.reply(error)
            reply.violations += violations
            return reply
        }
    }

    private func serve(
        _ call: Call, _ endpoint: SandboxEndpoint, _ passport: Passport,
        _ violations: inout [String]
    ) throws(Refusal) -> [UInt8] {
        let company = configuration.company
        let (body, readings) = (call.request.body, call.readings)
        if case .granted(let token, let expiresIn) = passport {
            return call.tokenBody(token, expiresIn: expiresIn)
        }
        var app = 0
        if case .app(let number) = passport { app = number }
        let owner = Dice.digest(configuration.wecom.apps[app].secret.utf8)
        let cursors = { (fingerprint: UInt64) in
            Cursors(
                seed: company.seed, fingerprint: fingerprint ^ owner, now: Int(call.arrived),
                lifetime: self.configuration.cursorLifetime)
        }
        switch endpoint {
        case .checkin:
            return try CheckinService(company: company, readings: readings).reply(body)
        case .screenCapture:
            return try ScreenCaptureService(company: company, readings: readings)
                .reply(body, cursors: cursors)
        case .meetingRecording:
            return try MeetingService(company: company, readings: readings)
                .reply(body, violations: &violations, cursors: cursors)
        case .journal:
            return try JournalService(company: company, readings: readings).list(body, app: owner)
        case .journalDetail:
            return try JournalService(company: company, readings: readings).detail(body)
        case .corpRecording:
            return try CorpService(
                company: company, readings: readings,
                operatorIDs: configuration.tencentMeeting.operatorIDs
            ).reply(call.target)
        default:
            return try PeopleService(
                company: company, agentid: configuration.wecom.apps[app].agentid
            ).reply(endpoint, call.target)
        }
    }

    private func record(
        _ call: Call, _ answer: WireAnswer, code: Int, fault: SandboxFault.Kind?,
        violations: [String]
    ) {
        let request = SandboxRequest(
            sequence: call.sequence, arrived: call.arrived, method: call.request.method,
            target: call.target.redacted, endpoint: call.endpoint, body: call.canonicalBody,
            status: answer.delivery == .dropped ? 0 : answer.status, code: code, fault: fault)
        state.withLock { state in
            state.requests.append(request)
            for rule in violations {
                state.violations.append(
                    SandboxViolation(
                        sequence: call.sequence, target: call.target.redacted, rule: rule))
            }
        }
    }
}
