import WorkQLTime

/// The lower bound of the number of calls for required ranges.
///
/// One call never contains two seconds that are at least a window apart, and at each second it
/// serves at most one batch of keys. So for seconds chosen at least a window apart, the sum of
/// ceil(keys that need the second / batch) is a lower bound. The best choice is found by one pass
/// over the candidates in order.
struct LowerBound {
    /// The numbers of keys that need the same instants, with these in seconds.
    let groups: [(count: Int, instants: IntervalSet)]
    let batch: Int
    let span: Int64

    /// The maximum number of candidates. Beyond it, only the seconds at which a required range
    /// begins are candidates, which still gives a lower bound, but a weaker one.
    private static let maxCandidates = 200_000

    /// The bound. Any choice can be moved back in time, second by second, until each of its seconds
    /// is one at which the number of keys changes, or is a window after the previous one.
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

        // best[i]: the best choice among the first i candidates.
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
