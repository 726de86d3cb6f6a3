import Foundation
import WorkQLPages
package import WorkQLParquet
import WorkQLSyntax

/// The rows of one or several Parquet files, which are read when a statement needs them: only the
/// columns that it uses, of the row groups that may contain wanted rows.
package final class ParquetTable: Sendable {
    /// A row group of one of the files.
    package struct Group: Sendable {
        package let part: Int
        package let index: Int
        package let rowCount: Int
        /// The index of its first row in the table.
        package let firstRow: Int64
    }

    package struct Part: Sendable {
        package let name: String
        package let reader: ParquetReader
        /// The index of the field in the file for each of the table's columns.
        package let fields: [Int]
    }

    package let parts: [Part]
    package let groups: [Group]
    package let rowCount: Int

    init(_ parts: [Part]) {
        self.parts = parts
        var groups: [Group] = []
        var rows: Int64 = 0
        for (part, content) in parts.enumerated() {
            for (index, group) in content.reader.rowGroups.enumerated() where group.rowCount > 0 {
                groups.append(
                    Group(part: part, index: index, rowCount: group.rowCount, firstRow: rows))
                rows += Int64(group.rowCount)
            }
        }
        self.groups = groups
        rowCount = Int(rows)
    }
}

extension FileTable {
    /// - Parameter contents: the contents of a pipe, which has no random access.
    static func parquet(
        _ source: FileSource, contents: FileText?
    ) throws(UserError) -> FileTable {
        do throws(ParquetError) {
            let reader =
                if let contents {
                    try ParquetReader(ParquetMemory(contents.bytes))
                } else {
                    try ParquetReader(try OpenFile(source))
                }
            let fields = reader.fields
            guard fields.count <= CellStore.maxColumns else {
                throw .unsupported("more than \(CellStore.maxColumns) columns")
            }
            let names = FileHeader.distinct(fields.map(\.name))
            let seen = fields.indices.map(reader.seenTexts)
            let columns = fields.indices.map { index in
                Column(
                    name: names[index], type: fields[index].type.columnType,
                    isPadded: seen[index]?.contains(.padded) ?? false,
                    isEmpty: fields[index].isUntyped,
                    hasNull: reader.hasNull(field: index))
            }
            return FileTable(
                columns: columns,
                notes: FileNote.instants(reader.guessedInstants, in: source.name)
                    + FileNote.texts(names, seen, in: source.name)
                    + FileNote.tallies(
                        names, fields.indices.map(reader.tally), in: source.name),
                parquet: ParquetTable([
                    .init(name: source.name, reader: reader, fields: Array(fields.indices))
                ]))
        } catch {
            throw UserError(error, in: source.name)
        }
    }

    /// A file that remains open as long as it is referenced.
    private final class OpenFile: ParquetSource {
        private let file: ParquetFile
        private let descriptor: Int32

        init(_ source: FileSource) throws(ParquetError) {
            let descriptor: Int32
            do throws(UserError) { descriptor = try source.open() } catch {
                throw .unsupported(error.message)
            }
            self.descriptor = descriptor
            do throws(ParquetError) { file = try ParquetFile(descriptor: descriptor) } catch {
                close(descriptor)
                throw error
            }
        }

        deinit { close(descriptor) }

        var size: Int { file.size }

        func read(at offset: Int, count: Int) throws(ParquetError) -> ArraySlice<UInt8> {
            try file.read(at: offset, count: count)
        }
    }
}

extension ParquetReader {
    /// Returns the types of the values in a column of texts, as far as the minimum and maximum of
    /// each row group show; nil for other columns, and if the file does not contain them.
    fileprivate func seenTexts(field: Int) -> SeenTypes? {
        guard fields[field].type.columnType == .text else { return nil }
        var seen: SeenTypes = []
        for (index, group) in rowGroups.enumerated() where group.rowCount > 0 {
            if nullCount(ofField: field, inRowGroup: index) == group.rowCount { continue }
            guard case .bytes(let least, let greatest)? = bounds(ofField: field, inRowGroup: index)
            else { return nil }
            for bytes in [least, greatest] {
                bytes.withUnsafeBufferPointer { seen.take(SeenTypes(delimited: $0[...])) }
            }
        }
        return seen
    }

