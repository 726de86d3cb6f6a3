import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLStore
import WorkQLTime

/// Which files the tables of a folder have: `_files.parquet`.
///
/// A day without rows has no file, so that a file which somebody has moved away or deleted is known
/// only by this list.
struct LakeManifest {
    /// The parts of each table, by its name.
    private var parts: [String: Set<String>] = [:]
    private let file: LakeFile

    init(folder: String) throws {
        file = LakeFile(
            path: folder + "/_files.parquet",
            columns: [.init(name: "table", type: .text), .init(name: "part", type: .text)])
        for page in try file.pages() {
            for row in 0..<page.count {
                guard let table = page.columns[0].string(row),
                    let part = page.columns[1].string(row)
                else { continue }
                parts[table, default: []].insert(part)
            }
        }
    }

    func write() throws {
        let rows = parts.flatMap { table, parts in parts.map { (table, $0) } }.sorted(by: <)
        var page = Page(
            count: rows.count, columns: [.text(rows.map(\.0)), .text(rows.map(\.1))])
        page.isUTF8 = true
        try file.write(rows.indices.map { LakeRow(page: page, row: $0) }, sortedBy: nil)
    }

    /// The parts of a table that are listed and have no file.
    func missing(of table: LakeTable) -> Set<String> {
        (parts[table.table.name] ?? []).subtracting(table.parts())
    }

    /// Lists the files that a table has now.
    mutating func take(_ table: LakeTable) { parts[table.table.name] = Set(table.parts()) }

    mutating func remove(_ gone: Set<String>, of table: LakeTable) {
        parts[table.table.name]?.subtract(gone)
    }
}

extension LakeWarehouse {
    /// What: takes ranges out of the coverage whose rows were in files that are gone.
    /// Why: they would count as complete without a row, here and in stores that read them back.
    func uncoverMissingFiles(of records: RecordQuery) throws {
        var manifest = try LakeManifest(folder: folder)
        let tables = tables(of: records)
        let missing = tables.map { ($0, manifest.missing(of: $0)) }.filter { !$0.1.isEmpty }
        guard !missing.isEmpty else { return }
        // Rows of a part without a day may have come with any range.
        var days: IntervalSet? = .empty
        for (table, parts) in missing {
            for part in parts {
                let own = table.isByDay ? table.instants(of: part) : nil
                days = own.flatMap { own in days.map { $0.union(IntervalSet(own)) } }
            }
        }
        var coverage = try LakeCoverage(folder: folder)
        var ids = LakeIDs(after: coverage.ranges)
        coverage.cut(&ids) { range in
            guard range.endpoint == records.endpoint.name else { return nil }
            return days ?? IntervalSet(range.held.instants)
        }
        try coverage.write()
        for table in tables { manifest.take(table) }
        try manifest.write()
    }

    /// Lists the files that the tables have after ranges were replaced.
    func listFiles(of tables: [LakeTable]) throws {
        var manifest = try LakeManifest(folder: folder)
        for table in tables { manifest.take(table) }
        try manifest.write()
    }
}
