import WorkQLTime

/// Cuts ragged required ranges, where keys want different points in time, into few calls.
///
/// The sweep stands at the first second that is still wanted: calls have to begin there, as many as
/// serve the keys that want it, and none is better begun earlier. Only one thing is left to decide:
/// which keys that want something later take the places that are left in the last call. No rule for
/// that is always best, so several are tried, from either end of time, until one meets the lower
/// bound.
///
/// Windows of one key may have seconds in common; the share of the later call then begins where that
/// of the earlier one ends. Where rows do not carry the key, so that nobody could tell whose share
/// they are in, a key takes a place only when it is in no other call of that time.
struct GreedyCover {
    /// How many keys want what, in seconds.
    let groups: [(count: Int, instants: IntervalSet)]
    let batch: Int
    let span: Int64
    /// Whether two calls for a key may have seconds in common.
    let mayOverlap: Bool

    /// Some of a group's keys, by their indices in it.
    struct Share {
        var group: Int
        var keys: Range<Int>
        /// The part of the window that no earlier step holds for these keys.
        var own: Range<Int64>
    }

    /// Calls of one window.
    struct Step {
        var window: Range<Int64>
        var shares: [Share]
    }

    /// Who takes a place that is left.
    enum Filling: Hashable {
        /// Those to whom the place saves a window, the first wanted first.
        case savingFirst
        /// Those whose required range begins first.
        case earliest
        /// Those to whom the place saves a window, the one with the most to come first.
        case savingLongest
        /// Those to whom the place saves a window, the last wanted first.
        case savingLast
        /// In an order drawn by lot, the same at each run.
        case drawn(UInt64)

        /// The rules that are good by themselves, and then chance, which finds what they miss.
        static let all: [Filling] =
            [.savingFirst, .earliest, .savingLongest, .savingLast] + (1...8).map { .drawn($0) }
    }

    private struct Strand {
        var group: Int
        var keys: Range<Int>
        /// The first second still wanted; nil when none is.
        var next: Int64?
        /// The end of the last window that it is part of.
        var end: Int64
    }

    /// So many looks at a group's required ranges and the sweep gives up, for a simpler cut.
    static let maxWork = 1_000_000

    /// The steps in the order of their windows' starts, and how much was looked at for them; nil
    /// when that is too much.
    func steps(_ filling: Filling) -> (steps: [Step], work: Int)? {
        var lot = Lot(filling)
        var strands = groups.indices.map { position in
            Strand(
                group: position, keys: 0..<groups[position].count,
                next: groups[position].instants.first(from: .min), end: .min)
        }
        var steps: [Step] = []
        var work = 0
        // A look at each strand for each step, and at what each window of a strand would save.
        while let start = strands.lazy.compactMap(\.next).min() {
            work += strands.count
            guard work <= Self.maxWork else { return nil }
            let reach = start + span
            var taken = strands.indices.filter { strands[$0].next == start }
            let due = taken.reduce(0) { $0 + strands[$1].keys.count }
            var positions = (batch - due % batch) % batch
            if positions > 0 {
                let (candidates, looks) = candidates(
                    among: strands, from: start, filling, &lot)
                work += looks
                for index in candidates where positions > 0 {
                    let count = strands[index].keys.count
                    if count > positions {
                        var rest = strands[index]
                        let cover = rest.keys.lowerBound + positions
                        rest.keys = cover..<rest.keys.upperBound
                        strands.append(rest)
                        let first = strands[index].keys.lowerBound
                        strands[index].keys = first..<cover
                    }
                    positions -= min(count, positions)
                    taken.append(index)
                }
            }
            let last = taken.compactMap { set(strands[$0]).last(before: reach) }.max() ?? start
            var shares: [Share] = []
            for index in taken {
                let strand = strands[index]
                shares.append(
                    Share(
                        group: strand.group, keys: strand.keys,
                        own: max(start, strand.end)..<last + 1))
                strands[index].next = set(strand).first(from: reach)
                strands[index].end = last + 1
            }
            steps.append(Step(window: start..<last + 1, shares: shares))
        }
        return (steps, work)
    }

    private func set(_ strand: Strand) -> IntervalSet { groups[strand.group].instants }

    /// The strands that may take a place in a window, the best first, and how many windows were
    /// looked at to know it.
    private func candidates(
        among strands: [Strand], from start: Int64, _ filling: Filling, _ lot: inout Lot
    ) -> ([Int], looks: Int) {
        var looks = 0
        var found: [(index: Int, next: Int64, windows: Int, saves: Bool, lot: UInt64)] = []
        for (index, strand) in strands.enumerated() {
            guard let next = strand.next, next > start, next < start + span,
                mayOverlap || strand.end <= start
            else { continue }
            guard filling != .earliest else {
                found.append((index, next, 0, true, 0))
                continue
            }
            let windows = windowCount(set(strand), from: next)
            let after = windowCount(set(strand), from: start + span)
            looks += windows + after
            found.append((index, next, windows, after < windows, lot.next()))
        }
        found.sort { left, right in
            if left.saves != right.saves { return left.saves }
            switch filling {
            case .drawn: return left.lot < right.lot
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

    /// How many windows a set needs by itself from a second on.
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

/// Numbers drawn by lot, the same at each run, so that a plan stays what EXPLAIN showed.
private struct Lot {
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

    /// 0 where nothing is drawn.
    mutating func next() -> UInt64 {
        guard isDrawn else { return 0 }
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
