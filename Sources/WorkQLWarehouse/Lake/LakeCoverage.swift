import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLTime

/// Which ranges of which partitions a folder has: `_coverage.parquet`.
struct LakeCoverage: Sendable {
    struct Range: Hashable, Sendable {
        var endpoint: String
        var scope: String
        var held: HeldRange
        /// In milliseconds since 1970; nil where records always may change.
        var settled: Int64?
    }

    var ranges: [Range]
    private let file: LakeFile

    /// - Throws: where the file is not one of sync's.
    init(folder: String) throws {
        file = LakeFile(
            path: folder + "/_coverage.parquet",
            columns: [
                .init(name: "id", type: .integer), .init(name: "endpoint", type: .text),
                .init(name: "scope", type: .text), .init(name: "partition", type: .text),
                .init(name: "since", type: .timestamp), .init(name: "until", type: .timestamp),
                .init(name: "fetched", type: .timestamp), .init(name: "settled", type: .timestamp),
            ])
        ranges = try file.pages().flatMap { page in
            (0..<page.count).compactMap { row in
                guard let id = page.columns[0].integer(row),
                    let endpoint = page.columns[1].string(row),
                    let scope = page.columns[2].string(row),
                    let partition = page.columns[3].string(row),
                    let since = page.columns[4].integer(row),
                    let until = page.columns[5].integer(row),
                    let fetched = page.columns[6].integer(row), since < until
                else { return nil }
                return Range(
                    endpoint: endpoint, scope: scope,
                    held: HeldRange(
                        id: id, partition: partition, instants: since..<until,
                        fetched: fetched.floorDivided(by: 1000)),
                    settled: page.columns[7].integer(row))
            }
        }
    }

    func write() throws {
        let sorted = ranges.sorted {
            ($0.endpoint, $0.held.partition, $0.held.instants.lowerBound, $0.held.id)
                < ($1.endpoint, $1.held.partition, $1.held.instants.lowerBound, $1.held.id)
        }
        var page = Page(
            count: sorted.count,
            columns: [
                .integers(sorted.map(\.held.id)), .text(sorted.map(\.endpoint)),
                .text(sorted.map(\.scope)), .text(sorted.map(\.held.partition)),
                .integers(sorted.map(\.held.instants.lowerBound)),
                .integers(sorted.map(\.held.instants.upperBound)),
                .integers(sorted.map { $0.held.fetched * 1000 }),
                .integers(sorted.map(\.settled)),
            ])
        page.isUTF8 = true
        try file.write(
            sorted.indices.map { LakeRow(page: page, row: $0) }, sortedBy: nil, keepsEmpty: true)
    }

    /// Those of a query's endpoint and scope.
    func of(_ records: RecordQuery) -> [HeldRange] {
        ranges.filter { $0.endpoint == records.endpoint.name && $0.scope == records.scopeText }
            .map(\.held)
    }

    /// Takes away what batches replace.
    mutating func uncover(_ batches: [RangeBatch], of records: RecordQuery, _ ids: inout LakeIDs) {
        guard records.division.isByTime else {
            let gone = Set(batches.flatMap(\.superseded))
            ranges.removeAll { gone.contains($0.held.id) }
            return
        }
        let replaced = batches.instantsOfPartitions
        cut(&ids) { range in
            guard range.endpoint == records.endpoint.name, range.scope == records.scopeText
            else { return nil }
            return replaced[range.held.partition]
        }
    }

    /// Takes instants out of ranges; what lies in front and behind stays.
    ///
    /// - Parameter gone: the instants that a range loses; nil for none.
    mutating func cut(_ ids: inout LakeIDs, _ gone: (Range) -> IntervalSet?) {
        ranges = ranges.flatMap { range -> [Range] in
            guard let instants = gone(range) else { return [range] }
            let rest = IntervalSet(range.held.instants).subtracting(instants).ranges
            return rest.enumerated().map { index, part in
                var own = range
                own.held.instants = part
                own.settled = range.settled.map { min($0, part.upperBound) }
                if index > 0 { own.held.id = ids.next() }
                return own
            }
        }
    }

    mutating func cover(_ batches: [RangeBatch], of records: RecordQuery, ids: [[Int64]]) {
        for (batch, ids) in zip(batches, ids) {
            let settled = records.endpoint.freshness.after.map { after in
                min(batch.instants.upperBound, (batch.fetched - Int64(after)) * 1000)
            }
            for (range, id) in zip(batch.ranges, ids) {
                ranges.append(
                    Range(
                        endpoint: records.endpoint.name, scope: records.scopeText,
                        held: HeldRange(
                            id: id, partition: range.partition, instants: batch.instants,
                            fetched: batch.fetched),
                        settled: settled))
            }
        }
    }
}

/// Numbers of ranges that no other run gives: of a run that ended in the middle, some may stand in
/// files.
struct LakeIDs {
    private var last: Int64

    init(after ranges: [LakeCoverage.Range]) {
        let now = Int64(Date().timeIntervalSince1970 * 1000) * 1000
        last = max(now, ranges.map(\.held.id).max() ?? 0)
    }

    mutating func next() -> Int64 {
        last += 1
        return last
    }
}

extension [RangeBatch] {
    /// What of each partition is replaced.
    var instantsOfPartitions: [String: IntervalSet] {
        var found: [String: [Swift.Range<Int64>]] = [:]
        for batch in self {
            for range in batch.ranges {
                found[range.partition, default: []].append(batch.instants)
            }
        }
        return found.mapValues { IntervalSet($0) }
    }
}