    /// Returns the readings of the same values.
    fileprivate func tally(field: Int) -> ColumnTally? {
        guard fields[field].type.columnType == .text else { return nil }
        var tally = ColumnTally()
        for (index, group) in rowGroups.enumerated() where group.rowCount > 0 {
            guard case .bytes(let least, let greatest)? = bounds(ofField: field, inRowGroup: index)
            else { continue }
            for bytes in [least, greatest] {
                bytes.withUnsafeBufferPointer { tally.add($0[...], nil) { "" } }
            }
        }
        return tally
    }

    fileprivate func hasNull(field: Int) -> Bool {
        rowGroups.indices.contains { (nullCount(ofField: field, inRowGroup: $0) ?? 0) > 0 }
    }
}

extension FileNote {
    /// Returns a note on times of a writer of which it is not known whether it converts them to UTC.
    fileprivate static func instants(_ names: [String], in file: String) -> [FileNote] {
        guard let first = names.first else { return [] }
        return [
            FileNote(
                message: "\(file): the times in \(names.listed) are read as UTC, which INT96 does "
                    + "not say",
                help: "if they are local times, subtract the zone's offset: \(first) - 8h")
        ]
    }

    /// Returns notes on columns of texts that look like dates or times. Texts of Parquet remain
    /// text, so dates among them are compared by their characters.
    fileprivate static func texts(
        _ names: [String], _ seen: [SeenTypes?], in file: String
    ) -> [FileNote] {
        var columns: [ColumnType: [String]] = [:]
        for (name, seen) in zip(names, seen) {
            guard let seen, let type = seen.typeWithoutNearValues ?? Optional(seen.type),
                [.date, .time, .timestamp].contains(type)
            else { continue }
            columns[type, default: []].append(name)
        }
        let kinds: [(ColumnType, String)] = [
            (.date, "dates"), (.timestamp, "dates with times"), (.time, "times of day"),
        ]
        return kinds.compactMap { type, title in
            guard let names = columns[type], let first = names.first else { return nil }
            return FileNote(
                message: "\(file): the \(title) in \(names.listed) are text, and are compared "
                    + "character by character",
                help: "write CAST(\(first) AS \(type.rawValue))")
        }
    }
}

extension FileNote {
    /// Returns notes on columns of texts that look like numbers, or like days of eight digits.
    fileprivate static func tallies(
        _ names: [String], _ tallies: [ColumnTally?], in file: String
    ) -> [FileNote] {
        zip(names, tallies).compactMap { name, tally in
            guard let tally, tally.total > 0 else { return nil }
            let what: String
            if tally.count(.packedDay) == tally.total {
                what = "dates"
            } else if tally.count(.integer, .packedDay, .real) == tally.total,
                tally.differsInOrder, !HeaderWords.isIdentifier(name)
            {
                what = "numbers"
            } else {
                return nil
            }
            let type = tally.count(.real) > 0 ? "real" : "integer"
            return FileNote(
                message: "\(file): the \(what) in \(name) are text, and are compared character by "
                    + "character",
                help: what == "dates"
                    ? "write a date as '\(tally.first[.packedDay]?.value ?? "")'"
                    : "write CAST(\(name) AS \(type))")
        }
    }
}

extension UserError {
    package init(_ error: ParquetError, in name: String) {
        let help: String? =
            switch error {
            case .unsupported(let what) where what.hasPrefix("bytes "):
                "the column is skipped if the statement does not use it"
            case .unsupported, .notParquet, .truncated, .malformed, .checksum: nil
            }
        self.init(.malformedFile, "\(name) \(error.predicate)".neutralized, help: help)
    }
}
