package import WorkQLCatalog
import WorkQLSyntax
package import WorkQLTime

/// The part of a scan that is read from the store instead of being fetched.
///
/// Example: the store has `lisi` from 08-01 to 08-08, fetched at 09:00. A query for `lisi` and
/// `wangwu` from 08-01 to 08-15 reads one part, `lisi [08-01, 08-08)`, with `asOf` 09:00, and
/// `covered` is `["lisi": [08-01, 08-08)]`. Its required ranges become `lisi [08-08, 08-15)` and
/// `wangwu [08-01, 08-15)`, which one call of 14 days still covers: `saved` is 0, and the week that
/// the call fetches again is dropped because it is covered.
package struct CachedPart: Sendable {
    package typealias Part = CachedRows

    package var parts: [Part]
    /// The split plan without a store.
    package var asked: SplitPlan
    /// The time at which the oldest part was fetched.
    package var asOf: Instant
    /// The milliseconds of each partition that are read from the store, if rows contain their time.
    /// A call may return them too, when it fetches the intervals on both sides.
    package var covered: [String: IntervalSet]

    /// Returns the number of calls that the store saves.
    package func saved(_ splitPlan: SplitPlan) -> Int { max(0, asked.count - splitPlan.count) }
}

extension Scan {
    /// The partition scheme of the calls; nil for a scan without calls of its own or with unknown
    /// keys.
    private var division: PartitionScheme? {
        guard table.source.isAnswers, table.isTimed, sharing == nil, dynamicKeys == nil,
            splitPlan.count > 0, splitPlan.batches.allSatisfy(\.isKnown)
        else { return nil }
        return PartitionScheme(table.endpoint, splitPlan.batches.map(\.parameter))
    }

    /// What: stored rows replace calls, and calls are made only for the rest.
    /// Why: what was fetched once need not be fetched again.
    /// When not: a stored call that cannot be divided serves only a range that contains all of it;
    /// and for several key parameters, or lists that rows do not contain, only what is stored for
    /// every list of the calls is used. The list of all keys, fetched without any, answers for a key
    /// whose rows it has, but not where the stored rows of each key are carried elsewhere.
    ///
    /// - Parameter columns: the columns of other tables that are read from the same responses.
    mutating func takeStored(
        from environment: PlanningContext, besides columns: [Column] = []
    ) throws(Diagnostic) {
        guard let spans = environment.cachedIntervals, let division else { return }
        let parameters = splitPlan.batches.map(\.parameter)
        let isByKey = division.isByValue || parameters.count == 1 && parameters[0].maximum == 1
        guard isByKey || splitPlan.isProduct else { return }
        let (asked, expiring) = (splitPlan, self.columns.map { table.columns[$0] } + columns)
        func wantedByCell() -> [String: IntervalSet] {
            isByKey ? asked.wantedByCell(division) : asked.wantedByBatches(division)
        }
        // Names for a hundred thousand keys are built only where the store has something of the
        // endpoint.
        let isSmall = splitPlan.batches.reduce(0) { $0 + $1.values.count } <= CoverageQuery.few
        var wanted = isSmall ? wantedByCell() : [:]
        let known = try spans(
            CoverageQuery(
                endpoint: table.endpoint, parameters: parameters.map(\.column),
                choices: splitPlan.choices, cells: isSmall ? Set(wanted.keys) : nil,
                longestAge: expiring.compactMap(\.holdsFor).min()))
        environment.trace?(PartitionScheme.self, SplitPlan.self)
        answered = Set(known.filter { !$1.isEmpty }.keys)
        var choice = Choice(isByTime: division.isByTime)
        func takeAll(_ known: [String: [CachedInterval]], ofAll: Bool = false) {
            guard !known.isEmpty else { return }
            if wanted.isEmpty { wanted = wantedByCell() }
            for (cell, instants) in wanted {
                choice.take(known[cell] ?? [], for: cell, wanting: instants, ofAll: ofAll)
            }
        }
        takeAll(known)
        if division.isByValue, table.endpoint.keys.rule != .exactlyOne, columns.isEmpty,
            !environment.fetchesEachKey
        {
            let open = wanted.filter { $1 != choice.taken[$0] }
            if !isSmall || !open.isEmpty {
                takeAll(
                    try spans(
                        CoverageQuery(
                            endpoint: table.endpoint, parameters: parameters.map(\.column),
                            choices: splitPlan.choices, cells: isSmall ? Set(open.keys) : nil,
                            longestAge: expiring.compactMap(\.holdsFor).min(),
                            ofAll: CoverageQuery.OfAll(
                                column: parameters[0].column, instants: asked.instants))),
                    ofAll: true)
            }
        }
        if !isByKey { choice.keepCommon(to: wanted.keys) }
        guard !choice.parts.isEmpty else { return }
        splitPlan = asked.without(choice.taken, isByKey: isByKey)
        let parts = choice.inOrder
        stored = CachedPart(
            parts: parts,
            asked: asked, asOf: choice.asOf, covered: division.isByTime ? choice.taken : [:])
        // These columns identify the rows that the store has already.
        if division.isByValue {
            let keys = splitPlan.batches.compactMap { table.columnIndex($0.parameter.column) }
            self.columns = Set(self.columns + keys).sorted()
        }
    }

