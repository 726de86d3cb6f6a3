package import WorkQLCatalog
package import WorkQLTime

/// The instants that a scan needs for each key: those of the conditions, less those that the store
/// has.
///
/// Example: `(userid = 'lisi' AND time < '2026-08-22' OR userid = 'wangwu' AND time < '2026-08-08')
/// AND time >= '2026-08-01'` requires three weeks of one user and one week of another, two groups:
///
///     lisi    [08-01, 08-22)
///     wangwu  [08-01, 08-08)
///
/// With `time < '2026-08-22'` for both there is one group of two keys. If the store has 08-01 to
/// 08-08 of both, `subtracting(_:)` leaves one group, `lisi [08-08, 08-22)`: a key that needs
/// nothing more is removed.
package struct RequiredRanges: Sendable {
    /// Keys that need the same instants.
    package struct Group: Sendable {
        /// Distinct and ascending.
        package var keys: [Scalar]
        /// In milliseconds, with both ends known.
        package var instants: IntervalSet
    }

    package let parameter: KeyParameter
    /// In the order of their first keys. No two have the same instants, and none is empty.
    package let groups: [Group]

    /// - Parameter wanted: the instants of each key; a key that occurs several times needs the
    ///   union.
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

    /// Returns the required ranges without the instants that are covered.
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

    /// The instants that at least one key needs.
    package var instants: IntervalSet {
        groups.count == 1
            ? groups[0].instants : IntervalSet(groups.flatMap(\.instants.ranges))
    }
}
