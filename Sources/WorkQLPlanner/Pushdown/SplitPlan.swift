package import WorkQLCatalog
package import WorkQLTime

/// The calls of a scan. They are computed one by one on demand, because there may be thousands.
///
/// If every key needs the same instants, windows × batches is the minimum, and this plan makes
/// exactly that number of calls. Otherwise `lowerBound` limits the distance of the plan from the
/// minimum.
///
/// Example: check-ins of two users from 07-01 to 08-01, 31 days. A call takes 100 users and 30
/// days, one of which on each side is needed for the service's attendance days, so that 28 days are
/// usable: 2 windows × 1 batch = 2 splits. Their cores are [07-01, 07-29) and [07-29, 08-01), their
/// calls 06-30 to 07-30 and 07-28 to 08-02. A row at 07-29 00:00 may be in both responses and
/// belongs to the second split. A query that needs the newest rows first has the long window last
/// in time: [07-04, 08-01), then [07-01, 07-04). (`Scripts/splits.wql` runs these examples.)
package struct SplitPlan: Sendable {
    /// One call and the rows that belong to it.
    package struct Split: Sendable {
        package var call: Call
        /// The half-open interval whose rows belong to this split and, for its keys, to no other;
        /// nil if rows contain no time, and duplicates are removed by their identity instead.
        package var core: TimeRange?
        /// Keys whose core is shorter here, because another split has the rest. Only if rows
        /// contain their key.
        package var exceptions: [Scalar: TimeRange]
    }

    /// The values of one key parameter in batches of the size that a call takes.
    package struct Batches: Sendable {
        package let parameter: KeyParameter
        /// Distinct and ascending.
        package let values: [Scalar]
        /// Whether the values are known; until then they count as at least one batch.
        package let isKnown: Bool
        /// The origin of the values when no condition names them: "every visible member".
        package let origin: String?

        package init(
            parameter: KeyParameter, values: [Scalar], isKnown: Bool = true, origin: String? = nil
        ) {
            self.parameter = parameter
            self.values = values
            self.isKnown = isKnown
            self.origin = origin
        }

        package var count: Int {
            isKnown ? (values.count + parameter.maximum - 1) / parameter.maximum : 1
        }

        func batch(_ index: Int) -> Call.Key {
            let start = index * parameter.maximum
            return Call.Key(
                parameter, Array(values[start..<min(start + parameter.maximum, values.count)]))
        }
    }

    private enum Shape: Sendable {
        /// Every window with every combination of batches.
        case product(Windows)
        case cover(IntervalCover)
    }

    package let endpoint: Endpoint
    /// The range of all required ranges; rows outside of it belong to no split.
    package let range: TimeRange
    /// Every requested key. A product requests every combination of batches.
    package let batches: [Batches]
    package let choices: [Call.Choice]
    /// The order of the splits in time.
    package let order: TimeOrder
    package let count: Int
    /// The minimum number of calls of any plan for the required ranges.
    package let lowerBound: Int
    /// The instants that at least one key needs, in milliseconds.
    let instants: IntervalSet
    /// The instants of each key; nil when all keys need the same.
    let requiredRanges: RequiredRanges?
    private let shape: Shape

    /// Creates a plan in which all keys need the same instants, in milliseconds; each call has keys
    /// of all parameters.
    package init(
        endpoint: Endpoint, instants: IntervalSet, batches: [Batches], choices: [Call.Choice],
        order: TimeOrder = .ascending
    ) {
        self.endpoint = endpoint
        self.batches = batches
        self.choices = choices
        self.order = order
        self.instants = instants
        requiredRanges = nil
        range = TimeRange(hullOf: instants)
        let windows = Windows(
            covering: instants.inSeconds, span: Int64(endpoint.range.window), from: order)
        shape = .product(windows)
        count = batches.reduce(windows.count) { $0 * $1.count }
        lowerBound = count
    }

    package init(
        endpoint: Endpoint, range: TimeRange, batches: [Batches], choices: [Call.Choice],
        order: TimeOrder = .ascending
    ) {
        self.init(
            endpoint: endpoint,
            instants: range.isEmpty
                ? .empty : IntervalSet(range.since.milliseconds..<range.until.milliseconds),
            batches: batches, choices: choices, order: order)
    }

    /// Creates a plan in which each key needs instants of its own.
    package init(
        endpoint: Endpoint, requiredRanges: RequiredRanges, choices: [Call.Choice],
        order: TimeOrder = .ascending
    ) {
        let cover = IntervalCover(
            requiredRanges, span: Int64(endpoint.range.window), order: order,
            mayOverlap: endpoint.range.column == nil || requiredRanges.parameter.isInEveryRow)
        self.endpoint = endpoint
        self.choices = choices
        self.order = order
        batches = [Batches(parameter: requiredRanges.parameter, values: requiredRanges.keys)]
        instants = requiredRanges.instants
        self.requiredRanges = requiredRanges
        range = TimeRange(hullOf: instants)
        count = cover.count
        lowerBound = cover.lowerBound
        shape = cover.product.map { .product($0) } ?? .cover(cover)
    }

    /// Whether the calls are every window with every combination of batches.
    package var isProduct: Bool { if case .product = shape { true } else { false } }

    /// The number of windows of time for which calls are made; two may have seconds in common when
    /// they are for different keys.
    package var windowCount: Int {
        guard count > 0 else { return 0 }
        switch shape {
        case .product(let windows): return windows.count
        case .cover(let cover): return cover.steps.count
        }
    }

    /// The number of calls for each window of a product.
    package var batchCount: Int { batches.reduce(1) { $0 * $1.count } }

    /// The splits in the order of their windows; within a window the batches of the first parameter
    /// change slowest.
    package subscript(index: Int) -> Split {
        let (window, position) = position(of: index)
        let padding = endpoint.range.padding
        let (start, end) = (Int(window.lowerBound), Int(window.upperBound))
        let hasTime = endpoint.range.column != nil
        let (keys, own) = keys(at: position, of: index)
        return Split(
            call: Call(
                endpoint: endpoint, start: max(start - padding, 1), end: end + padding,
                keys: keys, choices: choices),
            core: hasTime ? range.intersection(TimeRange(window)) : nil,
            exceptions: hasTime ? own.mapValues { range.intersection(TimeRange($0)) } : [:])
    }

    /// Whether rows are assigned to splits by their keys too.
    package var hasExceptions: Bool {
        if case .cover(let cover) = shape, endpoint.range.column != nil {
            cover.steps.contains { $0.keys.hasExceptions }
        } else {
            false
        }
    }

    /// Returns the adjacent splits of the window that one of them belongs to.
    package func stage(of index: Int) -> Range<Int> {
        switch shape {
        case .product:
            let first = index - index % batchCount
            return first..<first + batchCount
        case .cover(let cover):
            let step = cover.steps[cover.step(of: index)]
            return step.before..<step.before + step.keys.batchCount(batches[0].parameter.maximum)
        }
    }

    /// Returns the seconds whose rows the split at an index fetches. In ascending order no later
    /// window begins earlier, in descending order none ends later.
    package func window(at index: Int) -> TimeRange { TimeRange(position(of: index).window) }

    private func position(of index: Int) -> (window: Range<Int64>, index: Int) {
        switch shape {
        case .product(let windows):
            let (position, combination) = index.quotientAndRemainder(dividingBy: batchCount)
            let window = windows[order == .ascending ? position : windows.count - 1 - position]
            return (window, combination)
        case .cover(let cover):
            let step = cover.steps[cover.step(of: index)]
            return (step.window, index - step.before)
        }
    }

    private func keys(
        at position: Int, of index: Int
    ) -> (keys: [Call.Key], own: [Scalar: Range<Int64>]) {
        if case .cover(let cover) = shape {
            let parameter = batches[0].parameter
            let (keys, own) = cover.steps[cover.step(of: index)].keys.batch(
                position, of: parameter.maximum)
            return ([Call.Key(parameter, keys)], own)
        }
        var rest = position
        var keys: [Call.Key] = []
        for part in batches.reversed() {
            let (quotient, position) = rest.quotientAndRemainder(dividingBy: part.count)
            keys.append(part.batch(position))
            rest = quotient
        }
        return (keys.reversed(), [:])
    }
}

extension TimeRange {
    fileprivate init(hullOf instants: IntervalSet) {
        let hull = instants.hull ?? 0..<0
        self.init(
            since: Instant(milliseconds: hull.lowerBound),
            until: Instant(milliseconds: hull.upperBound))
    }

    fileprivate init(_ seconds: Range<Int64>) {
        self.init(
            since: Instant(seconds: seconds.lowerBound), until: Instant(seconds: seconds.upperBound)
        )
    }
}

extension RangeParameter {
    /// The span of one window in seconds, without the padding.
    package var window: Int { longest - 2 * padding }
}
