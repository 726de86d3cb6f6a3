/// The reason for a request.
package enum CallCause: Hashable, Sendable, CaseIterable {
    /// The first page of a call.
    case call
    /// The first page of a part of a call that the service refused as a whole.
    case part
    /// A further page, or a page that is read again.
    case page
}

/// An event in the course of a call, for statistics and progress lines.
package enum CallEvent: Sendable, Equatable {
    /// A request is sent. Both numbers count from 1; repetitions of a page have higher attempts.
    case sent(attempt: Int, page: Int)
    /// Another statement made this number of calls, and their answer is used here.
    case shared(calls: Int)
    /// A page arrived with this number of rows of the table.
    case answered(rows: Int)
    /// A request returned no page and is sent again after the delay.
    case retried(reason: String, delay: Duration)
    /// The quota delays the next request by this duration.
    case waiting(Duration)
    /// The service does not know these users, or the app may not see them: their rows are missing.
    /// Reported once per user in a fetch.
    case refused([String])
    /// A call was divided, because the service refused users of it or its size, which added this
    /// number of calls. The repetition of a halved call is a retry and not among them.
    case divided(calls: Int)
    /// The answers' pagination marks indicate that rows of the call may be missing, for the reason
    /// given.
    case doubted(String)
    /// The service does not return the details of the row with this id: they are NULL.
    case withheld(String)
}
