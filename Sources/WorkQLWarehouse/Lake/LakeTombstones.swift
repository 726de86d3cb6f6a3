import WorkQLPages
import WorkQLStore

/// What was forgotten in a folder: `_forgotten.parquet`.
struct LakeTombstones {
    struct Entry: Hashable {
        var tombstone: Tombstone
        /// Whether the files have none of the rows any more: else a run ended in the middle.
        var isDone: Bool
    }

    var entries: [Entry]
    private let file: LakeFile

    init(folder: String) throws {
        file = LakeFile(
            path: folder + "/_forgotten.parquet",
            columns: [
                .init(name: "source", type: .text), .init(name: "column", type: .text),
                .init(name: "salt", type: .text), .init(name: "key", type: .text),
                .init(name: "since", type: .timestamp), .init(name: "until", type: .timestamp),
                .init(name: "forgotten", type: .timestamp), .init(name: "done", type: .boolean),
            ])
        entries = try file.pages().flatMap { page in
            (0..<page.count).compactMap { row in
                let since = page.columns[4].integer(row) ?? .min
                let until = page.columns[5].integer(row) ?? .max
                guard let source = page.columns[0].string(row),
                    let column = page.columns[1].string(row),
                    let salt = page.columns[2].string(row), let key = page.columns[3].string(row),
                    let forgotten = page.columns[6].integer(row), since <= until
                else { return nil }
                return Entry(
                    tombstone: Tombstone(
                        source: source, column: column, salt: salt, key: key,
                        instants: since..<until, forgotten: forgotten / 1000),
                    isDone: page.columns[7].integer(row) == 1)
            }
        }
    }

    /// Adds marks that are not done yet, in place of those that they include.
    mutating func add(_ tombstones: [Tombstone]) {
        for new in tombstones {
            entries.removeAll { entry in
                let old = entry.tombstone
                return old.source == new.source && old.column == new.column && old.salt == new.salt
                    && old.key == new.key && old.instants.clamped(to: new.instants) == old.instants
                    && old.forgotten <= new.forgotten
            }
            entries.append(Entry(tombstone: new, isDone: false))
        }
    }

    func write() throws {
        let marks = entries.map(\.tombstone)
        guard !marks.isEmpty else { return }
        var page = Page(
            count: marks.count,
            columns: [
                .text(marks.map(\.source)), .text(marks.map(\.column)), .text(marks.map(\.salt)),
                .text(marks.map(\.key)),
                .integers(
                    marks.map { $0.instants.lowerBound == .min ? nil : $0.instants.lowerBound }),
                .integers(
                    marks.map { $0.instants.upperBound == .max ? nil : $0.instants.upperBound }),
                .integers(marks.map { $0.forgotten * 1000 }),
                .integers(entries.map { $0.isDone ? 1 : 0 }),
            ])
        page.isUTF8 = true
        try file.write(
            marks.indices.map { LakeRow(page: page, row: $0) }, sortedBy: nil)
    }
}
