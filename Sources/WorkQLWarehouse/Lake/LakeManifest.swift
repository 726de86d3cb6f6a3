import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLStore
import WorkQLTime

/// Which files the tables of a folder have, and their sizes: `_files.parquet`.
///
/// A day without rows has no file, so that a file which somebody has moved away, cut off or replaced
/// is known only by this list.
struct LakeManifest {
    /// The bytes of the parts of each table, by its name.
    private var files: [String: [String: Int64]] = [:]
    private let file: LakeFile
    /// Whether there is a list; without one, nobody knows what is missing.
    let isThere: Bool

    /// The size of files that were listed without it.
    private static let unknown: Int64 = -1

    init(folder: String) throws {
        file = LakeFile(
            path: folder + "/_files.parquet",
            columns: [
                .init(name: "table", type: .text), .init(name: "part", type: .text),
                .init(name: "bytes", type: .integer),
            ])
        isThere = FileManager.default.fileExists(atPath: file.path)
        for page in try file.pages() {
            for row in 0..<page.count {
                guard let table = page.columns[0].string(row),
                    let part = page.columns[1].string(row)
                else { continue }
                files[table, default: [:]][part] = page.columns[2].integer(row) ?? Self.unknown
            }
        }
    }

    func write() throws {
        let rows = files.flatMap { table, parts in
            parts.map { (table: table, part: $0.key, bytes: $0.value) }
        }.sorted { ($0.table, $0.part) < ($1.table, $1.part) }
        var page = Page(
            count: rows.count,
            columns: [
                .text(rows.map(\.table)), .text(rows.map(\.part)),
                .integers(rows.map { $0.bytes == Self.unknown ? nil : $0.bytes }),
            ])
        page.isUTF8 = true
        try file.write(
            rows.indices.map { LakeRow(page: page, row: $0) }, sortedBy: nil, keepsEmpty: true)
    }

    /// The listed parts of a table whose file is gone or is another one.
    func missing(of table: LakeTable) -> Set<String> {
        let sizes = table.sizes()
        let gone = (files[table.table.name] ?? [:]).filter { part, bytes in
            guard let own = sizes[part] else { return true }
            return bytes == Self.unknown ? !table.file(part).isReadable : own != bytes
        }
        return Set(gone.keys)
    }

    /// Lists the files that a table has now.
    mutating func take(_ table: LakeTable) { files[table.table.name] = table.sizes() }

    /// Lists what became of a table's files; what was missing before still is.
    mutating func take(_ table: LakeTable, changedFrom before: [String: Int64]) {
        let now = table.sizes()
        for (part, bytes) in files[table.table.name] ?? [:] {
            let own = before[part]
            guard own == bytes || bytes == Self.unknown && own != nil else { continue }
            files[table.table.name]?[part] = now[part]
        }
    }
}

extension LakeWarehouse {
    /// What: takes ranges out of the coverage whose rows were in files that are gone, or that others
    /// have changed.
    /// Why: they would count as complete without a row, here and in stores that read them back.
    func uncoverMissingFiles(of records: RecordQuery) throws {
        var manifest = try LakeManifest(folder: folder)
        let tables = tables(of: records)
        let missing = tables.map { ($0, manifest.missing(of: $0)) }.filter { !$0.1.isEmpty }
        guard !missing.isEmpty || !manifest.isThere else { return }
        // Rows of a part without a day may have come with any range.
        var days: IntervalSet? = manifest.isThere ? .empty : nil
        for (table, parts) in missing {
            for part in parts {
                try table.file(part).removeIfDamaged()
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
