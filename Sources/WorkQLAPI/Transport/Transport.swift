/// A request as it is sent. Its address can contain an access token: it is never shown.
package struct HTTPRequest: Sendable {
    /// `GET` or `POST`.
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    /// Empty for a request without a body.
    package var body: [UInt8]
    /// The network route.
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
    /// The complete, decompressed body.
    package var body: [UInt8]

    /// The number of bytes of free capacity that a body needs to be decoded without another copy.
    package static let spare = 256

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Writes spaces into the memory after a body that has enough free capacity: such a body is
    /// decoded in place. Must be called by the creator of the body, while it holds the only
    /// reference.
    package static func pad(_ body: inout [UInt8]) {
        guard body.capacity - body.count >= spare else { return }
        body.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spare))
        body.removeLast(spare)
    }
}

extension HTTPAnswer {
    /// The content type that the header states.
    var contentType: String? { headers.first { $0.name.lowercased() == "content-type" }?.value }

    /// The number of seconds after which the service accepts another request; nil if the header is
    /// absent or is a date.
    var retryAfter: Int? {
        headers.first { $0.name.lowercased() == "retry-after" }
            .flatMap { Int($0.value) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}

/// Why there is no answer.
package enum TransportFailure: Error, Sendable, Equatable {
    case cancelled
    /// Retrying may help. The text contains no part of the request but its host.
    case lost(String, help: String? = nil)
    /// Retrying does not help: a proxy refuses, or the server cannot be trusted.
    case refused(ServiceFailure.Kind, String, help: String?)
    /// An answer larger than the maximum; another request would not help.
    case tooLarge(limit: Int)
    /// The answer arrived completely but cannot be parsed as HTTP.
    case broken(String)
}

/// The part of HTTP that the client needs.
package protocol Transport: Sendable {
    /// Sends a request once and returns the whole answer; follows no redirect. Cancelling the task
    /// ends the request.
    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer
}
