package import WorkQL
package import WorkQLCatalog
package import WorkQLPages
import WorkQLStore
import WorkQLTime

/// Rows of one of an endpoint's tables, with all columns that a store keeps.
package struct RecordPage: Sendable {
    /// Its index in `RecordQuery.tables`.
    package var table: Int
    package var page: Page

    package init(table: Int, page: Page) {
        self.table = table
        self.page = page
    }
}

/// Carries the records of one query between the store and a warehouse.
package struct RangeTransfer: Sendable {
    private let warehouse: any Warehouse
    private let records: RecordQuery
    /// Seconds since 1970.
    private let now: Int64

    package init(of records: RecordQuery, into warehouse: any Warehouse, now: Int64) {
        self.records = records
        self.warehouse = warehouse
        self.now = now
    }

    /// What was written.
    package struct Outcome: Sendable {
        package var ranges = 0
        package var rows = 0
    }

    /// So many partitions are replaced at once: about what one call brings.
    private static let maximumPartitions = 100

    // MARK: Into the warehouse

    /// Carries what the store has and the warehouse has not, or has from an earlier fetch.
    ///
    /// - Parameter begin: what is done before the warehouse has any of it.
    package func push(begin: @Sendable () throws -> Void = {}) async throws -> Outcome {
        let held = try await warehouse.held(records)
        let batches = batches(of: try records.stored(now: now), held)
        if !batches.isEmpty || !held.isEmpty { try begin() }
        guard !batches.isEmpty else { return Outcome() }
        return Outcome(
            ranges: batches.reduce(0) { $0 + $1.ranges.count },
            rows: try await warehouse.replace(batches, of: records))
    }

    private func batches(of stored: [RecordRange], _ held: [HeldRange]) -> [RangeBatch] {
        let held = Dictionary(grouping: held, by: \.partition)
        return records.division.isByTime
            ? batches(byTime: stored, held) : batches(byStretch: stored, held)
    }

    /// Where rows are told by their time, those parts of stored ranges that are newer.
    private func batches(
        byTime stored: [RecordRange], _ held: [String: [HeldRange]]
    ) -> [RangeBatch] {
        struct Moment: Hashable {
            var instants: Range<Int64>
            var fetched: Int64
        }
        var parts: [Moment: [RecordRange]] = [:]
        for range in stored {
            let known = IntervalSet(
                (held[range.partition] ?? []).filter { $0.fetched >= range.fetched }
                    .map(\.instants))
            for part in IntervalSet(range.instants).subtracting(known).ranges {
                var own = range
                own.instants = part
                parts[Moment(instants: part, fetched: range.fetched), default: []].append(own)
            }
        }
        // What was fetched later stays.
        let order = parts.sorted {
            ($0.key.fetched, $0.key.instants.lowerBound, $0.key.instants.upperBound)
                < ($1.key.fetched, $1.key.instants.lowerBound, $1.key.instants.upperBound)
        }
        let size = records.division.isByValue ? Self.maximumPartitions : 1
        return order.flatMap { moment, ranges in
            stride(from: 0, to: ranges.count, by: size).map { start in
                RangeBatch(
                    instants: moment.instants, fetched: moment.fetched,
                    ranges: Array(ranges[start..<min(start + size, ranges.count)]))
            }
        }
    }

    /// Elsewhere whole ranges, and in their place go those that the store has no more.
    private func batches(
        byStretch stored: [RecordRange], _ held: [String: [HeldRange]]
    ) -> [RangeBatch] {
        let kept = Dictionary(grouping: stored, by: \.partition)
            .mapValues { Set($0.map(\.instants)) }
        return stored.sorted { $0.fetched < $1.fetched }.compactMap { range in
            let others = held[range.partition] ?? []
            if others.contains(where: {
                $0.instants == range.instants && $0.fetched >= range.fetched
            }) {
                return nil
            }
            let superseded = others.filter { other in
                other.instants == range.instants
                    || other.instants.overlaps(range.instants)
                        && kept[range.partition]?.contains(other.instants) != true
            }
            return RangeBatch(
                instants: range.instants, fetched: range.fetched, ranges: [range],
                superseded: superseded.map(\.id))
        }
    }

    // MARK: Out of the warehouse

    /// Puts into the store what it lacks, and what the warehouse has in a state that still counts: a
    /// store that was lost, or that of another machine, costs no calls.
    ///
    /// - Returns: when the latest of its ranges was fetched, in seconds since 1970.
    package func restore() async throws -> Int64? {
        let stored = Dictionary(grouping: try records.stored(now: now), by: \.partition)
        struct Moment: Hashable {
            var instants: Range<Int64>
            var fetched: Int64
        }
        let held = try await warehouse.held(records)
        var missing: [Moment: [HeldRange]] = [:]
        for (held, _) in lacking(held, stored) {
            missing[Moment(instants: held.instants, fetched: held.fetched), default: []]
                .append(held)
        }
        for (moment, ranges) in missing.sorted(by: { $0.key.fetched < $1.key.fetched }) {
            try Task.checkCancellation()
            // Rows that do not carry their key belong to whatever is claimed.
            let size = records.division.isByValue ? Self.maximumPartitions : 1
            for start in stride(from: 0, to: ranges.count, by: size) {
                let part = Array(ranges[start..<min(start + size, ranges.count)])
                try await restore(part, fetched: moment.fetched, stored)
            }
        }
        return held.map(\.fetched).max()
    }

    /// What a warehouse has in a state that still counts, and the store lacks: the ranges, and the
    /// part of each that is lacking.
    private func lacking(
        _ held: [HeldRange], _ stored: [String: [RecordRange]]
    ) -> [(HeldRange, IntervalSet)] {
        let age = StoreAgeLimit(now: now)
        return held.compactMap { range in
            var held = range
            held.instants = held.instants.known(at: held.fetched)
            guard !held.instants.isEmpty else { return nil }
            let span = CachedInterval(
                owner: held.id, instants: held.instants, fetched: held.fetched)
            let usable = records.endpoint.freshness.usable(
                span, age: age, longest: nil, isDivisible: records.division.isByTime)
            guard let usable else { return nil }
            let known = IntervalSet(
                (stored[held.partition] ?? []).filter { $0.fetched >= held.fetched }
                    .map(\.instants))
            let lack = IntervalSet(
                records.division.isByTime
                    ? usable.instants.clamped(to: records.instants) : usable.instants
            ).subtracting(known)
            return lack.isEmpty ? nil : (held, lack)
        }
    }

    /// What a run would do without a call.
    package struct Forecast: Sendable {
        /// What would be read back, by its partition.
        package var restored: [String: [CachedInterval]] = [:]
        /// The ranges that would be read back, and those of the store that would be written.
        package var readBack = 0
        package var written = 0
        /// The ranges of the query that the warehouse has.
        package var held = 0
    }

    /// Reads the coverage alone.
    package func forecast() async throws -> Forecast {
        let ranges = try records.stored(now: now)
        let stored = Dictionary(grouping: ranges, by: \.partition)
        let held = try await warehouse.held(records)
        var forecast = Forecast()
        forecast.held = held.count
        for (held, lack) in lacking(held, stored) {
            forecast.readBack += 1
            forecast.restored[held.partition, default: []] += lack.ranges.map {
                CachedInterval(owner: held.id, instants: $0, fetched: held.fetched)
            }
        }
        forecast.written = batches(of: ranges, held).reduce(0) { $0 + $1.ranges.count }
        return forecast
    }

    private func restore(
        _ held: [HeldRange], fetched: Int64, _ stored: [String: [RecordRange]]
    ) async throws {
        var claims: [String: IntervalSet] = [:]
        for range in held {
            let newer = (stored[range.partition] ?? []).filter { $0.fetched >= fetched }
            claims[range.partition] =
                records.division.isByTime
                ? IntervalSet(range.instants).subtracting(IntervalSet(newer.map(\.instants)))
                : IntervalSet(range.instants)
        }
        let pages = try await warehouse.pages(of: held, records)
        let nothing = records.tables.map { table in
            Page(count: 0, columns: table.listed.map { _ in .constant(nil) })
        }
        let whole = pages.map { own -> Page in
            var all = nothing
            all[own.table] = own.page
            var first = all[0]
            first.further = Array(all.dropFirst())
            return first
        }
        try await records.store.keep(
            FetchedSplit(
                scope: records.scope, division: records.division, claims: claims,
                fetched: fetched, keyColumn: records.keyColumn,
                settlesAfter: records.endpoint.freshness.after),
            records.tables, whole)
    }
}
