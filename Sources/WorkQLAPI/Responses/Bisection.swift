import WorkQLCatalog

/// A search for the members of a batch that make a service refuse the batch as a whole.
///
/// Invariant: the members before `next` are determined, some members from there on contain a
/// refused one, and nothing is known of the rest. A group that contains a refused member is halved,
/// the first half is requested, and everything after the first refused member counts as unknown
/// again, so that it is requested in one piece: one refused member of 100 costs at most 8 further
/// calls. If there turn out to be several, the rest is requested in groups of the size that, at the
/// density found so far, is expected to contain no refused member, so that a batch of refused
/// members costs little more than a call for each.
struct Bisection: Sendable {
    private let members: [Scalar]
    /// The index of the first undetermined member.
    private var next = 0
    /// The end of the members from `next` on that are known to contain a refused one; nil if none
    /// are.
    private var suspects: Int?
    private var asked = 0..<0
    /// The refused members, in the order of the batch.
    private(set) var refused: [Scalar] = []

    /// - Parameter members: a batch that was refused.
    init(refused members: [Scalar]) {
        self.members = members
        suspects = members.isEmpty ? nil : members.count
    }

    /// Returns the batch to request next, in the order of the members; nil at the end. Each call is
    /// followed by `report`.
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

    /// The number of unknown members to request at once.
    private var groupSize: Int {
        refused.count < 2 ? members.count : max(next / refused.count, 1)
    }

    /// Records whether the batch that `nextBatch` returned was refused.
    mutating func report(refused: Bool) {
        if refused {
            suspects = asked.upperBound
        } else {
            next = asked.upperBound
        }
    }
}
