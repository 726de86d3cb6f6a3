import WorkQLCatalog
import WorkQLTime

/// The part of keys × time in which a condition can be true: for each value of a key column the
/// instants, in milliseconds.
///
/// A region errs to one side only: it includes every row for which the condition is true, and
/// perhaps more. `isExact` means that it includes no others among the rows that have a key and a
/// time.
struct Region: Equatable {
    /// The instants of every key that is not listed.
    var rest: IntervalSet
    var keys: [Scalar: IntervalSet] = [:]
    var isExact: Bool

    /// The region of a condition that implies nothing about key and time.
    static let unknown = Region(rest: .all, isExact: false)
    static let everything = Region(rest: .all, isExact: true)
    static let nothing = Region(rest: .empty, isExact: true)

    /// The same region of a condition that may be false in it.
    var asInexact: Region { Region(rest: rest, keys: keys, isExact: false) }

    /// The maximum total number of separate ranges. Beyond it the gaps are not worth their cost,
    /// and every key is given the single range that contains all ranges.
    static let maxRanges = 1_000

    /// The instants that one key may need.
    subscript(key: Scalar) -> IntervalSet { keys[key] ?? rest }

    /// The instants that any key may need.
    var instants: IntervalSet {
        var distinct: Set<IntervalSet> = [rest]
        // Neighbours usually have equal instants, and comparing costs less than hashing.
        var last = rest
        for instants in keys.values where instants != last {
            distinct.insert(instants)
            last = instants
        }
        return distinct.count == 1
            ? rest : IntervalSet(distinct.flatMap(\.ranges))
    }

    /// The keys that need any instants; nil when unlisted keys do too.
    var wantedKeys: [Scalar]? {
        rest.isEmpty ? keys.compactMap { $0.value.isEmpty ? nil : $0.key } : nil
    }

    /// Whether the region consists of a single range of time for some keys, or for all.
    var isBox: Bool { isUniform && instants.ranges.count <= 1 }

    /// Whether all keys that need any instants need the same ones.
    var isUniform: Bool {
        guard rest.isEmpty else { return keys.values.allSatisfy { $0 == rest } }
        var wants: IntervalSet?
        for instants in keys.values where !instants.isEmpty {
            if let wants, wants != instants { return false }
            wants = instants
        }
        return true
    }

    mutating func formUnion(_ other: Region) {
        combine(other, absorbing: .empty) { $0.union($1) }
    }

    mutating func formIntersection(_ other: Region) {
        combine(other, absorbing: .all) { $0.intersection($1) }
    }

    /// - Parameter neutral: the instants that change nothing when combined.
    private mutating func combine(
        _ other: Region, absorbing neutral: IntervalSet,
        _ operation: (IntervalSet, IntervalSet) -> IntervalSet
    ) {
        isExact = isExact && other.isExact
        if other.keys.isEmpty, other.rest == neutral { return }
        if keys.isEmpty, rest == neutral {
            (keys, rest) = (other.keys, other.rest)
            return
        }
        if other.rest != neutral {
            for (key, instants) in keys where other.keys[key] == nil {
                keys[key] = operation(instants, other.rest)
            }
        }
        for (key, instants) in other.keys {
            keys[key] = operation(keys[key] ?? rest, instants)
        }
        rest = operation(rest, other.rest)
    }

    /// Renames keys, and removes those for which the closure returns nil.
    mutating func rename(_ name: (Scalar) -> Scalar?) {
        // Most names do not change, and a dictionary of thousands of keys is not rebuilt for them.
        guard keys.keys.contains(where: { name($0) != $0 }) else { return }
        var renamed: [Scalar: IntervalSet] = Dictionary(minimumCapacity: keys.count)
        for (key, instants) in keys {
            if let key = name(key) { renamed[key] = instants }
        }
        keys = renamed
    }

    /// Limits the number of ranges of a huge condition, by closing the gaps between them.
    mutating func simplify() {
        var count = rest.ranges.count
        for instants in keys.values where instants.ranges.count > 1 {
            count += instants.ranges.count
        }
        guard count > Self.maxRanges else { return }
        isExact = false
        let hull = instants.hull.map { IntervalSet($0) } ?? .empty
        if !rest.isEmpty { rest = hull }
        keys = keys.mapValues { $0.isEmpty ? $0 : hull }
    }
}
