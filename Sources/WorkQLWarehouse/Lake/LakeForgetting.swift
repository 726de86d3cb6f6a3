import Foundation
import WorkQLCatalog
import WorkQLPages
package import WorkQLStore
import WorkQLTime

extension LakeWarehouse {
    package var remains: String { "copies and snapshots of its files" }

    package func tombstones() async throws -> [Tombstone] {
        try LakeTombstones(folder: folder).entries.map(\.tombstone)
    }

    package func forget(
        _ forgetting: WarehouseForgetting, patience: Int
    ) async throws -> WarehouseDeletion {
        // A folder that does not exist has nothing to delete.
        guard FileManager.default.fileExists(atPath: folder) else { return WarehouseDeletion() }
        try await keepOthersAway(patience: patience)
        defer { unlock() }
        return try forget(forgetting)
    }

    /// Does what a run that ended in the middle has left.
    func finishForgetting(of tables: [WorkQLCatalog.Table]) throws {
        let marks = try LakeTombstones(folder: folder).entries
        guard
            marks.contains(where: { !$0.isDone && $0.tombstone.source == tables[0].tombstoneSource }
            )
        else { return }
        _ = try forget(WarehouseForgetting(tables: tables, rows: [], tombstones: []))
    }

    /// What is to be done is written first, then coverage without the rows, then the files: whatever
    /// ends in between, the next run finds what is left.
    private func forget(_ forgetting: WarehouseForgetting) throws -> WarehouseDeletion {
        var marks = try LakeTombstones(folder: folder)
        let source = forgetting.tables[0].tombstoneSource
        let earlier = marks.entries.filter { !$0.isDone && $0.tombstone.source == source }
            .map(\.tombstone)
        marks.add(forgetting.tombstones)
        if !forgetting.tombstones.isEmpty { try marks.write() }
        var deletion = WarehouseDeletion()
        // What an earlier run has left is not what this one is asked to delete, nor counted.
        var rest = WarehouseDeletion()
        for rows in forgetting.rows {
            if forgetting.isOfEndpoint { try forget(rows, forgetting, &deletion) }
            if !forgetting.isRetention { try forgetAnswers(rows, forgetting, &deletion) }
        }
        for rows in ForgottenRows.all(of: earlier, forgetting.tables) {
            if forgetting.isOfEndpoint { try forget(rows, forgetting, &rest) }
            try forgetAnswers(rows, forgetting, &rest)
        }
        let unfinished = marks.entries.indices.filter {
            !marks.entries[$0].isDone && marks.entries[$0].tombstone.source == source
        }
        guard !unfinished.isEmpty else { return deletion }
        for index in unfinished { marks.entries[index].isDone = true }
        try marks.write()
        return deletion
    }

    // MARK: Ranges

    private func forget(
        _ rows: ForgottenRows, _ forgetting: WarehouseForgetting,
        _ deletion: inout WarehouseDeletion
    ) throws {
        var coverage = try LakeCoverage(folder: folder)
        let endpoint = forgetting.tables[0].endpoint
        let own = coverage.ranges.filter { $0.endpoint == endpoint.name }
        let candidates = own.filter {
            $0.held.instants.overlaps(rows.instants) && $0.held.fetched <= rows.latest
        }
        // All ranges of an endpoint have one scope.
        let key = keyColumn(of: endpoint, scope: own.first?.scope)
        let tables = forgetting.tables.map {
            LakeTable($0, isByTime: forgetting.isByTime, keyColumn: key, in: folder)
        }
        var ids = Set(
            candidates.filter {
                rows.contains(
                    partition: $0.held.partition, parameters: parameters(ofScope: $0.scope))
            }.map(\.held.id))
        if !rows.isAll {
            for table in tables { try add(&ids, of: table, with: rows, candidates) }
        }
        let gone = candidates.filter { ids.contains($0.held.id) }
        deletion.ranges += gone.count
        var replaced: [String: [Range<Int64>]] = [:]
        for range in gone {
            replaced[range.held.partition, default: []]
                .append(range.held.instants.clamped(to: rows.instants))
        }
        let cut = replaced.mapValues { IntervalSet($0) }
        if forgetting.isByTime {
            var numbers = LakeIDs(after: coverage.ranges)
            coverage.cut(&numbers) { range in
                ids.contains(range.held.id) ? cut[range.held.partition] : nil
            }
        } else {
            coverage.ranges.removeAll { ids.contains($0.held.id) }
        }
        if !gone.isEmpty { try coverage.write() }
        var manifest = try LakeManifest(folder: folder)
        for table in tables {
            let before = table.sizes()
            deletion.rows +=
                try forgetting.isByTime
                ? removeDays(of: table, rows, cut, coverage, endpoint)
                : removeMonths(of: table, coverage)
            manifest.take(table, changedFrom: before)
        }
        if manifest.isThere { try manifest.write() }
    }

