import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// The rows of some ranges on their way into a database, and back.
struct RangeRows: Sendable {
    /// For each table, what COPY takes.
    private(set) var portions: [[[UInt8]]] = []
    /// For each table, from its first to its last row's time, in milliseconds; nil without any.
    private(set) var instants: [Range<Int64>?] = []
    private(set) var count = 0

    /// Reads them from the store.
    ///
    /// - Parameter ids: of the ranges, in the warehouse.
    static func read(
        _ batch: RangeBatch, of records: RecordQuery, _ targets: [TargetTable], ids: [Int64]
    ) async throws -> RangeRows {
        let reader = try await StoreReader(
            records.store,
            batch.ranges.map {
                CachedRows(owner: $0.owner, instants: IntervalSet($0.instants))
            }, of: records.tables.map { StoreReader.Wanted($0) })
        let idsOfPartitions = Dictionary(
            zip(batch.ranges.map(\.partition), ids), uniquingKeysWith: { first, _ in first })
        var rows = RangeRows()
        for (table, target) in zip(records.tables, targets) {
            var text = TableText(
                table, target, records, idsOfPartitions, only: ids.count == 1 ? ids[0] : nil)
            try await reader.read(table) { text.append($0) }
            rows.portions.append(text.finish())
            rows.instants.append(text.instants)
            rows.count += text.count
        }
        return rows
    }

    /// Rows of a database as a page of the store's.
    ///
    /// - Parameter rows: in the order of the table's columns that a store keeps.
    static func page(_ rows: [[String?]], of table: WorkQLCatalog.Table) -> Page {
        let vectors = table.listed.enumerated().map { index, column -> Vector in
            switch table.columns[column].type {
            case .integer, .boolean, .timestamp:
                .integers(rows.map { $0[index].flatMap { Int64($0) } })
            case .real: .reals(rows.map { $0[index].flatMap { Double($0) } })
            case .text, .date, .time, .json: .text(rows.map { $0[index] })
            }
        }
        var page = Page(count: rows.count, columns: vectors)
        page.isUTF8 = true
        return page
    }
}

extension TargetTable {
    /// Rows of ranges, with times in milliseconds and booleans as 0 and 1.
    func rows(
        of ranges: [Int64], _ connection: PostgreSQLConnection
    ) throws(UserError) -> [[String?]] {
        let values = columns.map { column in
            switch column.type {
            case ColumnType.timestamp.databaseType:
                "(extract(epoch FROM \(column.name.quotedName)) * 1000)::bigint"
            case ColumnType.boolean.databaseType: "\(column.name.quotedName)::int"
            default: column.name.quotedName
            }
        }
        let own = isShared ? "_workql_ranges && $1" : "_workql_range = ANY($1)"
        return try connection.run(
            "SELECT \(values.joined(separator: ", ")) FROM \(name.quotedName) "
                + "WHERE \(own.replacing("$1", with: "$1::bigint[]"))", [ranges.arrayText]
        ).rows
    }
}

/// The rows of one table as COPY takes them.
private struct TableText {
    private let types: [ColumnType]
    private let isShared: Bool
    private let division: PartitionScheme
    private let ids: [String: Int64]
    private let only: Int64?
    /// Where on a page the key and the time stand.
    private let key: Int?
    private let time: Int?
    private var text = CopyText()
    private var portions: [[UInt8]] = []
    private var last: (key: [UInt8], id: Int64)?
    private(set) var count = 0
    private(set) var instants: Range<Int64>?

    init(
        _ table: WorkQLCatalog.Table, _ target: TargetTable, _ records: RecordQuery,
        _ ids: [String: Int64], only: Int64?
    ) {
        let names = table.listed.map { table.columns[$0].name }
        types = table.listed.map { table.columns[$0].type }
        isShared = target.isShared
        division = records.division
        self.ids = ids
        self.only = only
        key = records.keyColumn.flatMap { names.firstIndex(of: $0) }
        time = target.partitionColumn.flatMap { names.firstIndex(of: $0) }
    }

    mutating func append(_ page: Page) {
        for row in 0..<page.count {
            guard let id = id(of: row, page) else { continue }
            for (column, type) in types.enumerated() {
                text.append(page.columns[column], row, type, isUTF8: page.isUTF8)
                text.endValue()
            }
            if isShared {
                text.append(text: "{\(id)}".utf8)
            } else {
                text.append(id)
            }
            text.endRow()
            count += 1
            if let time, let at = page.columns[time].integer(row) { widen(to: at) }
            if text.bytes.count >= CopyText.portion { portions.append(text.take()) }
        }
    }

    private mutating func widen(to instant: Int64) {
        guard let instants else {
            self.instants = instant..<instant + 1
            return
        }
        if instant < instants.lowerBound {
            self.instants = instant..<instants.upperBound
        } else if instant >= instants.upperBound {
            self.instants = instants.lowerBound..<instant + 1
        }
    }

    mutating func finish() -> [[UInt8]] {
        if !text.bytes.isEmpty { portions.append(text.take()) }
        return portions
    }

    /// The range that the row came with.
    private mutating func id(of row: Int, _ page: Page) -> Int64? {
        if let only { return only }
        guard let key else { return nil }
        if let number = page.columns[key].integer(row) {
            return ids[division.cell(.text(String(number)))]
        }
        let known = page.columns[key].withText(row) { [last] text -> Int64? in
            guard let last, last.key.elementsEqual(text) else { return nil }
            return last.id
        }
        if let known = known ?? nil { return known }
        let value = page.columns[key].string(row) ?? ""
        guard let id = ids[division.cell(.text(value))] else { return nil }
        last = (Array(value.utf8), id)
        return id
    }
}
