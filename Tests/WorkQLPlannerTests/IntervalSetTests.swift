import TestSupport
import Testing
import WorkQLTime

/// Sets of ranges, checked against sets of numbers.
@Suite struct IntervalSetTests {
    private static let universe: Range<Int64> = -12..<12

    private func ranges(_ dice: inout SplitMix64) -> [Range<Int64>] {
        (0..<Int.random(in: 0...6, using: &dice)).map { _ in
            let start = Int64.random(in: Self.universe, using: &dice)
            return start..<min(start + Int64.random(in: 0...7, using: &dice), 12)
        }
    }

    private func members(_ set: IntervalSet) -> Set<Int64> {
        Set(Self.universe.filter(set.contains))
    }

    private func isCanonical(_ set: IntervalSet) -> Bool {
        set.ranges.allSatisfy { !$0.isEmpty }
            && zip(set.ranges, set.ranges.dropFirst()).allSatisfy {
                $0.upperBound < $1.lowerBound
            }
    }

    @Test func operationsAreThoseOfSets() {
        var dice = SplitMix64(seed: 3)
        for _ in 0..<4000 {
            let (first, second) = (ranges(&dice), ranges(&dice))
            let (left, right) = (IntervalSet(first), IntervalSet(second))
            let (a, b) = (Set(first.flatMap(Array.init)), Set(second.flatMap(Array.init)))
            #expect(members(left) == a)
            #expect(members(left.union(right)) == a.union(b))
            #expect(members(left.intersection(right)) == a.intersection(b))
            #expect(members(left.subtracting(right)) == a.subtracting(b))
            #expect(members(left.complement) == Set(Self.universe).subtracting(a))
            #expect(left.complement.complement == left)
            #expect(Set(left.mirrored.ranges.flatMap(Array.init)) == Set(a.map { -1 - $0 }))
            for set in [left, left.union(right), left.intersection(right), left.complement] {
                #expect(isCanonical(set))
            }
            let value = Int64.random(in: Self.universe, using: &dice)
            #expect(left.first(from: value) == a.filter { $0 >= value }.min())
            #expect(left.last(before: value) == a.filter { $0 < value }.max())
            #expect((left == right) == (a == b))
        }
    }

    @Test func secondsHoldTheirMilliseconds() {
        let set = IntervalSet([-1..<1, 999..<1001, 5000..<6000, 7001..<7002])
        #expect(set.inSeconds.ranges == [-1..<2, 5..<6, 7..<8])
        #expect(IntervalSet.all.complement == .empty)
        #expect(IntervalSet.all.intersection(set) == set)
    }
}
