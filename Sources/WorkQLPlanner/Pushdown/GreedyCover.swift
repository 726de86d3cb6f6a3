import WorkQLTime

/// Cuts ragged required ranges, where keys need different instants, into few calls.
///
/// The sweep proceeds from the first second that is still needed. Calls must begin there, enough of
/// them for the keys that need it, and no call is better begun earlier. The only decision left is
/// which keys that need a later second take the free slots of the last call. No rule for that is
/// always the best, so several are tried, from either end of time, until one meets the lower bound.
///
/// Windows of one key may have seconds in common; the share of the later call then begins at the
/// end of the share of the earlier one. Where rows do not contain the key, so that their share
/// cannot be determined, a key takes a free slot only when it is in no other call of that time.
struct GreedyCover {
    /// The numbers of keys that need the same instants, with these in seconds.
    let groups: [(count: Int, instants: IntervalSet)]
    let batch: Int
    let span: Int64
    /// Whether two calls for a key may have seconds in common.
    let mayOverlap: Bool

    /// Some keys of a group, by their indices in it.
    struct Share {
        var group: Int
        var keys: Range<Int>
        /// The part of the window that no earlier step contains for these keys.
        var own: Range<Int64>
    }

    /// The calls of one window.
    struct Step {
        var window: Range<Int64>
        var shares: [Share]
    }

    /// The rule that assigns free slots to keys.
    enum Filling: Hashable {
        /// Keys that the slot saves a window, those needed first in time before the others.
        case savingFirst
        /// Keys whose required range begins first.
        case earliest
        /// Keys that the slot saves a window, those with the most remaining windows first.
        case savingLongest
        /// Keys that the slot saves a window, those needed last in time before the others.
        case savingLast
        /// Pseudorandom order, the same in each run.
        case drawn(UInt64)

        /// The rules that are good by themselves, then pseudorandom orders, which find what they
        /// miss.
        static let all: [Filling] =
            [.savingFirst, .earliest, .savingLongest, .savingLast] + (1...8).map { .drawn($0) }
    }

    private struct KeyRun {
        var group: Int
        var keys: Range<Int>
        /// The first second that is still needed; nil when none is.
        var next: Int64?
        /// The end of the last window that it is part of.
        var end: Int64
    }

    /// The number of examined required ranges after which the sweep stops, for a simpler cut.
    static let maxWork = 1_000_000

    /// Returns the steps in the order of their windows' starts, and the number of required ranges
    /// that were examined; nil when the number is too large.
    func steps(_ filling: Filling) -> (steps: [Step], work: Int)? {
        var random = SeededGenerator(filling)
        var keyRuns = groups.indices.map { position in
            KeyRun(
                group: position, keys: 0..<groups[position].count,
                next: groups[position].instants.first(from: .min), end: .min)
        }
        var steps: [Step] = []
        var work = 0
        // Each step examines each key run, and the windows that each window of a key run would
        // save.
        while let start = keyRuns.lazy.compactMap(\.next).min() {
            work += keyRuns.count
            guard work <= Self.maxWork else { return nil }
            let reach = start + span
            var taken = keyRuns.indices.filter { keyRuns[$0].next == start }
            let due = taken.reduce(0) { $0 + keyRuns[$1].keys.count }
            var positions = (batch - due % batch) % batch
            if positions > 0 {
                let (candidates, looks) = candidates(
                    among: keyRuns, from: start, filling, &random)
                work += looks
                for index in candidates where positions > 0 {
                    let count = keyRuns[index].keys.count
                    if count > positions {
                        var rest = keyRuns[index]
                        let cover = rest.keys.lowerBound + positions
                        rest.keys = cover..<rest.keys.upperBound
                        keyRuns.append(rest)
                        let first = keyRuns[index].keys.lowerBound
                        keyRuns[index].keys = first..<cover
                    }
                    positions -= min(count, positions)
                    taken.append(index)
                }
            }
            let last = taken.compactMap { set(keyRuns[$0]).last(before: reach) }.max() ?? start
            var shares: [Share] = []
            for index in taken {
                let keyRun = keyRuns[index]
                shares.append(
                    Share(
                        group: keyRun.group, keys: keyRun.keys,
                        own: max(start, keyRun.end)..<last + 1))
                keyRuns[index].next = set(keyRun).first(from: reach)
                keyRuns[index].end = last + 1
            }
            steps.append(Step(window: start..<last + 1, shares: shares))
        }
        return (steps, work)
    }

    private func set(_ keyRun: KeyRun) -> IntervalSet { groups[keyRun.group].instants }

    /// Returns the key runs that may take a free slot of a window, the best first, and the number
    /// of windows that were examined.
    private func candidates(
        among keyRuns: [KeyRun], from start: Int64, _ filling: Filling,
        _ random: inout SeededGenerator
    ) -> ([Int], looks: Int) {
        var looks = 0
        var found: [(index: Int, next: Int64, windows: Int, saves: Bool, random: UInt64)] = []
        for (index, keyRun) in keyRuns.enumerated() {
            guard let next = keyRun.next, next > start, next < start + span,
                mayOverlap || keyRun.end <= start
            else { continue }
            guard filling != .earliest else {
                found.append((index, next, 0, true, 0))
                continue
            }
            let windows = windowCount(set(keyRun), from: next)
            let after = windowCount(set(keyRun), from: start + span)
            looks += windows + after
            found.append((index, next, windows, after < windows, random.next()))
        }
        found.sort { left, right in
            if left.saves != right.saves { return left.saves }
            switch filling {
            case .drawn: return left.random < right.random
            case .savingFirst, .earliest: break
            case .savingLongest where left.windows != right.windows:
                return left.windows > right.windows
            case .savingLast where left.next != right.next: return left.next > right.next
            case .savingLongest, .savingLast: break
            }
            return (left.next, left.index) < (right.next, right.index)
        }
        return (found.map(\.index), looks)
    }

    /// Returns the number of windows that a set needs by itself from a second on.
    private func windowCount(_ set: IntervalSet, from second: Int64) -> Int {
        var count = 0
        var next = set.first(from: second)
        while let start = next {
            count += 1
            next = set.first(from: start + span)
        }
        return count
    }
}

/// Pseudorandom numbers, the same in each run, so that a plan remains the one that EXPLAIN showed.
private struct SeededGenerator {
    private var state: UInt64
    private let isDrawn: Bool

    init(_ filling: GreedyCover.Filling) {
        if case .drawn(let seed) = filling {
            state = seed
            isDrawn = true
        } else {
            state = 0
            isDrawn = false
        }
    }

    /// Returns the next number; 0 for rules that are not pseudorandom.
    mutating func next() -> UInt64 {
        guard isDrawn else { return 0 }
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
