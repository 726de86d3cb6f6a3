public import Foundation
import WorkQLAPI

extension Session {
    /// The clock of queries and calls.
    ///
    /// ```swift
    /// configuration.clock = .manual(from: date)   // a test that waits for a quota takes no time
    /// ```
    public struct Clock: Sendable {
        /// Returns the current time, for `SINCE 7d`, for signatures and for the ages of stored
        /// rows.
        public var now: @Sendable () -> Date
        /// Returns the time since a fixed instant, for quotas and retries; it never decreases.
        public var elapsed: @Sendable () -> Duration
        /// Returns when `elapsed` reaches the instant, at once if it already has; throws
        /// `CancellationError` when the task is cancelled first.
        public var sleepUntil: @Sendable (Duration) async throws -> Void

        /// Creates a clock from functions.
        public init(
            now: @escaping @Sendable () -> Date, elapsed: @escaping @Sendable () -> Duration,
            sleepUntil: @escaping @Sendable (Duration) async throws -> Void
        ) {
            self.now = now
            self.elapsed = elapsed
            self.sleepUntil = sleepUntil
        }

        /// The machine's clock.
        public static let system = Clock(.system)

        /// Returns a clock that does not advance by itself, and jumps at once to any instant that
        /// is waited for.
        ///
        /// - Parameter date: the time before the first wait.
        public static func manual(from date: Date) -> Clock {
            Clock(ManualClock(unixStart: date.timeIntervalSince1970).requestClock)
        }

        private init(_ requestClock: RequestClock) {
            self.init(
                now: { Date(timeIntervalSince1970: requestClock.unixSeconds()) },
                elapsed: requestClock.now, sleepUntil: requestClock.sleepUntil)
        }

        var requestClock: RequestClock {
            let now = now
            return RequestClock(
                now: elapsed, sleepUntil: sleepUntil,
                unixSeconds: { now().timeIntervalSince1970 })
        }
    }

    /// The way in which requests reach services, for tests and for programs with their own HTTP
    /// client.
    ///
    /// ```swift
    /// configuration.transport = .init { request in
    ///     Session.Transport.Answer(status: 200, body: Array(#"{"errcode":-1}"#.utf8))
    /// }
    /// ```
    public struct Transport: Sendable {
        /// Sends a request once, without following redirects. An error that it throws counts as a
        /// lost connection, and the request is repeated. The error's description is shown, and
        /// should not contain the request's address, which may contain a token.
        public var send: @Sendable (Request) async throws -> Answer

        /// Creates a transport that sends requests with a function.
        public init(_ send: @escaping @Sendable (Request) async throws -> Answer) {
            self.send = send
        }

        /// A request as it is sent. Its address may contain an access token.
        public struct Request: Sendable {
            /// `GET` or `POST`.
            public let method: String
            /// The complete address.
            public let url: String
            /// The headers, in the order in which they are sent.
            public let headers: [(name: String, value: String)]
            /// The body; empty for none.
            public let body: [UInt8]
        }

        /// The answer of a service.
        public struct Answer: Sendable {
            /// The HTTP status.
            public var status: Int
            /// The headers. Only `Date` and `Retry-After` matter.
            public var headers: [(name: String, value: String)]
            /// The body, complete and decompressed.
            public var body: [UInt8]

            /// Creates an answer with a status.
            public init(
                status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]
            ) {
                self.status = status
                self.headers = headers
                self.body = body
            }
        }
    }
}

/// A transport that sends requests with a closure.
struct ClosureTransport: Transport {
    let transport: Session.Transport

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        do {
            let answer = try await transport.send(
                Session.Transport.Request(
                    method: request.method, url: request.url, headers: request.headers,
                    body: request.body))
            return HTTPAnswer(
                status: answer.status, headers: answer.headers, body: answer.body)
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .lost("\(error)")
        }
    }
}
