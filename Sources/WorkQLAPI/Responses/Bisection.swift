import WorkQLCatalog

/// Finds the members of a batch because of whom a service refuses the batch as a whole.
///
/// What is known is always this: the members before `next` are found out, some members from there on
/// hold a refused one, and of the rest nothing is known. A group that holds a refused one is halved,
/// the first half is asked for, and what follows the first refused member counts as unknown again,
/// so that it is asked for in one piece: one refused member of 100 costs 8 further calls at the
/// most. Where there turn out to be several, the rest is asked for in groups as large as their
/// density lets one expect to be clean, so that a batch of refused members costs little more than
/// a call for each.
struct Bisection: Sendable {
    private let members: [Scalar]
    /// Of the first member that is not found out.
    private var next = 0
    /// The end of the members from `next` on that are known to hold a refused one; nil when none
    /// are.
    private var suspects: Int?
    private var asked = 0..<0
    /// In the order of the members.
    private(set) var refused: [Scalar] = []

    /// - Parameter members: a batch that was refused.
    init(refused members: [Scalar]) {
        self.members = members
        suspects = members.isEmpty ? nil : members.count
    }

    /// The batch to ask for next, in the order of the members; nil at the end. Each is followed by
    /// `report`.
    mutating func nextBatch() -> [Scalar]? {
        if let end = suspects, end - next == 1 {
            refused.append(members[next])
            next = end
            suspects = nil
        }
        if let end = suspects {
            asked = next..<next + (end - next) / 2
        } else if next < members.count {
            asked = next..<min(next + groupSize, members.count)
        } else {
            return nil
        }
        return Array(members[asked])
    }

    /// How many unknown members to ask for at once.
    private var groupSize: Int {
        refused.count < 2 ? members.count : max(next / refused.count, 1)
    }

    /// Whether the batch that `nextBatch` gave was refused.
    mutating func report(refused: Bool) {
        if refused {
            suspects = asked.upperBound
        } else {
            next = asked.upperBound
        }
    }
}
