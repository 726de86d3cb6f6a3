import WorkQLCatalog
import WorkQLPages

/// An executor that requests single pages from one endpoint, each as often as its retries allow.
struct RequestExecutor {
    private let client: ServiceClient
    private let endpoint: Endpoint
    private let decoder: AnswerDecoder
    /// The decoder of answers whose rows no other answer of the fetch repeats; nil if all columns
    /// are needed.
    private let brief: BriefDecoder?
    private let further: [AnswerDecoder]
    /// The decoder of the keys of the elements of numbered pages; nil if the elements have none.
    private let keys: AnswerDecoder?
    /// Indices on a page of columns such that every row of the endpoint has a value in at least one
    /// of them.
    private let evidence: [Int]
    private let state: EndpointState
    let observation: CallObservation
    private let admit: ServiceClient.Admission

    enum Reply {
        case page(Answer)
        /// A user of the batch is refused.
        case usersRefused(ServiceFailure)
        /// The call may request too much at once.
        case tooLarge(ErrorCode.Excess, ServiceFailure)
    }

    init(
        _ client: ServiceClient, _ endpoint: Endpoint, _ decoder: AnswerDecoder,
        brief: BriefDecoder? = nil, further: [AnswerDecoder] = [], keys: AnswerDecoder? = nil,
        evidence: [Int] = [],
        _ observation: CallObservation,
        admit: @escaping ServiceClient.Admission = { _ in }
    ) {
        self.brief = brief
        self.keys = keys
        self.evidence = evidence
        self.admit = admit
        self.client = client
        self.endpoint = endpoint
        self.decoder = decoder
        self.further = further
        self.observation = observation
        state = client.state(of: endpoint)
    }

    /// Makes all further pages contain every column that identifies rows.
    func distinguishRows() { brief?.isEnough = false }

    /// - Parameters:
    ///   - page: the page number, counted from 1, for the events.
    ///   - isPart: whether the call is a part of a refused call.
    func ask(
        _ call: Call, at position: PagePosition, page: Int, isPart: Bool = false
    ) async throws(ServiceFailure) -> Reply {
        try admit(page > 1 ? .page : isPart ? .part : .call)
        let text = RequestText(
            call, at: position, profile: client.credentials.profile(of: call.endpoint))
        var retry = Retry()
        var renewals = 0
        var attempt = 0
        while true {
            attempt += 1
            let (outcome, token) = try await send(text, call, attempt: attempt, page: page)
            switch outcome {
            case .page(let answer):
                client.limiter(of: endpoint.service).answered()
                observation.tell(.answered(rows: answer.page.count))
                return .page(answer)
            case .users(let failure):
                return .usersRefused(failure)
            case .tooLarge(let excess, let failure):
                return .tooLarge(excess, failure)
            case .failed(let failure) where failure.isOfUser && call.isAbout(failure):
                return .usersRefused(failure)
            case .failed(let failure):
                throw failure
            case .token(let failure):
                // Only one renewal: if a second token is rejected as well, expiry is not the cause.
                // With several concurrent calls it can be, because the token may expire under one
                // after the other.
                renewals += 1
                let isShared = client.authorizer(of: endpoint.service).drop(token)
                guard renewals <= (isShared ? Retry.maximum : 1) else { throw failure }
                observation.tell(.retried(reason: "expired token", delay: .zero))
            case .trouble(let trouble, let failure):
                if case .crowded = trouble { client.limiter(of: endpoint.service).crowded() }
                switch retry.decide(trouble, random: client.wire.random()) {
                case .after(let delay):
                    observation.tell(.retried(reason: trouble.reason, delay: delay))
                    try await client.wire.sleep(delay, endpoint.name)
                case .rest(let period):
                    // The quota does the waiting, for every call of the endpoint.
                    state.quota.block(for: period)
                    observation.tell(.retried(reason: trouble.reason, delay: .zero))
                case .doNotRetry:
                    throw failure
                }
            }
        }
    }

    /// Sends one request when the limits allow it, and classifies the response.
    private func send(
        _ text: RequestText, _ call: Call, attempt: Int, page: Int
    ) async throws(ServiceFailure) -> (ResponseOutcome, token: String) {
        let trace = observation.instruments.trace
        let index = try await reserve()
        trace?(RateLimiter.self, Call.self)
        trace?(ConcurrencyLimiter.self, Call.self)
        let authorized: AuthorizedRequest
        let authorizer = client.authorizer(of: endpoint.service)
        do throws(ServiceFailure) {
            authorized = try await authorizer.authorize(
                text, to: client.baseURL(of: endpoint.service))
            trace?(type(of: authorizer), HTTPRequest.self)
        } catch {
            state.quota.withdraw(index)
            client.limiter(of: endpoint.service).leave()
            throw error
        }
        let classifier = ResponseClassifier(
            service: endpoint.service, endpoint: endpoint.name,
            redaction: Redaction(secrets: client.wire.secrets + authorized.secrets),
            asked: call.askedInWords)
        observation.tell(.sent(attempt: attempt, page: page))
        let told = observation.request(attempt: attempt, page: page)
        let start = client.wire.requestClock.now()
        let result: Result<HTTPAnswer, TransportFailure>
        do throws(TransportFailure) {
            result = .success(
                try await client.wire.send(
                    authorized.request, to: endpoint.service))
            trace?(type(of: client.wire.transport), HTTPAnswer.self)
        } catch {
            result = .failure(error)
        }
        state.quota.answered(index)
        client.limiter(of: endpoint.service).leave()
        let outcome: ResponseOutcome
        switch result {
        case .failure(let failure):
            outcome = classifier.classified(failure)
        case .success(let answer):
            outcome = classifier.classified(
                status: answer.status, retryAfter: answer.retryAfter,
                decode(answer, to: call, classifier.redaction), isWhole: problem)
            trace?(ResponseClassifier.self, Page.self)
        }
        told.end(outcome, try? result.get(), after: client.wire.requestClock.now() - start)
        return (outcome, authorized.token)
    }

