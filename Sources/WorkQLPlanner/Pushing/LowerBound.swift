import WorkQLTime

/// How many calls no split of the required ranges can go below.
///
/// One call holds no two seconds that are a window apart, and at each second it serves at most a
/// batch of keys. So for seconds chosen at least a window apart, the sum of ceil(keys that want the
/// second / batch) is a bound; the best choice is found by going through them in order.
struct LowerBound {
    /// How many keys want what, in seconds.
    let groups: [(count: Int, instants: IntervalSet)]
    let batch: Int
    let span: Int64

    /// Beyond so many seconds to look at, only those at which a required range begins are looked at:
    /// a bound still, if a lower one.
    private static let maxCandidates = 200_000

    /// Any choice can be moved toward the past, second by second, until each of its seconds is one
    /// at which the number of keys changes or stands a window after the one before it.
    var calls: Int {
        var changes: [(at: Int64, by: Int)] = []
        for group in groups {
            for range in group.instants.ranges {
                changes.append((range.lowerBound, group.count))
                changes.append((range.upperBound, -group.count))
            }
        }
        changes.sort { $0.at < $1.at }
        guard let first = changes.first, let end = changes.last?.at else { return 0 }

        let windows = Int((end - first.at + span - 1) / span)
        let (candidateCount, overflows) = changes.count.multipliedReportingOverflow(by: windows)
        let repeats = overflows || candidateCount > Self.maxCandidates ? 1 : windows
        var candidates: [Int64] = []
        candidates.reserveCapacity(changes.count * repeats)
        for change in changes {
            var second = change.at
            for _ in 0..<repeats where second < end {
                candidates.append(second)
                second += span
            }
        }
        candidates.sort()

        // best[i]: of choices among the first i candidates.
        var best = [0]
        best.reserveCapacity(candidates.count + 1)
        var (keys, nextChange, reach) = (0, 0, 0)
        for second in candidates {
            while nextChange < changes.count, changes[nextChange].at <= second {
                keys += changes[nextChange].by
                nextChange += 1
            }
            while candidates[reach] <= second - span { reach += 1 }
            let calls = best[reach] + (keys + batch - 1) / batch
            best.append(max(best[best.count - 1], calls))
        }
        return best[best.count - 1]
    }
}
