import WorkQLCatalog
import WorkQLSyntax
package import WorkQLTime

/// The facts about the calls of a scan that its plan does not contain.
package struct CostEstimate: Sendable {
    /// The quotas, each with the calls that are left of it; empty where they are not shown.
    package var quotas: [String]
    /// Seconds until the last call may be sent; nil when unknown.
    package var seconds: Double?
    /// The average number of pages of a call, over the calls seen so far; nil when there were none.
    package var pagesPerCall: Double?

    package init(quotas: [String], seconds: Double? = nil, pagesPerCall: Double? = nil) {
        self.quotas = quotas
        self.seconds = seconds
        self.pagesPerCall = pagesPerCall
    }
}

extension Plan {
    /// The minimum number of calls that any plan could make.
    package var lowerBound: Int { scans.reduce(0) { $0 + $1.lowerBound } }

    /// Whether `calls` is the least that it makes.
    package var isLeast: Bool {
        guard !scans.contains(where: { $0.sparedCalls > 0 }) else { return false }
        return scans.contains(where: \.isLeast) || subplans.contains { $0.plan.isLeast }
    }

    /// Whether it may make more calls than `calls`: as many, or fewer where a reader stops early, if
    /// no answer has a further page.
    package var mayTakeMore: Bool { isLeast || mayNeedMore || mayExceed }

    /// Whether each record costs a further call, whose number is known from the list.
    package var costsCallsPerRow: Bool {
        scans.contains { $0.knownCalls > 0 && $0.table.detail != nil && !$0.details.isEmpty }
    }

    /// The number of its calls: `7 calls`, `1 to 7 calls`; `1 call or more` where a reader may stop
    /// early and answers may have further pages.
    package var callRange: String {
        let spared = scans.reduce(0) { $0 + $1.sparedCalls }
        guard spared > 0 else { return counted(calls, "call") }
        if mayNeedMore { return "\(counted(calls - spared, "call")) or more" }
        if mayExceed { return "\(calls - spared) to \(counted(calls, "call")) or more" }
        return "\(calls - spared) to \(counted(calls, "call"))"
    }
}

extension Scan {
    /// The minimum number of calls that any split of the scan's required ranges into calls could
    /// make.
    package var lowerBound: Int {
        guard knownCalls > 0, directory == nil else { return knownCalls }
        return ending == .everything
            ? splitPlan.lowerBound : min(splitPlan.lowerBound, minimumCalls)
    }

    /// Whether `calls` is the least that it makes, and not the most that a reader that may stop
    /// early waits for.
    package var isLeast: Bool { mayExceed && (sparedCalls == 0 || !details.isEmpty) }

    /// The number of calls that a reader that may stop early can spare.
    var sparedCalls: Int {
        ending == .everything || dynamicKeys != nil ? 0 : knownCalls - lowerBound
    }

    /// Returns lines of text that describe the requests, their number, and the pushdown of each
    /// condition.
    ///
    /// - Parameter named: whether the lines of other scans refer to this one by its name.
    package func explanation(in zone: Zone, _ estimate: CostEstimate, named: Bool) -> [String] {
        let title = table.qualifiedName + (named ? " as \(name)" : "")
        if let sharing {
            return [
                "scan \(title): no call of its own: its rows are in the responses to \(Scan.name(sharing))"
            ] + (table.isTimed ? ["  range     \(range.text(in: zone))"] : [])
        }
        if table.source.local != nil { return localExplanation(title) }
        if let directory { return explanation(of: directory, title, in: zone) }
        var lines = [cost(of: title)]
        lines.append("  endpoint  \(table.endpoint.method.rawValue) \(table.endpoint.path)")
        lines.append("  range     \(range.text(in: zone))\(padding)")
        if let horizon {
            // The start of a day, like the ends of the range without seconds.
            let end = horizon.text(in: zone).dropLast(3)
            lines.append(
                "  future    not requested from \(end) on: the table records what has happened")
        }
        for key in dynamicKeys?.keys ?? [] {
            lines.append(
                "  keys      \(key.column): from \(key.source), for \(key.filter.text), "
                    + (key.reads.isEmpty
                        ? "read first"
                        : "unknown until \(key.reads.map(Scan.name).joined(separator: ", ")) is done")
            )
        }
        lines += storedLine(in: zone).map { [$0] } ?? []
        for batches in asked.batches where !isAwaited(batches.parameter.column) {
            lines.append("  keys      \(batches.parameter.column): \(batches.text)")
        }
        if doubtfulUsers > 0 {
            lines.append(
                "  users     \(doubtfulUsers) not seen in an answer yet; each that the service "
                    + "refuses adds calls")
        }
        for choice in splitPlan.choices {
            lines.append("  sent      \(choice.parameter) = \(choice.value)")
        }
        if case .proven(let rows) = ending {
            let first = splitPlan.order == .ascending ? "oldest" : "newest"
            lines.append(
                "  reads     \(first) first, until \(counted(rows, "row")) cannot change")
        }
        lines.append("  pages     \(pages(estimate.pagesPerCall))")
        if !estimate.quotas.isEmpty {
            lines.append("  quota     " + estimate.quotas.joined(separator: "; "))
        }
        if let seconds = estimate.seconds, knownCalls > 0 {
            lines.append("  time      \(Self.duration(seconds)) until the last call may be sent")
        }
        if let detail = table.detail, !details.isEmpty {
            let names = details.map { table.columns[$0].name }.joined(separator: ", ")
            lines.append("  details   one call per row, for \(names)")
            lines.append("            \(detail.endpoint.method.rawValue) \(detail.endpoint.path)")
        }
        return lines + conditions + ["  checked   \(checks)"]
    }

