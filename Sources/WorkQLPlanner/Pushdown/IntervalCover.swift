import WorkQLCatalog
import WorkQLTime

/// The windows and batches that cover the required ranges of one key parameter with the smallest
/// number of calls found.
///
/// If all keys need the same instants, the cover is the product of windows and batches, which is
/// never listed. Otherwise it is a list of windows, each with its keys; a call takes one batch of
/// them. Above a limit on the number of groups a list does not pay: every key is then requested for
/// all instants that any key needs.
///
/// Example, with windows of 14 days and batches of 100: `lisi` needs 08-01 to 08-22 and `wangwu`
/// 08-01 to 08-08. The product takes 2 windows × 1 batch = 2 calls and fetches a week of `wangwu`
/// that is not needed. The list takes 2 calls too and is preferred, because it fetches no more than
/// needed:
///
///     [08-01, 08-15)  lisi, wangwu
///     [08-15, 08-22)  lisi
///
/// The lower bound is 2, because `lisi` alone needs two windows.
struct IntervalCover: Sendable {
    struct Step: Sendable {
        var window: Range<Int64>
        var keys: KeyList
        /// The number of calls that precede it.
        var before: Int
    }

    /// The windows of a product; nil when the cover is a list.
    let product: Windows?
    let steps: [Step]
    let count: Int
    let lowerBound: Int

    /// The maximum number of windows of single groups; a longer list would be as large as the
    /// required ranges.
    private static let maxSteps = 100_000

    /// - Parameter mayOverlap: whether two calls for a key may have seconds in common.
    init(_ requiredRanges: RequiredRanges, span: Int64, order: TimeOrder, mayOverlap: Bool) {
        let batch = requiredRanges.parameter.maximum
        let wants = requiredRanges.groups.map {
            (count: $0.keys.count, instants: $0.instants.inSeconds)
        }
        let envelope = Windows(
            covering: requiredRanges.instants.inSeconds, span: span, from: order)
        let keyCount = wants.reduce(0) { $0 + $1.count }
        let envelopeCalls = envelope.count * ((keyCount + batch - 1) / batch)
        guard wants.count > 1, wants.count <= Self.maxSteps else {
            product = envelope
            steps = []
            count = envelopeCalls
            lowerBound =
                wants.count <= 1
                ? envelopeCalls : LowerBound(groups: wants, batch: batch, span: span).calls
            return
        }
        let bound = LowerBound(groups: wants, batch: batch, span: span).calls
        var best: [Step] = []
        var fewest = envelopeCalls
        func offer(_ steps: [Step]) {
            guard let last = steps.last else { return }
            let calls = last.before + last.keys.batchCount(batch)
            // On a tie the list wins, since it requests no instants of a key that only other keys
            // need.
            if calls < fewest || best.isEmpty && calls == fewest { (best, fewest) = (steps, calls) }
        }
        let separate = wants.map { Windows(covering: $0.instants, span: span, from: order) }
        if separate.reduce(0, { $0 + $1.count }) <= Self.maxSteps {
            let steps = zip(requiredRanges.groups, separate).flatMap { group, windows in
                (0..<windows.count).map { index in
                    Step(
                        window: windows[index], keys: KeyList([.init(keys: group.keys[...])]),
                        before: 0)
                }
            }
            offer(Self.ordered(steps, order, batch))
        }
        var work = 0
        sweeps: for filling in GreedyCover.Filling.all {
            for isMirrored in [order == .descending, order == .ascending]
            where best.isEmpty || fewest > bound {
                let sides = wants.map {
                    ($0.count, isMirrored ? $0.instants.mirrored : $0.instants)
                }
                let greedyCover = GreedyCover(
                    groups: sides, batch: batch, span: span, mayOverlap: mayOverlap)
                guard work < GreedyCover.maxWork, let found = greedyCover.steps(filling) else {
                    break sweeps
                }
                work += found.work
                let steps = found.steps.map { step in
                    let parts = step.shares.map { share in
                        KeyList.Part(
                            keys: requiredRanges.groups[share.group].keys[share.keys],
                            own: share.own == step.window
                                ? nil : isMirrored ? share.own.mirrored : share.own)
                    }
                    return Step(
                        window: isMirrored ? step.window.mirrored : step.window,
                        keys: KeyList(parts), before: 0)
                }
                offer(Self.ordered(steps, order, batch))
            }
        }
        product = best.isEmpty ? envelope : nil
        steps = best
        count = fewest
        lowerBound = bound
    }

    /// Returns the index of the step that a call belongs to.
    func step(of call: Int) -> Int {
        var (low, high) = (0, steps.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if steps[middle].before <= call { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// Returns the steps in the order of the rows, each with the number of calls before it.
    private static func ordered(_ steps: [Step], _ order: TimeOrder, _ batch: Int) -> [Step] {
        var before = 0
        let sorted = steps.sorted { left, right in
            switch order {
            case .ascending:
                (left.window.lowerBound, left.window.upperBound)
                    < (right.window.lowerBound, right.window.upperBound)
            case .descending:
                (left.window.upperBound, left.window.lowerBound)
                    > (right.window.upperBound, right.window.lowerBound)
            }
        }
        return sorted.map { step in
            var step = step
            step.before = before
            before += step.keys.batchCount(batch)
            return step
        }
    }
}

/// Keys in a fixed order, as slices of longer lists that are not copied.
struct KeyList: Sendable {
    struct Part: Sendable {
        var keys: ArraySlice<Scalar>
        /// The part of the step's window that belongs to these keys; nil when it is the whole
        /// window.
        var own: Range<Int64>?
    }

    private let parts: [Part]
    let count: Int

    init(_ parts: [Part]) {
        self.parts = parts
        count = parts.reduce(0) { $0 + $1.keys.count }
    }

    var hasExceptions: Bool { parts.contains { $0.own != nil } }

    func batchCount(_ maximum: Int) -> Int { (count + maximum - 1) / maximum }

    /// Returns the keys of one batch, ascending, and the parts of the window for those keys that do
    /// not have the whole window.
    func batch(_ index: Int, of maximum: Int) -> (keys: [Scalar], own: [Scalar: Range<Int64>]) {
        var skipped = index * maximum
        var keys: [Scalar] = []
        var own: [Scalar: Range<Int64>] = [:]
        for part in parts {
            guard keys.count < maximum else { break }
            let taken = part.keys.dropFirst(skipped).prefix(maximum - keys.count)
            skipped = max(0, skipped - part.keys.count)
            keys += taken
            if let range = part.own { for key in taken { own[key] = range } }
        }
        return (keys.sorted(), own)
    }
}
