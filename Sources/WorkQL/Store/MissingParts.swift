import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
package import WorkQLSyntax
package import WorkQLTime

/// The error for a call that must not be sent, and whose rows are not in the store.
struct NotStored: Error {}

/// Keys, and the instants that an answer lacks of each of them.
struct MissingRange: Sendable {
    var keys: [Call.Key]
    /// In milliseconds.
    var instants: IntervalSet
}

/// The parts of a table that an answer lacks because calls were not made.
struct MissingParts: Sendable {
    var table: String
    var ranges: [MissingRange]
    /// The number of rows that lack the columns that only a second endpoint returns.
    var details: Int
    /// The failure that ended the fetching; nil if none was allowed.
    var reason: ServiceFailure?

    var isEmpty: Bool { ranges.isEmpty && details == 0 }

    /// The maximum number of lists of keys, and of ranges of each, that are named.
    private static let maximum = 5

    /// Returns the keys and ranges, those with the same list of keys together.
    func text(in zone: Zone) -> String {
        var parts = Self.parts(of: ranges, in: zone)
        if details > 0 { parts.append("the details of " + counted(details, "row")) }
        // A list of people has neither a range nor keys.
        parts.removeAll(where: \.isEmpty)
        return ([table] + (parts.isEmpty ? [] : [parts.joined(separator: "; ")]))
            .joined(separator: " ")
    }

    /// Returns ` in …`, or `, userid lisi in …; …`, to follow words about the splits.
    static func text(of splits: [SplitPlan.Split], in zone: Zone) -> String {
        let hasKeys = splits.contains { !$0.call.keys.isEmpty }
        // A list of people has neither a range nor keys.
        let parts = parts(of: splits.map(\.whole), in: zone).filter { !$0.isEmpty }
        return parts.isEmpty ? "" : (hasKeys ? ", " : " in ") + parts.joined(separator: "; ")
    }

    private static func parts(of missing: [MissingRange], in zone: Zone) -> [String] {
        var order: [String] = []
        var ranges: [String: IntervalSet] = [:]
        for part in missing {
            let keys = part.keys.map(Self.text).joined(separator: ", ")
            if ranges[keys] == nil { order.append(keys) }
            ranges[keys] = (ranges[keys] ?? .empty).union(part.instants)
        }
        var parts = order.prefix(Self.maximum).map { keys in
            let instants = (ranges[keys] ?? .empty).ranges
            var shown = instants.prefix(Self.maximum).map { range in
                TimeRange(
                    since: Instant(milliseconds: range.lowerBound),
                    until: Instant(milliseconds: range.upperBound)
                ).text(in: zone)
            }
            if instants.count > Self.maximum {
                shown.append("\(instants.count - Self.maximum) more ranges")
            }
            if shown.isEmpty { return keys }
            return (keys.isEmpty ? "" : "\(keys) in ") + shown.joined(separator: ", ")
        }
        if order.count > Self.maximum {
            parts.append("\(order.count - Self.maximum) more lists of keys")
        }
        return parts
    }

    private static func text(_ key: Call.Key) -> String {
        let values = key.values.map(\.description)
        guard values.count > maximum else {
            return "\(key.parameter.column) " + values.joined(separator: ", ")
        }
        return "\(key.parameter.column) \(values[0]) … \(values[values.count - 1]) "
            + "(\(counted(values.count, "value")))"
    }
}

extension UserError {
    /// Returns the error of an answer that was requested although parts of it are missing.
    static func partial(_ missing: [MissingParts], isOffline: Bool, zone: Zone) -> UserError {
        let reason = missing.compactMap(\.reason).first
        let list = missing.map { $0.text(in: zone) }.joined(separator: "; ")
        return UserError(
            .quota, "the result is partial, missing: \(list)",
            help: isOffline
                ? "run it without --offline to fetch them"
                : "run it again to continue; " + (reason?.description ?? "calls were cancelled"))
    }
}

extension ScriptSession {
    /// Returns the parts of a query's tables that the store does not have; nil if the keys are not
    /// known without a call.
    ///
    /// - Parameter range: for tables for which the query has none.
    package func missingParts(of query: Query, within range: TimeRange) async -> [String]? {
        var session = self
        session.options.isOffline = true
        session.options.readsStoreAlone = false
        var statistics = QueryStatistics()
        let plan = try? await session.planned(
            query.limited(to: range), mayCall: false, into: &statistics)
        guard let plan, plan.subplans.isEmpty else { return nil }
        var missing: [String] = []
        for scan in plan.scans where scan.table.isTimed && scan.table.source.isAnswers {
            guard scan.dynamicKeys == nil, scan.splitPlan.batches.allSatisfy(\.isKnown) else {
                return nil
            }
            let ranges = scan.missing((0..<scan.splitPlan.count).map { scan.splitPlan[$0] })
            guard !ranges.isEmpty else { continue }
            missing.append(
                MissingParts(table: scan.table.name, ranges: ranges, details: 0)
                    .text(in: plan.zone))
        }
        return missing
    }
}

extension SplitPlan.Split {
    /// All that its call would bring.
    fileprivate var whole: MissingRange {
        let range =
            core.map { $0.since.milliseconds..<$0.until.milliseconds }
            ?? (Int64(call.start) * 1000..<Int64(call.end) * 1000)
        return MissingRange(keys: call.keys, instants: IntervalSet(range))
    }
}

extension Scan {
    /// Returns what an answer lacks without the calls of some splits. One call serves keys that need
    /// different instants, so that where rows have their key and their time, it is told by key;
    /// keys that lack the same are together.
    func missing(_ splits: [SplitPlan.Split]) -> [MissingRange] {
        let division = PartitionScheme(table.endpoint, splitPlan.batches.map(\.parameter))
        guard division.isByValue, let parameter = splitPlan.batches.first?.parameter else {
            return splits.map(\.whole)
        }
        let covered = stored?.covered ?? [:]
        var order: [Scalar] = []
        var lacking: [Scalar: IntervalSet] = [:]
        for split in splits {
            let whole = split.whole.instants
            for key in split.call.keys[0].values {
                let own =
                    split.exceptions[key].map {
                        IntervalSet($0.since.milliseconds..<$0.until.milliseconds)
                    } ?? whole
                let rest = covered[division.cell(key)].map { own.subtracting($0) } ?? own
                guard !rest.isEmpty else { continue }
                if lacking[key] == nil { order.append(key) }
                lacking[key] = lacking[key].map { $0.union(rest) } ?? rest
            }
        }
        var groups: [IntervalSet] = []
        var keys: [IntervalSet: [Scalar]] = [:]
        for key in order {
            guard let instants = lacking[key] else { continue }
            if keys[instants] == nil { groups.append(instants) }
            keys[instants, default: []].append(key)
        }
        return groups.map { instants in
            MissingRange(
                keys: [Call.Key(parameter, (keys[instants] ?? []).sorted())], instants: instants)
        }
    }
}

extension Query {
    /// Returns the query with a range, if it has none as a whole.
    fileprivate func limited(to range: TimeRange) -> Query {
        guard self.range == nil else { return self }
        func point(_ instant: Instant) -> TimePoint {
            TimePoint(.text(TimestampFormat(.rfc3339, zone: .utc).string(instant)))
        }
        let clause = TimeClause(.from(point(range.since), .until(point(range.until))))
        var query = self
        if case .select(var select) = body {
            select.time = clause
            query.body = .select(select)
        } else {
            query.time = clause
        }
        return query
    }
}
