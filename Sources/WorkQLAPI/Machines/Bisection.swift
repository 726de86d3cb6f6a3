import WorkQLCatalog

/// Finds the members of a batch because of whom a service refuses the batch as a whole.
///
/// A refused batch is halved, the smaller half first. When that is clean, the other one is known to
/// be bad and is halved without being asked for; a known-bad single member is refused without being
/// asked for. One refused member of 100 costs 13 further calls at the most.
struct Bisection: Sendable {
    private enum Knowledge: Sendable {
        case unknown
        /// Bad if the batch before it is clean, unknown if not.
        case badUnlessSiblingIs
        case bad
    }

    private struct Batch: Sendable {
        let members: [Scalar]
        var knowledge: Knowledge
    }

    /// What is left, last first.
    private var stack: [Batch]
    /// In the order of the members.
    private(set) var refused: [Scalar] = []

    /// - Parameter members: a batch that was refused.
    init(refused members: [Scalar]) {
        stack = [Batch(members: members, knowledge: .bad)]
    }

    /// The batch to ask for next, in the order of the members; nil at the end. Each is followed by
    /// `report`.
    mutating func next() -> [Scalar]? {
        while let batch = stack.last {
            guard case .bad = batch.knowledge else { return batch.members }
            stack.removeLast()
            if batch.members.count <= 1 {
                refused += batch.members
                continue
            }
            let half = batch.members.count / 2
            stack.append(
                Batch(members: Array(batch.members[half...]), knowledge: .badUnlessSiblingIs))
            stack.append(Batch(members: Array(batch.members[..<half]), knowledge: .unknown))
        }
        return nil
    }

    /// Whether the batch that `next` gave was refused.
    mutating func report(refused: Bool) {
        guard let batch = stack.popLast() else { return }
        if let sibling = stack.last, case .badUnlessSiblingIs = sibling.knowledge {
            stack[stack.count - 1].knowledge = refused ? .unknown : .bad
        }
        if refused { stack.append(Batch(members: batch.members, knowledge: .bad)) }
    }
}
