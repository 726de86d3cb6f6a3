import WorkQLCatalog

/// The meaning of an answer, or of its absence, for the request.
enum ResponseOutcome: Sendable {
    case page(Answer)
    /// Retry; the failure is the one to report if that does not help.
    case trouble(RetryableFailure, ServiceFailure)
    /// The token is rejected.
    case token(ServiceFailure)
    /// A user of the batch is refused.
    case users(ServiceFailure)
    /// The call may request too much at once.
    case tooLarge(ErrorCode.Excess, ServiceFailure)
    case failed(ServiceFailure)
}

/// A classifier of answers by the tables of codes. Has no state but its configuration.
struct ResponseClassifier: Sendable {
    let service: Service
    let endpoint: String
    let redaction: Redaction
    /// The requested values, to name the unknown one among them.
    var asked: String?

    func classified(_ failure: TransportFailure) -> ResponseOutcome {
        switch failure {
        case .cancelled:
            .failed(.cancelled(endpoint))
        case .lost(let reason, let help):
            .trouble(
                .lost(reason),
                unreachable(
                    .transport, reason,
                    help: help ?? "check the network, and run the statement again"))
        case .refused(let kind, let reason, let help):
            .failed(unreachable(kind, reason, help: help))
        case .broken(let reason):
            broken("the response cannot be read: \(reason)")
        case .tooLarge(let limit):
            .failed(
                ServiceFailure(
                    .malformed, endpoint, "the response is larger than \(limit >> 20) MB"))
        }
    }

    /// - Parameter isWhole: returns the defect of a decoded answer without an error, in a sentence;
    ///   nil if it is complete.
    func classified(
        status: Int, retryAfter: Int? = nil, _ decoded: Result<Answer, DecodingFailure>,
        isWhole: (Answer) -> String?
    ) -> ResponseOutcome {
        if let retryAfter, status == 429 || status == 503 {
            return .trouble(
                .told(status, seconds: retryAfter),
                ServiceFailure(
                    status == 429 ? .quota : .service, endpoint,
                    "asked to wait for \(retryAfter) s (HTTP status \(status))"))
        }
        if case .success(let answer) = decoded, answer.reportsError {
            let (code, meaning) = service.failures.meaning(of: answer.codes)
            // A status with a known meaning says more than a code without one.
            let isKnown = service.failures.meanings[code] != nil
            return classified(
                code, isKnown ? meaning : service.failures.statuses[status] ?? meaning,
                answer.message ?? "")
        }
        if let meaning = service.failures.statuses[status] {
            return classified(Int64(status), meaning, "")
        }
        switch status {
        case 200..<300: break
        case 429: return trouble(.frequency(429), "too many calls in the period (HTTP status 429)")
        case 300..<400:
            return .failed(
                ServiceFailure(
                    .configuration, endpoint, "a redirect instead of a response (HTTP \(status))",
                    help:
                        "check the base URL and any proxy in between; a network that requires a "
                        + "login redirects like this: log in with a browser"))
        case 511:
            return .failed(
                ServiceFailure(
                    .transport, endpoint, "the network requires a login (HTTP status 511)",
                    help: "log in with a browser, and run it again"))
        case 408, 500...: return trouble(.status(status), "HTTP status \(status)")
        default:
            return .failed(
                ServiceFailure(.service, endpoint, "HTTP status \(status) without an explanation"))
        }
        switch decoded {
        case .success(let answer):
            return isWhole(answer).map { broken($0) } ?? .page(answer)
        case .failure(.malformed(let reason)):
            return broken(DecodingFailure.malformed(reason).message)
        case .failure(.foreign(let found, let help)):
            return broken(found, help: help)
        case .failure(.noLibrary(let reason)):
            return .failed(
                ServiceFailure(
                    .configuration, endpoint, redaction(DecodingFailure.noLibrary(reason).message),
                    help: "install libsimdjson, in the version that workql was built with"))
        case .failure(let failure):
            return .failed(ServiceFailure(.malformed, endpoint, redaction(failure.message)))
        }
    }

    private func classified(_ code: Int64, _ meaning: ErrorCode, _ message: String)
        -> ResponseOutcome
    {
        var text = meaning.meaning
        if meaning.isAboutKeys, let asked { text += ": \(asked)" }
        let words = redaction(message)
        text += words.isEmpty ? " (\(code))" : " (\(code): \(words))"
        var failure = ServiceFailure(
            .service, endpoint, text, code: Int(clamping: code), help: meaning.help)
        failure.isOfUser = meaning.isOfUser
        switch meaning.reaction {
        case .busy:
            return .trouble(.busy(code), failure)
        case .crowded:
            return .trouble(.crowded(code), failure)
        case .frequency:
            failure.kind = .quota
            return .trouble(.frequency(code), failure)
        case .token:
            failure.kind = .credentials
            return .token(failure)
        case .users:
            failure.kind = .permission
            return .users(failure)
        case .tooLarge(let excess):
            failure.kind = .defect
            return .tooLarge(excess, failure)
        case .fail(let why):
            failure.kind = ServiceFailure.Kind(why)
            return .failed(failure)
        }
    }

    private func unreachable(
        _ kind: ServiceFailure.Kind, _ reason: String, help: String?
    ) -> ServiceFailure {
        ServiceFailure(
            kind, endpoint, "the connection to \(service.title) failed: \(redaction(reason))",
            help: help)
    }

    private func trouble(_ trouble: RetryableFailure, _ message: String) -> ResponseOutcome {
        let kind: ServiceFailure.Kind = if case .frequency = trouble { .quota } else { .service }
        return .trouble(trouble, ServiceFailure(kind, endpoint, message))
    }

    private func broken(_ message: String, help: String? = nil) -> ResponseOutcome {
        .trouble(
            .broken(message),
            ServiceFailure(.malformed, endpoint, redaction(message), help: help))
    }
}
