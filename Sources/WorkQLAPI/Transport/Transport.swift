/// A request as it goes out. Its address can hold an access token: it is never shown.
package struct HTTPRequest: Sendable {
    /// `GET` or `POST`.
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    /// Empty for none.
    package var body: [UInt8]
    /// By which way it goes.
    package var route = NetworkRoute.direct

    package init(
        method: String, url: String, headers: [(name: String, value: String)], body: [UInt8]
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

package struct HTTPAnswer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    /// Whole and decompressed.
    package var body: [UInt8]

    /// How many bytes more than it needs a body has room for that is not to be copied once more.
    package static let spare = 256

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Has spaces stand in memory behind a body that has room for them: such a one is decoded where
    /// it is. To be called by who makes the body, while it is nobody else's.
    package static func pad(_ body: inout [UInt8]) {
        guard body.capacity - body.count >= spare else { return }
        body.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spare))
        body.removeLast(spare)
    }
}

extension HTTPAnswer {
    /// What the body says it is.
    var contentType: String? { headers.first { $0.name.lowercased() == "content-type" }?.value }

    /// After how many seconds the service wants to be asked again; nil when it does not say so, or
    /// says it as a date.
    var retryAfter: Int? {
        headers.first { $0.name.lowercased() == "retry-after" }
            .flatMap { Int($0.value) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}

/// Why there is no answer.
package enum TransportFailure: Error, Sendable, Equatable {
    case cancelled
    /// Repeating may help. In words that hold no part of the request but its host.
    case lost(String, help: String? = nil)
    /// Repeating does not help: a proxy refuses, or who answers cannot be believed.
    case refused(ServiceFailure.Kind, String, help: String?)
    /// An answer larger than is accepted; asking again would not help.
    case tooLarge(limit: Int)
    /// The answer came whole but cannot be read as HTTP.
    case broken(String)
}

/// The one thing that the client needs of HTTP.
package protocol Transport: Sendable {
    /// Sends a request once and returns the whole answer; follows no redirect. Cancelling the task
    /// ends the request.
    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer
}