    /// What: the users who make the number of calls uncertain.
    /// Why: one user whom the service refuses, such as a misspelt one, costs further calls for the
    /// others of its batch.
    /// When not: users of the list of people, of calls that were answered, or of stored rows, and
    /// those who are requested alone; and where further pages make the number the least anyway.
    mutating func countDoubtfulUsers(from environment: PlanningContext) {
        guard table.source.isAnswers, sharing == nil, dynamicKeys == nil, splitPlan.count > 0,
            table.endpoint.paging.pageSize == nil,
            let batches = splitPlan.batches.first(where: { batches in
                table.columns.contains {
                    $0.name == batches.parameter.column && $0.holds == .person
                }
            }), batches.isKnown, batches.parameter.maximum > 1, batches.values.count > 1
        else { return }
        let division = PartitionScheme(table.endpoint, [batches.parameter])
        doubtfulUsers = batches.values.count { user in
            !environment.isKnownUser(user, table.endpoint)
                && !(division.isByValue && answered.contains(division.cell(user)))
        }
    }

    /// The stored spans that are used, for each cell.
    private struct Choice {
        let isByTime: Bool
        var parts: [String: [(part: CachedPart.Part, fetched: Int64)]] = [:]
        /// In milliseconds.
        var taken: [String: IntervalSet] = [:]

        /// The parts in the order in which calls would fetch them.
        var inOrder: [CachedPart.Part] {
            parts.flatMap { cell, parts in parts.map { (cell: cell, part: $0.part) } }
                .map { (start: $0.part.instants.hull?.lowerBound ?? 0, cell: $0.cell, $0.part) }
                .sorted { ($0.start, $0.cell) < ($1.start, $1.cell) }
                .map(\.2)
        }

        var asOf: Instant {
            Instant(seconds: parts.values.joined().map(\.fetched).min() ?? 0)
        }

        /// - Parameters:
        ///   - spans: the stored spans, the preferred ones first.
        ///   - ofAll: whether they are of the list of all keys.
        mutating func take(
            _ spans: [CachedInterval], for cell: String, wanting instants: IntervalSet,
            ofAll: Bool = false
        ) {
            var rest = taken[cell].map { instants.subtracting($0) } ?? instants
            var uses = isByTime ? partsByTime(spans, &rest) : wholeSpans(spans, &rest)
            guard !uses.isEmpty else { return }
            if ofAll { for index in uses.indices { uses[index].part.cell = cell } }
            parts[cell, default: []] += uses
            taken[cell] = instants.subtracting(rest)
        }

