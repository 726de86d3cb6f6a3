package import WorkQLCatalog
package import WorkQLTime

/// Which points in time are wanted of which keys: what conditions ask for, or what is left of it
/// once a store has given its part.
package struct RequiredRanges: Sendable {
    /// Keys that want the same points in time.
    package struct Group: Sendable {
        /// Distinct and ascending.
        package var keys: [Scalar]
        /// In milliseconds, with both ends known.
        package var instants: IntervalSet
    }

    package let parameter: KeyParameter
    /// In the order of their first keys; no two want the same, and none wants nothing.
    package let groups: [Group]

    /// - Parameter wanted: a key may come several times, and then wants all that it came with.
    package init(
        _ parameter: KeyParameter, _ wanted: some Sequence<(key: Scalar, instants: IntervalSet)>
    ) {
        var byKey: [Scalar: IntervalSet] = [:]
        for (key, instants) in wanted {
            byKey[key] = byKey[key].map { $0.union(instants) } ?? instants
        }
        var byInstants: [IntervalSet: [Scalar]] = [:]
        for (key, instants) in byKey where !instants.isEmpty {
            byInstants[instants, default: []].append(key)
        }
        self.parameter = parameter
        groups = byInstants.map { Group(keys: $0.value.sorted(), instants: $0.key) }
            .sorted { $0.keys[0] < $1.keys[0] }
    }

    /// What is left of the demand once some points in time of some keys are there.
    package func subtracting(_ covered: [Scalar: IntervalSet]) -> RequiredRanges {
        RequiredRanges(
            parameter,
            groups.lazy.flatMap { group in
                group.keys.lazy.map { key in
                    let instants = covered[key].map { group.instants.subtracting($0) }
                    return (key: key, instants: instants ?? group.instants)
                }
            })
    }

    /// Every key, distinct and ascending.
    package var keys: [Scalar] {
        groups.count == 1 ? groups[0].keys : groups.flatMap(\.keys).sorted()
    }

    /// What any key wants.
    package var instants: IntervalSet {
        groups.count == 1
            ? groups[0].instants : IntervalSet(groups.lazy.flatMap(\.instants.ranges))
    }
}
