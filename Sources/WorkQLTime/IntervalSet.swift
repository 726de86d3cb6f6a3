/// A set of integers as half-open ranges: ascending, disjoint, not empty and not adjacent, so that
/// equal sets are equal values.
///
/// The integers represent points in time, in milliseconds where a condition is read and in seconds
/// where calls are split. `Int64.min` and `Int64.max` as ends mean unbounded.
package struct IntervalSet: Hashable, Sendable {
    package private(set) var ranges: [Range<Int64>]

    private init(canonical ranges: [Range<Int64>]) { self.ranges = ranges }

    package static let empty = IntervalSet(canonical: [])
    package static let all = IntervalSet(canonical: [.min..<(.max)])

    package init(_ range: Range<Int64>) {
        ranges = range.isEmpty ? [] : [range]
    }

    /// Creates a set from ranges in any order, which may overlap, touch and be empty. Ascending ones
    /// are not sorted again.
    ///
    /// Takes an array and not any sequence: a generic function is not specialized for the callers in
    /// other modules, and reads each element of a lazy sequence through several witness tables.
    package init(_ unordered: [Range<Int64>]) {
        var merged: [Range<Int64>] = []
        // Those from the first on that begins before its predecessor.
        var others: [Range<Int64>] = []
        for range in unordered where !range.isEmpty {
            if others.isEmpty, merged.last.map({ $0.lowerBound <= range.lowerBound }) ?? true {
                merged.appendMerging(range)
            } else {
                others.append(range)
            }
        }
        if !others.isEmpty {
            let all = (merged + others).sorted { $0.lowerBound < $1.lowerBound }
            merged = []
            for range in all { merged.appendMerging(range) }
        }
        ranges = merged
    }

    package var isEmpty: Bool { ranges.isEmpty }

    /// The smallest range that contains the set; nil if it is empty.
    package var hull: Range<Int64>? {
        guard let first = ranges.first, let last = ranges.last else { return nil }
        return first.lowerBound..<last.upperBound
    }

    package func contains(_ value: Int64) -> Bool {
        let index = firstRange(endingAfter: value)
        return index < ranges.count && ranges[index].lowerBound <= value
    }

    /// Returns the smallest member that is at least `value`; O(log n).
    package func first(from value: Int64) -> Int64? {
        let index = firstRange(endingAfter: value)
        return index < ranges.count ? max(value, ranges[index].lowerBound) : nil
    }

    /// Returns the largest member that is less than `value`; O(log n).
    package func last(before value: Int64) -> Int64? {
        let index = firstRange(endingAfter: value)
        if index < ranges.count, ranges[index].lowerBound < value { return value - 1 }
        return index > 0 ? ranges[index - 1].upperBound - 1 : nil
    }

    package func union(_ other: IntervalSet) -> IntervalSet {
        if isEmpty || other == .all { return other }
        if other.isEmpty || self == .all { return self }
        var merged: [Range<Int64>] = []
        merged.reserveCapacity(ranges.count + other.ranges.count)
        var (own, theirs) = (ranges[...], other.ranges[...])
        while let left = own.first, let right = theirs.first {
            if left.lowerBound <= right.lowerBound {
                merged.appendMerging(left)
                own.removeFirst()
            } else {
                merged.appendMerging(right)
                theirs.removeFirst()
            }
        }
        for range in own { merged.appendMerging(range) }
        for range in theirs { merged.appendMerging(range) }
        return IntervalSet(canonical: merged)
    }

    package func intersection(_ other: IntervalSet) -> IntervalSet {
        if isEmpty || other == .all { return self }
        if other.isEmpty || self == .all { return other }
        var common: [Range<Int64>] = []
        var (own, theirs) = (ranges[...], other.ranges[...])
        while let left = own.first, let right = theirs.first {
            let overlap = left.clamped(to: right)
            if !overlap.isEmpty { common.append(overlap) }
            if left.upperBound <= right.upperBound {
                own.removeFirst()
            } else {
                theirs.removeFirst()
            }
        }
        return IntervalSet(canonical: common)
    }

    package func subtracting(_ other: IntervalSet) -> IntervalSet {
        intersection(other.complement)
    }

    /// The integers that are not in the set.
    package var complement: IntervalSet {
        var gaps: [Range<Int64>] = []
        var end = Int64.min
        for range in ranges {
            if end < range.lowerBound { gaps.append(end..<range.lowerBound) }
            end = range.upperBound
        }
        if end < .max { gaps.append(end..<(.max)) }
        return IntervalSet(canonical: gaps)
    }

    /// The set in milliseconds converted to the whole seconds that contain it.
    package var inSeconds: IntervalSet {
        var seconds: [Range<Int64>] = []
        for range in ranges {
            let start = range.lowerBound.floorDivided(by: 1000)
            let end = (range.upperBound - 1).floorDivided(by: 1000) + 1
            seconds.appendMerging(start..<end)
        }
        return IntervalSet(canonical: seconds)
    }

    /// The set extended to all milliseconds of the seconds that it intersects.
    package var inWholeSeconds: IntervalSet {
        IntervalSet(
            inSeconds.ranges.map { range -> Range<Int64> in
                let start = range.lowerBound.multipliedReportingOverflow(by: 1000)
                let end = range.upperBound.multipliedReportingOverflow(by: 1000)
                return Range(
                    uncheckedBounds: (
                        lower: start.overflow ? .min : start.partialValue,
                        upper: end.overflow ? .max : end.partialValue
                    ))
            })
    }

    /// The set of the whole seconds in it, both in milliseconds: each end is moved to the next whole
    /// second. The ends are known.
    package var ofWholeSeconds: IntervalSet {
        if ranges.allSatisfy({ $0.lowerBound % 1000 == 0 && $0.upperBound % 1000 == 0 }) {
            return self
        }
        func next(_ milliseconds: Int64) -> Int64 {
            -(-milliseconds).floorDivided(by: 1000) * 1000
        }
        return IntervalSet(ranges.map { next($0.lowerBound)..<next($0.upperBound) })
    }

    /// The same set with every member n replaced by -1 - n, for counting from the end.
    package var mirrored: IntervalSet {
        IntervalSet(canonical: ranges.reversed().map(\.mirrored))
    }

    /// Returns the index of the first range that ends after a value.
    private func firstRange(endingAfter value: Int64) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension Range<Int64> {
    /// Each n is replaced by -1 - n, and the range stays half-open.
    package var mirrored: Range<Int64> { ~(upperBound - 1)..<(~lowerBound + 1) }
}

extension [Range<Int64>] {
    /// Appends a range that does not begin before the last one.
    fileprivate mutating func appendMerging(_ range: Range<Int64>) {
        if let last, range.lowerBound <= last.upperBound {
            self[count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
        } else {
            append(range)
        }
    }
}
