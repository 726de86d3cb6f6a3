import WorkQLSyntax

/// The budget of a server that leaves a statement the fewest calls.
struct CallBound: Hashable, Sendable {
    enum Budget: Hashable {
        case statement, connection
        /// Of one user in a day.
        case user(String)
        /// Of all users in a day.
        case day
        /// What was set aside for the calls of the plan.
        case reservation
    }

    var budget: Budget
    /// The calls that it left when the statement began.
    var left: Int
    /// The calls that it has in all.
    var limit: Int

    /// Whether it depends on what other users do.
    var isOfAll: Bool { budget == .day }

    /// - Parameter nextDay: when the next day begins.
    func text(nextDay: String) -> String {
        let calls = counted(limit, "call")
        func rest(of calls: String) -> String {
            "\(left) of the \(calls) \(left == 1 ? "was" : "were") left"
        }
        let day =
            ", beside those that running statements may make; the next day begins at \(nextDay)"
        return switch budget {
        case .statement: "the server allows \(calls) a statement"
        case .connection: rest(of: "\(calls) of this connection")
        case .user(let name): rest(of: "\(calls) that \"\(name)\" may make this day") + day
        case .day: rest(of: "\(calls) that all users may make this day") + day
        case .reservation: "\(calls) of the day were set aside for the plan"
        }
    }
}
