import WorkQLCatalog
import WorkQLSyntax

/// What somebody who makes calls knows about a scan beyond its plan.
package struct Outlook: Sendable {
    /// Each with what is left of it.
    package var quotas: [String]
    /// Seconds until the last call may be sent; nil when nobody has counted.
    package var seconds: Double?
    /// The pages of a call, on average over those seen; nil when none was.
    package var pagesPerCall: Double?

    package init(quotas: [String], seconds: Double? = nil, pagesPerCall: Double? = nil) {
        self.quotas = quotas
        self.seconds = seconds
        self.pagesPerCall = pagesPerCall
    }
}

extension Plan {
    /// The least calls that any plan could make.
    package var lowerBound: Int { scans.reduce(0) { $0 + $1.lowerBound } }
}

extension Scan {
    /// The least calls that any cut of the scan's demand into calls could make.
    ///
    /// Every key wants the same range: no cut needs fewer than ceil(keys / batch) ×
    /// ceil(time / window).
    package var lowerBound: Int { tiling.windowCount * tiling.batchCount }

    /// What will be asked, how often, and what becomes of each condition, in lines of text.
    package func explanation(in zone: Zone, _ outlook: Outlook) -> [String] {
        var lines = ["scan \(table.qualifiedName): \(cost)"]
        lines.append("  endpoint  \(table.endpoint.method.rawValue) \(table.endpoint.path)")
        lines.append("  range     \(range.text(in: zone))\(padding)")
        for batches in tiling.batches {
            let most = batches.parameter.most
            lines.append(
                "  keys      \(batches.parameter.column): \(counted(batches.values.count, "value")) in "
                    + "\(counted(batches.count, "batch", "batches")) of at most \(most)")
        }
        for choice in tiling.choices {
            lines.append("  sent      \(choice.parameter) = \(choice.value)")
        }
        lines.append("  pages     \(pages(outlook.pagesPerCall))")
        lines.append("  quota     " + outlook.quotas.joined(separator: "; "))
        if let seconds = outlook.seconds {
            lines.append("  time      \(Self.duration(seconds)) until the last call may be sent")
        }
        for predicate in predicates {
            let label = predicate.pushdown == .local ? "local" : "pushed"
            let degree = predicate.pushdown == .local ? "" : "\(predicate.pushdown.rawValue), "
            lines.append(
                "  \(label.padded(to: 10))\(predicate.text)  "
                    + "(\(degree)\(predicate.reason); \(predicate.cost))")
        }
        lines.append("  checked   \(checks)")
        return lines
    }

    private var cost: String {
        guard tiling.count > 0 else { return "no call, for the conditions exclude every row" }
        let windows = counted(tiling.windowCount, "window")
        let batches = counted(tiling.batchCount, "batch", "batches")
        let atLeast = table.endpoint.paging.pageSize == nil ? "" : " at least"
        let bound = tiling.count == lowerBound ? "met" : "exceeded by \(tiling.count - lowerBound)"
        return "\(counted(tiling.count, "call"))\(atLeast) = \(windows) × \(batches), "
            + "lower bound \(lowerBound), \(bound)"
    }

    /// What is done with every row that comes.
    private var checks: String {
        let conditions = predicates.isEmpty ? "" : ", and every condition again"
        if let column = table.endpoint.range.column {
            return "that \(column) lies in the range\(conditions)"
        }
        let identity = table.identity.joined(separator: ", ")
        return "that \(identity) is new\(conditions)"
    }

    private var padding: String {
        guard case .near(_, let padding) = table.endpoint.range.meaning else { return "" }
        return ", asked for with \(padding / 86_400) d more on each side"
    }

    private func pages(_ seen: Double?) -> String {
        guard let size = table.endpoint.paging.pageSize else { return "1 a call, of any size" }
        guard let seen else { return "unknown, 1 or more a call, each of at most \(size) records" }
        let expected = Int((Double(tiling.count) * seen).rounded(.up))
        let tenths = (seen * 10).rounded() / 10
        return "about \(expected), for calls so far had \(tenths) each, of at most \(size) records"
    }

    /// `0 s`, `12.5 s`, `2 min 5 s`
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
    /// What it saves, or that it saves nothing.
    package var cost: String {
        switch pushdown {
        case .exact: "nothing else is fetched"
        case .inexact: "more is fetched, and dropped here"
        case .local: "saves no call, rows are dropped here"
        }
    }
}

extension Tiling {
    /// The places of the calls to show: all of a few, and the first and last of many.
    package func sample(first: Int = 8, last: Int = 2) -> [Int] {
        guard count > first + last else { return Array(0..<count) }
        return Array(0..<first) + Array(count - last..<count)
    }
}

extension Quota {
    /// `10 calls in 60 s, evenly spaced`
    package var text: String {
        let period = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return "\(counted(calls, "call")) in \(period) s" + (spaced ? ", evenly spaced" : "")
    }
}

/// `1 call`, `2 calls`
package func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
