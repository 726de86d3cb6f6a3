import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLStore
import WorkQLTime

/// A table of the catalog as a folder has it: `checkin/month=2026-08/2026-08-15.parquet`.
///
/// Where rows are told by their time, a file has those of a day, and elsewhere those of a month, of
/// which there are few. Days and months are those of the services' own zone, whatever the session's is,
/// so that a row always stands in the same file.
struct LakeTable: Sendable {
    let table: WorkQLCatalog.Table
    let columns: [LakeFile.Column]
    private let folder: String
    /// Where among the columns the time, the key and the ranges stand.
    let time: Int?
    let key: Int?
    let ranges: Int?
    /// Of what tells rows apart.
    let identity: [Int]
    let isByDay: Bool

    /// The column of those tables whose rows come with several ranges.
    static let rangeColumn = "_workql_ranges"
    private static let zone = Zone.shanghai

    init(_ table: WorkQLCatalog.Table, of records: RecordQuery, in folder: String) {
        self.init(
            table, isByTime: records.division.isByTime, keyColumn: records.keyColumn, in: folder)
    }

    /// - Parameters:
    ///   - isByTime: whether rows are told by their time.
    ///   - keyColumn: by which rows are given to their partitions; nil where there is one for all.
    init(
        _ table: WorkQLCatalog.Table, isByTime: Bool, keyColumn: String?, in folder: String
    ) {
        self.table = table
        self.folder = "\(folder)/\(table.name)"
        isByDay = isByTime
        var columns = table.listed.map { index in
            LakeFile.Column(name: table.columns[index].name, type: table.columns[index].type)
        }
        let names = columns.map(\.name)
        time = (table.storedTime ?? table.time).flatMap { names.firstIndex(of: $0) }
        key = keyColumn.flatMap { names.firstIndex(of: $0) }
        identity = table.identity.compactMap { names.firstIndex(of: $0) }
        if !isByTime {
            ranges = columns.count
            columns.append(LakeFile.Column(name: Self.rangeColumn, type: .text))
        } else {
            ranges = nil
        }
        self.columns = columns
    }

    /// A file's name without its folder and ending, `2026-08-15` or `2026-08`; `unknown` for rows
    /// without a time.
    func part(of instant: Int64?) -> String {
        guard let instant else { return "unknown" }
        let date = Self.zone.localTime(at: Instant(milliseconds: instant)).date
        return isByDay ? date.isoText : String(date.isoText.prefix(7))
    }

    /// The partition of a row, where rows are told by their time; empty where there is one for all.
    func partition(of row: Int, _ page: Page) -> String {
        guard let key, let value = page.columns[key].scalar(row) else { return "" }
        let index = table.columnIndex(columns[key].name)
        let isFolded = index.map { table.columns[$0].ignoresCase } ?? false
        return (isFolded ? value.ignoringCase : value).description
    }

    /// The instants of a day, by its name.
    func instants(of part: String) -> Range<Int64>? {
        let numbers = part.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
        let next = CivilDate(day: date.dayNumber + 1)
        return Self.zone.start(of: date).milliseconds..<Self.zone.start(of: next).milliseconds
    }

    func file(_ part: String) -> LakeFile {
        let month = part == "unknown" ? part : String(part.prefix(7))
        return LakeFile(path: "\(folder)/month=\(month)/\(part).parquet", columns: columns)
    }

    /// The parts of which there are files.
    func parts() -> [String] {
        let manager = FileManager.default
        let months = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
        return months.filter { $0.hasPrefix("month=") }.flatMap { month in
            ((try? manager.contentsOfDirectory(atPath: "\(folder)/\(month)")) ?? [])
                .filter { $0.hasSuffix(".parquet") && !$0.hasPrefix(".") }
                .map { String($0.dropLast(8)) }
        }.sorted()
    }

    /// The parts with the bytes of their files.
    func sizes() -> [String: Int64] {
        var sizes: [String: Int64] = [:]
        for part in parts() { sizes[part] = file(part).size }
        return sizes
    }

    /// Writes rows as a part, ascending by their time.
    func write(_ rows: [LakeRow], as part: String) throws {
        guard let time else {
            try file(part).write(rows, sortedBy: nil)
            return
        }
        let sorted = rows.map { (at: $0.page.columns[time].integer($0.row) ?? .min, row: $0) }
            .enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        try file(part).write(sorted.map(\.element.row), sortedBy: time)
    }
}