    /// The column by which rows are given to partitions.
    private func keyColumn(of endpoint: Endpoint, scope: String?) -> String? {
        let names = parameters(ofScope: scope ?? "").split(separator: ",")
        guard names.count == 1,
            let key = endpoint.keys.parameters.first(where: { $0.column == names[0] }),
            key.isInEveryRow
        else { return nil }
        return key.column
    }

    /// Adds the ranges that brought rows with some values.
    private func add(
        _ ids: inout Set<Int64>, of table: LakeTable, with rows: ForgottenRows,
        _ candidates: [LakeCoverage.Range]
    ) throws {
        guard let column = table.columns.firstIndex(where: { $0.name == rows.column }) else {
            return
        }
        let known = Dictionary(grouping: candidates, by: \.held.partition)
        var lookup = ForgottenRows.Lookup(rows)
        for part in table.parts() where overlaps(part, of: table, rows) {
            for page in try table.file(part).pages() {
                for row in 0..<page.count {
                    guard let value = page.columns[column].scalar(row), lookup.contains(value)
                    else { continue }
                    if let ranges = table.ranges {
                        ids.formUnion(page.columns[ranges].ids(row))
                        continue
                    }
                    guard let at = table.time.flatMap({ page.columns[$0].integer(row) }) else {
                        continue
                    }
                    let own = known[table.partition(of: row, page)] ?? []
                    ids.formUnion(
                        own.filter { $0.held.instants.contains(at) }.map(\.held.id))
                }
            }
        }
    }

    private func overlaps(_ part: String, of table: LakeTable, _ rows: ForgottenRows) -> Bool {
        guard table.isByDay, let day = table.instants(of: part) else { return true }
        return day.overlaps(rows.instants)
    }

    /// Where rows are told by their time: those of ranges that are gone, and those that a run which
    /// ended in the middle has left in files.
    private func removeDays(
        of table: LakeTable, _ rows: ForgottenRows, _ cut: [String: IntervalSet],
        _ coverage: LakeCoverage, _ endpoint: Endpoint
    ) throws -> Int {
        let column = table.columns.firstIndex { $0.name == rows.column }
        var covered: [String: [Range<Int64>]] = [:]
        for range in coverage.ranges where range.endpoint == endpoint.name {
            covered[range.held.partition, default: []].append(range.held.instants)
        }
        let kept = covered.mapValues { IntervalSet($0) }
        var lookup = ForgottenRows.Lookup(rows)
        var count = 0
        for part in table.parts() where overlaps(part, of: table, rows) {
            var left: [LakeRow] = []
            var total = 0
            for page in try table.file(part).pages() {
                total += page.count
                for row in 0..<page.count {
                    let at = table.time.flatMap { page.columns[$0].integer(row) } ?? .min
                    let partition = table.partition(of: row, page)
                    let value = column.flatMap { page.columns[$0].scalar(row) }
                    let isStray =
                        rows.instants.contains(at) && kept[partition]?.contains(at) != true
                        && (rows.isAll || value.map { lookup.contains($0) } == true)
                    if !isStray, cut[partition]?.contains(at) != true {
                        left.append(LakeRow(page: page, row: row))
                    }
                }
            }
            guard left.count < total else { continue }
            count += total - left.count
            try table.write(left, as: part)
        }
        return count
    }

    /// Elsewhere those whose ranges are all gone.
    private func removeMonths(of table: LakeTable, _ coverage: LakeCoverage) throws -> Int {
        let known = Set(coverage.ranges.map(\.held.id))
        var all = LakeRows(table)
        for part in table.parts() {
            for page in try table.file(part).pages() { all.add(page, from: part, known: known) }
        }
        for (part, rows) in all.changed() { try table.write(rows, as: part) }
        return all.goneCount
    }

    // MARK: Answers

    /// Deletes rows of answers of queries, `late/late.parquet`: where a column of the same name has
    /// one of the values. Of a table that is one answer itself, all rows go if no values are named.
    private func forgetAnswers(
        _ rows: ForgottenRows, _ forgetting: WarehouseForgetting,
        _ deletion: inout WarehouseDeletion
    ) throws {
        let own = forgetting.isOfEndpoint ? nil : forgetting.tables[0].name
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        for name in names where own.map({ $0 == name }) ?? !Catalog.builtIn.hasList(name) {
            let answer = LakeAnswer(path: "\(folder)/\(name)/\(name).parquet")
            guard FileManager.default.fileExists(atPath: answer.path) else { continue }
            if rows.isAll, own == nil {
                deletion.others.insert(name)
                continue
            }
            guard let count = try answer.remove(rows) else {
                deletion.others.insert(name)
                continue
            }
            deletion.rows += count
            if count > 0 { deletion.answers.insert(name) }
        }
    }
}
