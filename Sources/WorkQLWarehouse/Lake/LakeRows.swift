import WorkQLPages
import WorkQLStore

/// The rows of a table that come with several ranges, each once, and where they stand.
struct LakeRows {
    private struct Entry {
        var row: LakeRow
        var ids: Set<Int64>
        /// The file it stands in; nil for a row that is new.
        var part: String?
        /// As it stands there.
        var before: Set<Int64>
    }

    private let table: LakeTable
    private var entries: [[UInt8]: Entry] = [:]
    /// Rows that nothing tells apart.
    private var nameless: [Entry] = []
    private var touched: Set<String> = []

    init(_ table: LakeTable) { self.table = table }

    /// Rows of a file.
    ///
    /// - Parameter known: ranges that there are; a run that ended in the middle may have left others.
    mutating func add(_ page: Page, from part: String, known: Set<Int64>) {
        guard let ranges = table.ranges else { return }
        for row in 0..<page.count {
            let before = page.columns[ranges].ids(row)
            let ids = before.intersection(known)
            if ids != before { touched.insert(part) }
            let entry = Entry(
                row: LakeRow(page: page, row: row), ids: ids, part: part, before: before)
            guard let key = key(of: row, page) else {
                nameless.append(entry)
                continue
            }
            entries[key] = entry
        }
    }

    /// Rows of the store that came with a range.
    mutating func add(_ page: Page, of id: Int64) {
        for row in 0..<page.count {
            var entry = Entry(
                row: LakeRow(page: page, row: row), ids: [id], part: nil, before: [])
            touched.insert(part(of: entry.row))
            guard let key = key(of: row, page) else {
                nameless.append(entry)
                continue
            }
            if let old = entries[key] {
                entry.ids.formUnion(old.ids)
                if let part = old.part { touched.insert(part) }
            }
            entries[key] = entry
        }
    }

    private func key(of row: Int, _ page: Page) -> [UInt8]? {
        guard !table.identity.isEmpty else { return nil }
        var key: [UInt8] = []
        for column in table.identity { page.columns[column].appendKey(row, to: &key) }
        return key
    }

    private func part(of row: LakeRow) -> String {
        table.part(of: table.time.flatMap { row.page.columns[$0].integer(row.row) })
    }

    /// How many rows belong to no range any more.
    var goneCount: Int {
        entries.values.count { $0.ids.isEmpty } + nameless.count { $0.ids.isEmpty }
    }

    /// The files that are to be written, with all of their rows.
    func changed() -> [(part: String, rows: [LakeRow])] {
        var parts: [String: [LakeRow]] = [:]
        for part in touched { parts[part] = [] }
        for entry in Array(entries.values) + nameless where !entry.ids.isEmpty {
            let part = part(of: entry.row)
            guard touched.contains(part) else { continue }
            parts[part]?.append(row(entry))
        }
        return parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// With the list of its ranges as its last column.
    private func row(_ entry: Entry) -> LakeRow {
        let own = entry.row
        let columns = table.table.listed.indices.map { own.page.columns[$0].picking([own.row]) }
        let list = entry.ids.sorted().map(String.init).joined(separator: " ")
        var page = Page(count: 1, columns: columns + [.text([list])])
        page.isUTF8 = own.page.isUTF8
        return LakeRow(page: page, row: 0)
    }
}

extension Vector {
    /// The ranges that a row of a file lists.
    func ids(_ row: Int) -> Set<Int64> {
        Set((string(row) ?? "").split(separator: " ").compactMap { Int64($0) })
    }
}