    /// Describes a list that is composed from several endpoints.
    private func explanation(
        of cost: DirectoryKnowledge.Cost, _ title: String, in zone: Zone
    ) -> [String] {
        let each =
            switch (cost.perTag > 0, cost.perDepartment) {
            case (false, _): "one for each department"
            case (true, 0): "one for each tag"
            case (true, 1): "one for each tag and department"
            case (true, let calls): "one for each tag, \(calls) for each department"
            }
        let calls =
            if splitPlan.count == 0 {
                self.cost(of: title)
            } else if cost.perTag + cost.perDepartment > 0 {
                "scan \(title): \(counted(cost.calls, "call")) at least, and \(each)"
            } else if cost.calls == 0 {
                cost.fetched.map { fetched in
                    "scan \(title): no call: it is stored, as of "
                        + Instant(seconds: fetched).text(in: zone)
                } ?? "scan \(title): no call: it is stored"
            } else {
                "scan \(title): \(counted(cost.calls, "call"))"
            }
        let endpoints = Directory.wecom.endpoints(of: shares ?? []).map(\.name)
        return [
            calls,
            "  from      \(endpoints.joined(separator: ", "))",
        ]
            + conditions
            + ["  kept      for \(Directory.wecom.freshness.freshFor / 60) min"]
    }

    /// Describes a table whose rows the program itself supplies.
    private func localExplanation(_ title: String) -> [String] {
        let filters = filters.map { filter in
            var words: [String] = []
            if let values = filter.values { words.append(counted(values.count, "value")) }
            if let lower = filter.bounds?.lower {
                words.append("\(lower.isIncluded ? "from" : "above") \(lower.value.explained)")
            }
            if let upper = filter.bounds?.upper {
                words.append("\(upper.isIncluded ? "to" : "below") \(upper.value.explained)")
            }
            return "  passed    \(filter.column): \(words.joined(separator: ", "))"
        }
        let title =
            splitPlan.count == 0
            ? "scan \(title): not read: the conditions exclude every row"
            : "scan \(title): no call: the program supplies the rows"
        return [title] + filters + conditions
    }

