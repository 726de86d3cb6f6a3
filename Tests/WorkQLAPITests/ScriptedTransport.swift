import Synchronization

@testable import WorkQLAPI

/// Returns the answers of a test, and records the requests.
final class ScriptedTransport: Transport {
    private let requests = Mutex<[HTTPRequest]>([])
    private let script: @Sendable (HTTPRequest, _ number: Int) async throws -> HTTPAnswer

    /// - Parameter script: takes the number of the business request, counted from 0.
    init(_ script: @escaping @Sendable (HTTPRequest, _ number: Int) async throws -> HTTPAnswer) {
        self.script = script
    }

    /// Returns the answers in order, the last one repeatedly; `gettoken` always succeeds.
    convenience init(_ answers: [Result<String, TransportFailure>]) {
        self.init { request, number in
            if request.url.contains("gettoken") { return .token }
            return HTTPAnswer(
                status: 200, body: Array(try answers[min(number, answers.count - 1)].get().utf8))
        }
    }

    var business: [HTTPRequest] {
        requests.withLock { $0.filter { !$0.url.contains("gettoken") } }
    }

    var tokens: Int { requests.withLock { $0.count { $0.url.contains("gettoken") } } }

    /// The bodies of business requests.
    var bodies: [String] { business.map { String(decoding: $0.body, as: UTF8.self) } }

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        let number = requests.withLock { requests in
            defer { requests.append(request) }
            return requests.count { !$0.url.contains("gettoken") }
        }
        do {
            return try await script(request, number)
        } catch let failure as TransportFailure {
            throw failure
        } catch {
            throw .cancelled
        }
    }
}

extension HTTPAnswer {
    static let token = HTTPAnswer(
        status: 200,
        body: Array(
            #"{"errcode":0,"errmsg":"ok","access_token":"t+1/k=","expires_in":7200}"#.utf8))

    static func json(_ text: String, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status: status, body: Array(text.utf8))
    }
}
