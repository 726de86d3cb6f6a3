import WorkQLTime

/// The fewest windows of a given length that contain a set of seconds, computed on demand.
///
/// From the anchored end, each window begins at the first second that the previous windows leave
/// out, and ends with the last needed second within its length: no cut of one set needs fewer,
/// because the seconds at which these windows begin are at least a window apart.
struct Windows: Sendable {
    let span: Int64
    /// Whether the first full window is at the end of time.
    private let isMirrored: Bool
    private var runs: [Run] = []

    /// Adjacent windows, of which the last may be shorter.
    private struct Run: Sendable {
        var start: Int64
        var end: Int64
        /// The number of windows that precede it.
        var before: Int
    }

    private(set) var count = 0

    init(covering set: IntervalSet, span: Int64, from order: TimeOrder = .ascending) {
        self.span = span
        isMirrored = order == .descending
        var covered = Int64.min
        for range in (isMirrored ? set.mirrored : set).ranges {
            if range.lowerBound >= covered {
                runs.append(Run(start: range.lowerBound, end: range.upperBound, before: count))
            } else {
                runs[runs.count - 1].end = max(range.upperBound, runs[runs.count - 1].end)
            }
            let run = runs[runs.count - 1]
            let windows = (run.end - run.start + span - 1) / span
            covered = run.start + windows * span
            count = run.before + Int(windows)
        }
    }

    /// Returns a window by its index, ascending in time.
    subscript(index: Int) -> Range<Int64> {
        let position = isMirrored ? count - 1 - index : index
        var (low, high) = (0, runs.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if runs[middle].before <= position { low = middle } else { high = middle - 1 }
        }
        let run = runs[low]
        let start = run.start + Int64(position - run.before) * span
        let window = start..<min(start + span, run.end)
        return isMirrored ? window.mirrored : window
    }
}

/// The order in time in which rows are needed.
package enum TimeOrder: Hashable, Sendable {
    case ascending, descending
}
