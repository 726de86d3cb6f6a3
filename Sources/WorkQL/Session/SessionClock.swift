public import Foundation
import WorkQLAPI

extension Session {
    /// Time as queries and calls know it.
    ///
    /// ```swift
    /// configuration.clock = .manual(from: date)   // a test that waits for a quota takes no time
    /// ```
    public struct Clock: Sendable {
        /// What time it is, for `SINCE 7d`, for signatures and for the ages of stored rows.
        public var now: @Sendable () -> Date
        /// Time since some instant of the clock's own, for quotas and retries; it never goes back.
        public var elapsed: @Sendable () -> Duration
        /// Returns when `elapsed` has come to the instant, at once when it has already; throws
        /// `CancellationError` when the task is cancelled first.
        public var sleepUntil: @Sendable (Duration) async throws -> Void

        /// A clock of one's own.
        public init(
            now: @escaping @Sendable () -> Date, elapsed: @escaping @Sendable () -> Duration,
            sleepUntil: @escaping @Sendable (Duration) async throws -> Void
        ) {
            self.now = now
            self.elapsed = elapsed
            self.sleepUntil = sleepUntil
        }

        /// The machine's.
        public static let system = Clock(.system)

        /// A clock that stands still, and goes ahead at once to whatever is waited for.
        ///
        /// - Parameter date: what time it is before anybody has waited.
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

    /// How requests reach services, for tests and for programs with an HTTP client of their own.
    ///
    /// ```swift
    /// configuration.transport = .init { request in
    ///     Session.Transport.Answer(status: 200, body: Array(#"{"errcode":-1}"#.utf8))
    /// }
    /// ```
    public struct Transport: Sendable {
        /// Sends a request once, without following redirects. What it throws counts as a lost
        /// connection, and is tried again; its description is shown, and should not hold the
        /// request's address, in which a token can stand.
        public var send: @Sendable (Request) async throws -> Answer

        /// A transport that sends requests in one's own way.
        public init(_ send: @escaping @Sendable (Request) async throws -> Answer) {
            self.send = send
        }

        /// A request as it goes out. Its address can hold an access token.
        public struct Request: Sendable {
            /// `GET` or `POST`.
            public let method: String
            /// The whole address.
            public let url: String
            /// In the order in which they are sent.
            public let headers: [(name: String, value: String)]
            /// Empty for none.
            public let body: [UInt8]
        }

        /// What a service answers.
        public struct Answer: Sendable {
            /// The HTTP status.
            public var status: Int
            /// Only `Date` and `Retry-After` matter.
            public var headers: [(name: String, value: String)]
            /// Whole and decompressed.
            public var body: [UInt8]

            /// An answer of a status.
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

/// Sends by way of a closure.
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