    /// Waits for the quota first, so that a call that waits long does not take a concurrency slot
    /// from other endpoints.
    private func reserve() async throws(ServiceFailure) -> RateLimiter.Reservation {
        do {
            while true {
                let index = try await state.quota.reserve {
                    observation.tell(.waiting($0))
                }
                do {
                    try await client.limiter(of: endpoint.service).enter()
                } catch {
                    state.quota.withdraw(index)
                    throw error
                }
                // Another call may have found the quota exhausted meanwhile.
                guard state.quota.isBlocked else { return index }
                state.quota.withdraw(index)
                client.limiter(of: endpoint.service).leave()
            }
        } catch let failure as SharedCallFailure {
            throw ServiceFailure(
                .transport, endpoint.name, failure.message, help: failure.help)
        } catch {
            throw .cancelled(endpoint.name)
        }
    }

    private func decode(
        _ received: HTTPAnswer, to call: Call, _ redaction: Redaction
    ) -> Result<Answer, DecodingFailure> {
        let body = received.body
        do throws(DecodingFailure) {
            let trace = observation.instruments.trace
            if let answer = try brief?.decode(body, to: call) {
                trace?(BriefDecoder.self, Page.self)
                return .success(answer)
            }
            trace?(AnswerDecoder.self, Page.self)
            var answer = try decoder.decode(body, to: call)
            guard !answer.reportsError else { return .success(answer) }
            answer.keys = try keys?.decode(body, to: call, mayLackList: true).page.keys
            for decoder in further {
                answer.further.append(try decoder.decode(body, to: call, mayLackList: true).page)
            }
            return .success(answer)
        } catch {
            guard case .malformed(let reason) = error else { return .failure(error) }
            return .failure(
                AnswerShape(body).failure(
                    type: received.contentType, reason, isList: decoder.rows.isRoot, redaction))
        }
    }

    /// Returns the defect of an answer without an error; nil if it is complete.
    private func problem(_ answer: Answer) -> String? {
        let marks = endpoint.service.failures
        if marks.isAlwaysThere, !answer.holdsCode {
            return "the response has no \"\(marks.codes[0])\""
        }
        if !answer.holdsList, let problem = decoder.rows.problem(ofAnswerWithoutList: answer, marks)
        {
            return problem
        }
        let page = answer.page
        guard page.count > 0, !evidence.isEmpty else { return nil }
        let isForeign = evidence.allSatisfy { index in
            (0..<page.count).allSatisfy(page.columns[index].isNull)
        }
        return isForeign
            ? "the rows of the response have none of the fields of this endpoint" : nil
    }
}

extension RowPath {
    /// Returns the defect of an answer without its list, or with null in its place; nil if that
    /// means an empty list.
    ///
    /// No documentation says that an empty list may be omitted, and measured error answers contain
    /// it empty. So a missing list has unknown contents, unless the answer states a total of 0
    /// rows.
    fileprivate func problem(
        ofAnswerWithoutList answer: Answer, _ marks: FailureMarks
    ) -> String? {
        let name = (inside.map { "\($0)." } ?? "") + (list.first ?? "")
        if let total = answer.marks.total {
            return total == 0 ? nil : "the response has no \"\(name)\", but a total of \(total)"
        }
        // An object with lists of its own is omitted if it contains no one, and a caller that
        // requests the one object notices its absence itself.
        if marks.isAlwaysThere {
            return inside == nil && !isObject ? "the response has no \"\(name)\"" : nil
        }
        if marks.holdsListOrMarks, answer.marks == PageMarks() {
            return "the response has neither \"\(name)\" nor pagination fields"
        }
        return nil
    }
}

extension Call {
    /// Whether a failure that is about a user can only mean the call's user. That something may not
    /// be seen can also be about a department of the same call.
    fileprivate func isAbout(_ failure: ServiceFailure) -> Bool {
        users?.count == 1 && (failure.kind == .notFound || keys.count == 1)
    }

    /// The keys' values for a message; nil if there are none.
    fileprivate var askedInWords: String? {
        let values = keys.flatMap(\.values).map(\.description)
        switch values.count {
        case 0: return nil
        case 1...5: return values.joined(separator: ", ")
        default: return "one of \(values.count)"
        }
    }
}