    private var conditions: [String] {
        predicates.map { predicate in
            let (text, reason) = (predicate.text, predicate.reason)
            // `as x` alone has too few words of its own to be found in a catalog.
            let parameter = reason.wholeMatch(of: #/as (.+)/#)?.1
            return switch (predicate.pushdown, parameter) {
            case (.local, _): "  local     \(text)  (\(reason); \(predicate.cost))"
            case (.exact, let parameter?):
                "  pushed    \(text)  (exact, as \(parameter); \(predicate.cost))"
            case (.exact, nil): "  pushed    \(text)  (exact, \(reason); \(predicate.cost))"
            case (.inexact, let parameter?):
                "  pushed    \(text)  (inexact, as \(parameter); \(predicate.cost))"
            case (.inexact, nil): "  pushed    \(text)  (inexact, \(reason); \(predicate.cost))"
            }
        }
    }

    /// The first line about the scan. Each case is one literal, because translations order its
    /// words differently.
    private func cost(of title: String) -> String {
        if let dynamicKeys {
            let after = Set(dynamicKeys.reads).sorted().map(Scan.name).joined(separator: ", ")
            let batches = dynamicKeys.keys.map(\.source).joined(separator: ", ")
            let windows = counted(splitPlan.windowCount, "window")
            return after.isEmpty
                ? "scan \(title): calls unknown before the file is read = \(windows) × batches of \(batches)"
                : "scan \(title): calls unknown before \(after) is done = \(windows) × batches of \(batches)"
        }
        guard rowsWanted != 0 else { return "scan \(title): no call: LIMIT 0 reads no row" }
        guard splitPlan.count > 0 else {
            return stored == nil
                ? "scan \(title): no call: the conditions exclude every row"
                : "scan \(title): no call: the store has all of it"
        }
        let windows = counted(splitPlan.windowCount, "window")
        let batches = counted(splitPlan.batchCount, "batch", "batches")
        let product = splitPlan.isProduct ? "= \(windows) × \(batches)" : "in \(windows)"
        let calls = counted(splitPlan.count, "call")
        let bound = lowerBound
        if sparedCalls > 0, mayNeedMore {
            let least = counted(bound, "call")
            return "scan \(title): \(least) or more, until enough rows are read, \(product)"
        }
        if sparedCalls > 0, mayExceed {
            return
                "scan \(title): \(bound) to \(calls) or more \(product), until enough rows are read"
        }
        if sparedCalls > 0 {
            return "scan \(title): \(bound) to \(calls) \(product), until enough rows are read"
        }
        let split =
            splitPlan.isProduct
            ? "\(calls) = \(windows) × \(batches)" : "\(calls) in \(windows)"
        let isEndless =
            table.endpoint.paging.pageSize != nil || doubtfulUsers > 0
            || splitPlan.batches.contains { !$0.isKnown }
        let excess = splitPlan.count - bound
        return switch (isEndless, excess) {
        case (false, 0): "scan \(title): \(split), lower bound \(bound), met"
        case (true, 0): "scan \(title): \(calls) at least \(product), lower bound \(bound), met"
        case (false, _):
            "scan \(title): \(split), lower bound \(bound), exceeded by \(excess)"
        case (true, _):
            "scan \(title): \(calls) at least \(product), lower bound \(bound), exceeded by \(excess)"
        }
    }

    /// The calls that would be made without a store.
    private var asked: SplitPlan { stored?.asked ?? splitPlan }

    private func storedLine(in zone: Zone) -> String? {
        stored.map { stored in
            "  stored    saves \(counted(stored.saved(splitPlan), "call")) of \(stored.asked.count), "
                + "as of \(stored.asOf.text(in: zone))"
        }
    }

    private func isAwaited(_ column: String) -> Bool {
        dynamicKeys?.keys.contains { $0.column == column } ?? false
    }

    /// The checks that every fetched row passes.
    private var checks: String {
        let conditions = predicates.isEmpty ? "" : ", and every condition again"
        if let column = table.endpoint.range.column {
            return "that \(column) lies in the range\(conditions)"
        }
        let identity = table.identity.filter { name in
            table.visibleColumns.contains { $0.name == name }
        }.joined(separator: ", ")
        return "that \(identity.isEmpty ? "each row" : identity) is new\(conditions)"
    }

    private var padding: String {
        switch table.endpoint.range.meaning {
        case .near(_, let padding): ", requested with \(padding / 86_400) d more on each side"
        // No page says it, and rows without a time cannot be checked.
        case .chosenByService: "; the service may count rows at its end"
        case .instants, .absent: ""
        }
    }

    private func pages(_ seen: Double?) -> String {
        guard let size = table.endpoint.paging.pageSize else { return "1 per call, of any size" }
        guard let seen else {
            return "unknown, 1 or more per call, each of at most \(size) records"
        }
        let expected = Int((Double(splitPlan.count) * seen).rounded(.up))
        let tenths = (seen * 10).rounded() / 10
        return "about \(expected): calls so far had \(tenths) each, of at most \(size) records"
    }

    /// Returns a text such as `0 s`, `12.5 s` or `2 min 5 s`.
    package static func duration(_ seconds: Double) -> String {
        if seconds < 60 {
            let tenths = (seconds * 10).rounded() / 10
            return tenths == tenths.rounded() ? "\(Int(tenths)) s" : "\(tenths) s"
        }
        let whole = Int(seconds.rounded())
        return "\(whole / 60) min \(whole % 60) s"
    }
}

extension Predicate {
    /// The saving of the condition in calls or rows, in words.
    package var cost: String {
        switch pushdown {
        case .exact: "nothing else is fetched"
        case .inexact: "more is fetched and filtered locally"
        case .local: "saves no call; rows are filtered locally"
        }
    }
}

extension SplitPlan {
    /// Returns the indices of the calls to show: all of a few, and the first and last of many.
    package func sample(first: Int = 8, last: Int = 2) -> [Int] {
        guard count > first + last else { return Array(0..<count) }
        return Array(0..<first) + Array(count - last..<count)
    }
}

extension SplitPlan.Batches {
    /// `2 values in 1 batch of at most 100`
    fileprivate var text: String {
        let origin = origin.map { "\($0), " } ?? ""
        guard isKnown else {
            return "\(origin)unknown before the run, in batches of at most \(parameter.maximum)"
        }
        return origin + counted(values.count, "value") + " in "
            + counted(count, "batch", "batches") + " of at most \(parameter.maximum)"
    }
}

extension Quota {
    /// `10 calls in 60 s, evenly spaced`
    package var text: String {
        let period = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return "\(counted(calls, "call")) in \(period) s" + (spaced ? ", evenly spaced" : "")
    }
}

extension String {
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
