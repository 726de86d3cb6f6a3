/// What a request is for.
package enum CallCause: Hashable, Sendable, CaseIterable {
    /// The first page of a call.
    case call
    /// The first page of a part of a call that the service refused as a whole.
    case part
    /// A further page, or one that is read once more.
    case page
}

/// What happens to a call on its way, for accounts and progress lines.
package enum CallEvent: Sendable, Equatable {
    /// A request goes out. Both count from 1; repetitions of a page have higher attempts.
    case sent(attempt: Int, page: Int)
    /// A page came, with so many rows of the table.
    case answered(rows: Int)
    /// A request brought no page and goes out again after the delay.
    case retried(reason: String, delay: Duration)
    /// The quota lets the next request out after so long.
    case waiting(Duration)
    /// The service knows nothing of these users, or the app may not see them: their rows are
    /// missing. Told once in a fetch for each user.
    case refused([String])
    /// The answers' marks say that rows of the call may be missing, in these words.
    case doubted(String)
    /// The service does not tell what is in the row of this id: its details are NULL.
    case withheld(String)
}