        /// Takes the stored parts of the rest, one for each owner: years of splits have thousands
        /// of spans, each of a few owners.
        private func partsByTime(
            _ spans: [CachedInterval], _ rest: inout IntervalSet
        ) -> [(part: CachedPart.Part, fetched: Int64)] {
            var uses: [(part: CachedPart.Part, fetched: Int64)] = []
            var spans = spans[...]
            while let owner = spans.first?.owner {
                let own = spans.prefix { $0.owner == owner }
                spans = spans.dropFirst(own.count)
                let part = rest.intersection(IntervalSet(own.map { $0.instants }))
                guard !part.isEmpty else { continue }
                var fetched: Int64?
                for span in own where span.fetched < fetched ?? .max {
                    let first = part.first(from: span.instants.lowerBound)
                    if let first, first < span.instants.upperBound { fetched = span.fetched }
                }
                rest = rest.subtracting(part)
                uses.append((CachedPart.Part(owner: owner, instants: part), fetched ?? 0))
            }
            return uses
        }

        /// Takes the spans that lie in the instants that would be requested.
        private func wholeSpans(
            _ spans: [CachedInterval], _ rest: inout IntervalSet
        ) -> [(part: CachedPart.Part, fetched: Int64)] {
            let asked = rest.inWholeSeconds
            var uses: [(part: CachedPart.Part, fetched: Int64)] = []
            for span in spans {
                let whole = IntervalSet(span.instants)
                let part = rest.intersection(whole)
                guard !part.isEmpty, whole.subtracting(asked).isEmpty else { continue }
                rest = rest.subtracting(part)
                uses.append((CachedPart.Part(owner: span.owner, instants: whole), span.fetched))
            }
            return uses
        }

        /// Keeps only what all cells have in common.
        mutating func keepCommon(to cells: some Sequence<String>) {
            var common = IntervalSet.all
            for cell in cells { common = common.intersection(taken[cell] ?? .empty) }
            guard !common.isEmpty else {
                (parts, taken) = ([:], [:])
                return
            }
            taken = taken.mapValues { _ in common }
            guard isByTime else { return }
            parts = parts.mapValues { parts in
                parts.compactMap { part, fetched in
                    let instants = part.instants.intersection(common)
                    return instants.isEmpty
                        ? nil : (CachedPart.Part(owner: part.owner, instants: instants), fetched)
                }
            }
        }
    }
}

extension SplitPlan {
    /// Returns the instants that each value needs, in milliseconds.
    fileprivate func wantedByCell(_ division: PartitionScheme) -> [String: IntervalSet] {
        guard let batches = batches.first else { return ["": instants] }
        var wanted: [String: IntervalSet] = [:]
        func add(_ key: Scalar, _ instants: IntervalSet) {
            let cell = division.isByValue ? division.cell(key) : division.cell([[key]])
            wanted[cell] = wanted[cell].map { $0.union(instants) } ?? instants
        }
        if let requiredRanges {
            for group in requiredRanges.groups {
                for key in group.keys { add(key, group.instants) }
            }
        } else {
            for key in batches.values { add(key, instants) }
        }
        return wanted
    }

    /// Returns the same where every combination of batches is a cell.
    fileprivate func wantedByBatches(_ division: PartitionScheme) -> [String: IntervalSet] {
        var wanted: [String: IntervalSet] = [:]
        for index in 0..<batchCount {
            wanted[division.cell(self[index].call.keys.map(\.values))] = instants
        }
        return wanted
    }

    /// Returns the calls for what is not stored.
    fileprivate func without(_ taken: [String: IntervalSet], isByKey: Bool) -> SplitPlan {
        guard isByKey, let first = batches.first else {
            let common = taken.values.first ?? .empty
            return SplitPlan(
                endpoint: endpoint, instants: instants.subtracting(common), batches: batches,
                choices: choices, order: order)
        }
        let division = PartitionScheme(endpoint, [first.parameter])
        let requiredRanges =
            requiredRanges
            ?? RequiredRanges(first.parameter, first.values.lazy.map { ($0, instants) })
        var covered: [Scalar: IntervalSet] = [:]
        for key in requiredRanges.keys {
            let cell = division.isByValue ? division.cell(key) : division.cell([[key]])
            covered[key] = taken[cell]
        }
        return SplitPlan(
            endpoint: endpoint, requiredRanges: requiredRanges.subtracting(covered),
            choices: choices,
            order: order)
    }
}
