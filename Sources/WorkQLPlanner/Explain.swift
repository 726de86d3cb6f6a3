import WorkQLCatalog
import WorkQLSyntax

extension Plan {
    /// The plan in lines of text: what will be asked, how often, and what becomes of each condition.
    package var explanation: [String] {
        guard !scans.isEmpty else { return ["no calls", "local     \(local)"] }
        return scans.flatMap { $0.explanation(in: zone) } + ["local     \(local)"]
    }
}

extension Scan {
    fileprivate func explanation(in zone: Zone) -> [String] {
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
        if case .proven(let rows) = ending {
            let first = tiling.order == .ascending ? "oldest" : "newest"
            lines.append(
                "  reads     \(first) first, until \(counted(rows, "row")) can be no other")
        }
        lines.append("  pages     \(pages)")
        lines.append("  quota     " + table.endpoint.quota.map(\.text).joined(separator: ", "))
        for predicate in predicates {
            let label = predicate.pushdown == .local ? "local" : "pushed"
            let degree = predicate.pushdown == .local ? "" : "\(predicate.pushdown.rawValue), "
            lines.append(
                "  \(label.padded(to: 10))\(predicate.text)  (\(degree)\(predicate.reason))")
        }
        lines.append("  checked   \(checks)")
        return lines
    }

    private var cost: String {
        guard tiling.count > 0 else { return "no call, for the conditions exclude every row" }
        let windows = counted(tiling.windowCount, "window")
        let batches = counted(tiling.batchCount, "batch", "batches")
        let product = tiling.isProduct ? " = \(windows) × \(batches)" : " in \(windows)"
        let atLeast = table.endpoint.paging.pageSize == nil ? "" : " at least"
        return "\(counted(tiling.count, "call"))\(atLeast)\(product)"
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

    private var pages: String {
        guard let size = table.endpoint.paging.pageSize else { return "1 a call, of any size" }
        return "unknown, 1 or more a call, each of at most \(size) records"
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
