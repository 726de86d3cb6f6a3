import Foundation
import Synchronization
package import WorkQL
package import WorkQLCatalog
import WorkQLPages
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// Records in a folder of Parquet files, for DuckDB, Spark, ClickHouse, pandas and their like.
///
/// Each file is written whole under another name and renamed, so that readers see it before or after.
/// `_coverage.parquet` never says more than the files have: what is replaced is taken out of it first,
/// and what is new is put in last.
package final class LakeWarehouse: Warehouse {
    let folder: String
    /// The lock's descriptor; nil as long as nobody is kept away.
    private let lock = Mutex<Int32?>(nil)

    package init(_ folder: String) {
        self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }

    package var name: String { folder }

    // MARK: Use

    package func prepare(_ records: RecordQuery, patience: Int) async throws {
        try await keepOthersAway(patience: patience)
        do {
            try records.checkPartitions(
                isShared: !records.division.isByTime
                    && records.tables.allSatisfy { !$0.identity.isEmpty })
            let coverage = try LakeCoverage(folder: folder)
            try records.check(
                scopes: coverage.ranges.filter { $0.endpoint == records.endpoint.name }
                    .map(\.scope), elsewhere: "use another folder")
            try finishForgetting(of: records.tables)
            try uncoverMissingFiles(of: records)
        } catch {
            await end(records.tables[0])
            throw error
        }
    }

    /// Keeps other syncs from the folder.
    func keepOthersAway(patience: Int) async throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw UserError(.refused, "the folder \(folder) cannot be created")
        }
        let deadline = ContinuousClock.now + .seconds(patience)
        while try !takeLock() {
            guard ContinuousClock.now < deadline else {
                throw UserError(
                    .busy, "another sync is writing to \(folder)",
                    help: "run it again later, or wait for the other sync with --wait 10min")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func takeLock() throws -> Bool {
        try lock.withLock { lock in
            if lock != nil { return true }
            let descriptor = open(folder + "/.workql.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                throw UserError(
                    .refused, "writing to \(folder) failed: \(systemMessage(errno))")
            }
            // Where a file system has no locks, nobody is kept away.
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
                close(descriptor)
                return false
            }
            lock = descriptor
            return true
        }
    }

    package func lock(_ tables: [WorkQLCatalog.Table], patience: Int) async throws {
        try await keepOthersAway(patience: patience)
    }

    package func check(
        _ tables: [WorkQLCatalog.Table], identity: String
    ) async throws {
        let scopes = try LakeCoverage(folder: folder).ranges
            .filter { $0.endpoint == tables[0].endpoint.name }.map(\.scope)
        if scopes.contains(where: { !$0.hasPrefix(identity.prefix(16)) }) {
            throw RecordQuery.otherCredentials(tables[0].name, "use another folder")
        }
        _ = try LakeManifest(folder: folder)
        _ = try LakeTombstones(folder: folder)
    }

    package func end(_ table: WorkQLCatalog.Table) async { unlock() }

    func unlock() {
        lock.withLock { lock in
            if let descriptor = lock { close(descriptor) }
            lock = nil
        }
    }

    package func held(_ records: RecordQuery) async throws -> [HeldRange] {
        try LakeCoverage(folder: folder).of(records).filter {
            records.partitions.contains($0.partition) && $0.instants.overlaps(records.instants)
        }
    }

    func tables(of records: RecordQuery) -> [LakeTable] {
        records.tables.map { LakeTable($0, of: records, in: folder) }
    }

    // MARK: Replacing

    package func replace(_ batches: [RangeBatch], of records: RecordQuery) async throws -> Int {
        var coverage = try LakeCoverage(folder: folder)
        var ids = LakeIDs(after: coverage.ranges)
        let own = batches.map { batch in batch.ranges.map { _ in ids.next() } }
        coverage.uncover(batches, of: records, &ids)
        try coverage.write()
        let known = Set(coverage.ranges.map(\.held.id))
        var count = 0
        let tables = tables(of: records)
        for (index, table) in tables.enumerated() {
            count +=
                table.isByDay
                ? try await replaceDays(of: table, batches, records)
                : try await replaceMonths(of: table, index, batches, records, own, known: known)
        }
        try listFiles(of: tables)
        coverage.cover(batches, of: records, ids: own)
        try coverage.write()
        return count
    }

    /// Where rows are told by their time: of each day that is touched, the rows of replaced ranges go
    /// and those of the store come. Memory holds one day.
    private func replaceDays(
        of table: LakeTable, _ batches: [RangeBatch], _ records: RecordQuery
    ) async throws -> Int {
        let replaced = batches.instantsOfPartitions
        var days: Set<String> = []
        for range in IntervalSet(batches.map(\.instants)).ranges {
            var instant = range.lowerBound
            while instant < range.upperBound {
                let day = table.part(of: instant)
                days.insert(day)
                guard let next = table.instants(of: day)?.upperBound else { break }
                instant = next
            }
        }
        var count = 0
        for day in days.sorted() + ["unknown"] {
            try Task.checkCancellation()
            let kept = try table.file(day).pages().flatMap { page in
                (0..<page.count).filter { row in
                    !Self.isReplaced(row, page, table, replaced)
                }.map { LakeRow(page: page, row: $0) }
            }
            guard let instants = table.instants(of: day) else { continue }
            let parts = batches.flatMap { batch -> [CachedRows] in
                let common = batch.instants.clamped(to: instants)
                guard !common.isEmpty else { return [] }
                return batch.ranges.map {
                    CachedRows(owner: $0.owner, instants: IntervalSet(common))
                }
            }
            let new = Mutex<[LakeRow]>([])
            let reader = try await StoreReader(
                records.store, parts, of: [StoreReader.Wanted(table.table)])
            try await reader.read(table.table) { page in
                new.withLock { $0 += (0..<page.count).map { LakeRow(page: page, row: $0) } }
            }
            let rows = new.withLock { $0 }
            count += rows.count
            try table.write(kept + rows, as: day)
        }
        return count
    }

    private static func isReplaced(
        _ row: Int, _ page: Page, _ table: LakeTable, _ replaced: [String: IntervalSet]
    ) -> Bool {
        guard let time = table.time, let at = page.columns[time].integer(row) else { return false }
        return replaced[table.partition(of: row, page)]?.contains(at) ?? false
    }

    /// Elsewhere rows say with which ranges they came, and go with the last of them.
    private func replaceMonths(
        of table: LakeTable, _ index: Int, _ batches: [RangeBatch], _ records: RecordQuery,
        _ ids: [[Int64]], known: Set<Int64>
    ) async throws -> Int {
        var rows = LakeRows(table)
        for part in table.parts() {
            for page in try table.file(part).pages() { rows.add(page, from: part, known: known) }
        }
        var count = 0
        for (batch, ids) in zip(batches, ids) {
            for (range, id) in zip(batch.ranges, ids) {
                let reader = try await StoreReader(
                    records.store,
                    [CachedRows(owner: range.owner, instants: IntervalSet(range.instants))],
                    of: [StoreReader.Wanted(table.table)])
                let pages = Mutex<[Page]>([])
                try await reader.read(table.table) { page in
                    pages.withLock { $0.append(page) }
                }
                for page in pages.withLock({ $0 }) {
                    count += page.count
                    rows.add(page, of: id)
                }
            }
        }
        for (part, own) in rows.changed() { try table.write(own, as: part) }
        return count
    }

    // MARK: Back into a store

    package func pages(of held: [HeldRange], _ records: RecordQuery) async throws -> [RecordPage] {
        let ids = Set(held.map(\.id))
        let wanted = Dictionary(grouping: held, by: \.partition)
            .mapValues { IntervalSet($0.map(\.instants)) }
        var found: [RecordPage] = []
        for (index, table) in tables(of: records).enumerated() {
            let parts = table.parts().filter { part in
                guard let day = table.instants(of: part) else { return true }
                return held.contains { $0.instants.overlaps(day) }
            }
            for part in parts {
                for page in try table.file(part).pages() {
                    let rows = (0..<page.count).filter { row in
                        if let ranges = table.ranges {
                            return !ids.isDisjoint(with: page.columns[ranges].ids(row))
                        }
                        return Self.isReplaced(row, page, table, wanted)
                    }
                    guard !rows.isEmpty else { continue }
                    let columns = table.table.listed.indices.map { page.columns[$0].picking(rows) }
                    var own = Page(count: rows.count, columns: columns)
                    own.isUTF8 = true
                    found.append(RecordPage(table: index, page: own))
                }
            }
        }
        return found
    }
}
