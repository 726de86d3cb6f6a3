/// The call budgets of a server: the maximum number of calls of a statement, of a connection, and of
/// a day. The administrator of the server sets them; no client can raise them.
package struct CallLimits: Hashable, Sendable {
    /// The maximum; nil for no limit, here and below.
    package var statement: Int?
    package var connection: Int?
    /// For all connections together.
    package var day: Int?
    /// For all connections of one user together.
    package var userDay: Int?

    package init(
        statement: Int? = nil, connection: Int? = nil, day: Int? = nil, userDay: Int? = nil
    ) {
        self.statement = statement
        self.connection = connection
        self.day = day
        self.userDay = userDay
    }

    /// Returns the limits of a user, who cannot have more than everybody.
    func limited(to user: CallLimits) -> CallLimits {
        func least(_ path: KeyPath<CallLimits, Int?>) -> Int? {
            [self[keyPath: path], user[keyPath: path]].compactMap(\.self).min()
        }
        return CallLimits(
            statement: least(\.statement), connection: least(\.connection), day: day,
            userDay: [userDay, user.day].compactMap(\.self).min())
    }
}
