import Synchronization

/// The five services without a network: takes a request, returns a response.
package final class Sandbox: Sendable {
    private let configuration: SandboxConfiguration
    private let state: Mutex<State>

    private struct State: Sendable {
        var sequence = 0
        var readings: SandboxReadings
        var admission: AdmissionControl
        var requests: [SandboxRequest] = []
        var violations: [SandboxViolation] = []
        /// The number of responses about each list.
        var turns: [UInt64: Int] = [:]
    }

    package init(_ configuration: SandboxConfiguration) {
        self.configuration = configuration
        state = Mutex(
            State(
                readings: configuration.readings,
                admission: AdmissionControl(configuration)))
    }

    /// The requests in the order of their sequence: they are recorded when they are answered, which
    /// may be in another order.
    package var requests: [SandboxRequest] {
        state.withLock { $0.requests }.sorted { $0.sequence < $1.sequence }
    }

    package func takeRequests() -> [SandboxRequest] {
        let taken = state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
        return taken.sorted { $0.sequence < $1.sequence }
    }

    /// The maximum number of remembered requests, so that a sandbox can run indefinitely.
    private static let memory = 100_000

    package var violations: [SandboxViolation] { state.withLock { $0.violations } }

    package func setFaults(_ faults: [SandboxFault]) {
        state.withLock { $0.admission.faults = Faults(faults) }
    }

    package func setReadings(_ readings: SandboxReadings) {
        state.withLock { state in
            state.readings = readings
            state.turns = [:]
        }
    }

    package func revokeTokens() { state.withLock { $0.admission.tokens.revokeAll() } }

    package func answer(_ request: WireRequest) -> SandboxResponse {
        let target = Target(request.target)
        let call = state.withLock { state in
            state.sequence += 1
            return Call(
                sequence: state.sequence, arrived: configuration.clock.monotonic(),
                wall: configuration.clock.wall(), request: request, target: target,
                endpoint: SandboxEndpoint(rawValue: target.path), readings: state.readings)
        }
        guard let endpoint = call.endpoint else {
            let answer = SandboxResponse(
                status: 404, headers: [("Content-Type", "text/plain")],
                body: Array("404 page not found".utf8))
            record(call, answer, code: 404, fault: nil, violations: ["nobody serves this path"])
            return answer
        }
        var reply: Reply
        var fault: SandboxFault.Kind?
        switch state.withLock({ $0.admission.admit(call, to: endpoint) }) {
        case .refused(let refusal): reply = call.reply(refusal)
        case .struck(let kind):
            fault = kind
            reply = Reply(body: [])
        case .passed(let caller, let kind):
            fault = kind
            reply = serve(call, endpoint, caller)
        }
        var answer = call.answer(reply)
        if let fault { answer = call.answer(fault, &reply) }
        answer.delay += configuration.latency
        record(call, answer, code: reply.code, fault: fault, violations: reply.violations)
        return answer
    }

    private func serve(
        _ call: Call, _ endpoint: SandboxEndpoint, _ caller: AdmissionControl.Caller
    ) -> Reply {
        var violations: [String] = []
        do throws(Refusal) {
            try call.checkBody(endpoint)
            let body = try serve(call, endpoint, caller, &violations)
            return Reply(body: body, violations: violations)
        } catch {
            var reply = call.reply(error)
            reply.violations += violations
            return reply
        }
    }

    private func serve(
        _ call: Call, _ endpoint: SandboxEndpoint, _ caller: AdmissionControl.Caller,
        _ violations: inout [String]
    ) throws(Refusal) -> [UInt8] {
        let company = configuration.company
        let (body, readings) = (call.request.body, call.readings)
        let present =
            company.listed == nil ? configuration.present.map { Int($0()) } ?? .max : .max
        if case .granted(let token, let expiresIn) = caller {
            return call.tokenBody(token, expiresIn: expiresIn)
        }
        var app = 0
        if case .app(let number) = caller { app = number }
        // The owner of a list: a cursor of one app or endpoint is invalid for another.
        let owner = SplitMix64.digest(
            configuration.wecom.apps[app].secret.utf8, seed: SplitMix64.digest(endpoint.path.utf8))
        let cursors = { (fingerprint: UInt64) in
            Cursors(
                seed: company.seed, fingerprint: fingerprint ^ owner, now: Int(call.arrived),
                lifetime: self.configuration.cursorLifetime)
        }
        let turns: Turns = { list in
            self.state.withLock { state in
                defer { state.turns[list ^ owner, default: 0] += 1 }
                return state.turns[list ^ owner, default: 0]
            }
        }
        switch endpoint {
        case .checkin:
            return try CheckinService(company: company, readings: readings, present: present)
                .reply(body)
        case .screenCapture:
            return try ScreenCaptureService(company: company, readings: readings, present: present)
                .reply(body, cursors: cursors, turns: turns)
        case .meetingRecording:
            return try MeetingService(company: company, readings: readings, present: present)
                .reply(body, violations: &violations, cursors: cursors, turns: turns)
        case .journal:
            return try JournalService(company: company, readings: readings, present: present)
                .list(body, app: owner, turns: turns)
        case .journalDetail:
            return try JournalService(company: company, readings: readings, present: present)
                .detail(body)
        case .corpRecording:
            return try CorpService(
                company: company, readings: readings, present: present,
                operatorIDs: configuration.tencentMeeting.operatorIDs
            ).reply(call.target, turns: turns)
        default:
            return try PeopleService(
                company: company, agentid: configuration.wecom.apps[app].agentid
            ).reply(endpoint, call.target)
        }
    }

    private func record(
        _ call: Call, _ answer: SandboxResponse, code: Int, fault: SandboxFault.Kind?,
        violations: [String]
    ) {
        let request = SandboxRequest(
            sequence: call.sequence, arrived: call.arrived, method: call.request.method,
            target: call.target.redacted, endpoint: call.endpoint, body: call.canonicalBody,
            status: answer.delivery == .dropped ? 0 : answer.status, code: code, fault: fault)
        state.withLock { state in
            if state.requests.count == Sandbox.memory {
                state.requests.removeFirst(Sandbox.memory / 2)
            }
            state.requests.append(request)
            for rule in violations {
                state.violations.append(
                    SandboxViolation(
                        sequence: call.sequence, target: call.target.redacted, rule: rule))
            }
        }
    }
}
