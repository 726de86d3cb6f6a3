import Logging
import WorkQLCatalog

/// Asks one endpoint for single pages, each as often as its retries allow.
struct Exchange {
    private let client: ServiceClient
    private let endpoint: Endpoint
    private let decoder: AnswerDecoder
    private let further: [AnswerDecoder]
    private let state: EndpointState
    private let observe: @Sendable (CallEvent) -> Void
    private let admit: ServiceClient.Admission

    enum Reply {
        case page(Answer)
        /// A user of the batch is refused.
        case usersRefused(ServiceFailure)
        /// The call may ask for too much at once.
        case tooLarge(ErrorCode.Excess, ServiceFailure)
    }

    init(
        _ client: ServiceClient, _ endpoint: Endpoint, _ decoder: AnswerDecoder,
        further: [AnswerDecoder] = [], _ observe: @escaping @Sendable (CallEvent) -> Void,
        admit: @escaping ServiceClient.Admission = {}
    ) {
        self.admit = admit
        self.client = client
        self.endpoint = endpoint
        self.decoder = decoder
        self.further = further
        self.observe = observe
        state = client.state(of: endpoint)
    }

    /// - Parameter page: counted from 1, for the events.
    func ask(
        _ call: Call, at position: PagePosition, page: Int
    ) async throws(ServiceFailure) -> Reply {
        try admit()
        let text = RequestText(
            call, at: position, operatorID: client.credentials.tencentMeeting.operatorID ?? "",
            agentID: client.credentials.wecom.agentID ?? "")
        var retry = Retry()
        var renewals = 0
        var attempt = 0
        while true {
            attempt += 1
            let (verdict, token) = try await send(text, call, attempt: attempt, page: page)
            switch verdict {
            case .page(let answer):
                client.gate(of: endpoint.service).answered()
                observe(.answered(rows: answer.page.count))
                return .page(answer)
            case .users(let failure):
                return .usersRefused(failure)
            case .tooLarge(let excess, let failure):
                return .tooLarge(excess, failure)
            case .failed(let failure):
                throw failure
            case .token(let failure):
                // Once: a second token refused as well is no matter of time. Among several calls it
                // can be, when one after the other finds the token ended under it.
                renewals += 1
                let isShared = client.authorizer(of: endpoint.service).drop(token)
                guard renewals <= (isShared ? Retry.most : 1) else { throw failure }
                observe(.retried(reason: "expired token", delay: .zero))
            case .trouble(let trouble, let failure):
                if case .crowded = trouble { client.gate(of: endpoint.service).crowded() }
                switch retry.decide(trouble, random: client.wire.random()) {
                case .after(let delay):
                    observe(.retried(reason: trouble.reason, delay: delay))
                    try await client.wire.sleep(delay, endpoint.name)
                case .rest(let period):
                    // The wait is the quota's, for every call of the endpoint.
                    state.quota.block(for: period)
                    observe(.retried(reason: trouble.reason, delay: .zero))
                case .giveUp:
                    throw failure
                }
            }
        }
    }

    /// Sends one request when it may go, and judges what comes back.
    private func send(
        _ text: RequestText, _ call: Call, attempt: Int, page: Int
    ) async throws(ServiceFailure) -> (Verdict, token: String) {
        let place = try await reserve()
        let authorized: AuthorizedRequest
        do throws(ServiceFailure) {
            authorized = try await client.authorizer(of: endpoint.service)
                .authorize(text, to: client.baseURL(of: endpoint.service))
        } catch {
            state.quota.withdraw(place)
            client.gate(of: endpoint.service).leave()
            throw error
        }
        let judge = Judge(
            service: endpoint.service, endpoint: endpoint.name,
            redaction: Redaction(secrets: client.wire.secrets + authorized.secrets),
            asked: call.askedInWords)
        observe(.sent(attempt: attempt, page: page))
        let start = client.wire.timekeeper.now()
        let result: Result<HTTPAnswer, TransportFailure>
        do throws(TransportFailure) {
            result = .success(
                try await client.wire.send(
                    authorized.request, to: endpoint.service))
        } catch {
            result = .failure(error)
        }
        state.quota.answered(place)
        client.gate(of: endpoint.service).leave()
        let verdict: Verdict
        switch result {
        case .failure(let failure):
            verdict = judge.judge(failure)
        case .success(let answer):
            verdict = judge.judge(
                status: answer.status, retryAfter: answer.retryAfter, decode(answer.body, to: call),
                isWhole: endpoint.problem)
        }
        log(verdict, attempt: attempt, page: page, start)
        return (verdict, authorized.token)
    }

    /// Waits for the quota first, so that a call that waits long keeps no other endpoint's from
    /// being under way.
    private func reserve() async throws(ServiceFailure) -> QuotaGate.Place {
        do {
            while true {
                let place = try await state.quota.reserve { observe(.waiting($0)) }
                do {
                    try await client.gate(of: endpoint.service).enter()
                } catch {
                    state.quota.withdraw(place)
                    throw error
                }
                // Another call may have found the quota exhausted meanwhile.
                guard state.quota.isBlocked else { return place }
                state.quota.withdraw(place)
                client.gate(of: endpoint.service).leave()
            }
        } catch {
            throw .cancelled(endpoint.name)
        }
    }

    private func decode(_ body: [UInt8], to call: Call) -> Result<Answer, DecodingFailure> {
        do throws(DecodingFailure) {
            var answer = try decoder.decode(body, to: call)
            guard !answer.reportsError else { return .success(answer) }
            for decoder in further {
                answer.further.append(try decoder.decode(body, to: call, mayLackList: true).page)
            }
            return .success(answer)
        } catch {
            return .failure(error)
        }
    }

    private func log(_ verdict: Verdict, attempt: Int, page: Int, _ start: Duration) {
        client.wire.logger?.debug(
            "\(endpoint.name)",
            metadata: [
                "page": "\(page)", "attempt": "\(attempt)", "outcome": "\(verdict.words)",
                "duration": "\(client.wire.timekeeper.now() - start)",
            ])
    }
}

extension Endpoint {
    /// What an answer without an error lacks; nil when it is whole.
    fileprivate func problem(_ answer: Answer) -> String? {
        let marks = service.failures
        if marks.isAlwaysThere, !answer.holdsCode { return "\(marks.codes[0]) is absent" }
        if marks.holdsListOrMarks, !answer.holdsList, answer.marks == PageMarks() {
            return "it says nothing about the list asked for"
        }
        return nil
    }
}

extension Call {
    /// The keys' values for a message; nil when there are none.
    fileprivate var askedInWords: String? {
        let values = keys.flatMap(\.values).map(\.description)
        switch values.count {
        case 0: return nil
        case 1...5: return values.joined(separator: ", ")
        default: return "one of \(values.count)"
        }
    }
}

extension Verdict {
    fileprivate var words: String {
        switch self {
        case .page(let answer): "\(answer.page.count) rows"
        case .trouble(let trouble, _): trouble.reason
        case .token(let failure), .users(let failure), .tooLarge(_, let failure),
            .failed(let failure):
            failure.message
        }
    }
}
