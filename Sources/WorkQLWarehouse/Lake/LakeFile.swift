import Foundation
import WorkQL
import WorkQLOutput
import WorkQLPages
import WorkQLParquet
import WorkQLSyntax
import WorkQLTime

/// A Parquet file of a lake: columns of the language's types, read and written whole.
struct LakeFile: Sendable {
    struct Column: Equatable, Sendable {
        var name: String
        var type: ColumnType
    }

    let path: String
    let columns: [Column]

    /// Of a row group.
    private static let maximumRows = 100_000

    /// Its rows, a page for each row group; none where there is no file. A column that it does not have
    /// is NULL.
    func pages() throws -> [Page] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return [] }
        guard descriptor >= 0 else { throw failure("reading", errno) }
        defer { close(descriptor) }
        do {
            let reader = try ParquetReader(ParquetFile(descriptor: descriptor))
            return try reader.rowGroups.indices.map { try page($0, reader) }
        } catch let error as ParquetError {
            throw UserError(
                .differs, "\(path) is not a file that sync wrote: \(error)",
                help: "move it away, and sync again")
        }
    }

    /// In bytes; nil where there is no file.
    var size: Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Whether it is a Parquet file as far as its end says.
    var isReadable: Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return (try? ParquetReader(ParquetFile(descriptor: descriptor))) != nil
    }

    /// Removes a file without rows that anybody could read: it was cut off.
    func removeIfDamaged() throws {
        guard size != nil, !isReadable else { return }
        if unlink(path) != 0, errno != ENOENT { throw failure("removing", errno) }
    }

    private func page(_ group: Int, _ reader: ParquetReader) throws -> Page {
        let count = reader.rowGroups[group].rowCount
        let fields = columns.map { column in
            reader.fields.firstIndex { $0.name == column.name }
        }
        let found = try reader.read(rowGroup: group, fields: fields.compactMap(\.self))
        var next = 0
        let vectors = try zip(columns, fields).map { column, field -> Vector in
            guard field != nil else { return .constant(nil) }
            defer { next += 1 }
            guard let vector = found[next].vector(of: column.type) else {
                throw UserError(
                    .differs, "the column \(column.name) of \(path) has another type",
                    help: "sync into another folder")
            }
            return vector
        }
        var page = Page(count: count, columns: vectors)
        page.isUTF8 = true
        return page
    }

    /// Writes rows in the place of what is there, whole or not at all; without any, there is no file.
    ///
    /// - Parameters:
    ///   - rows: of pages with these columns, in their order.
    ///   - sorting: the index of the column by which they ascend.
    func write(_ rows: [LakeRow], sortedBy sorting: Int?, keepsEmpty: Bool = false) throws {
        guard !rows.isEmpty || keepsEmpty else {
            if unlink(path) != 0, errno != ENOENT { throw failure("removing", errno) }
            return
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch { throw failure("writing", errno) }
        let file: FileDestination
        do { file = try FileDestination(path: path) } catch {
            throw UserError(.refused, error.message, help: error.help)
        }
        do {
            var writer = ParquetWriter(
                columns: columns.map { .init(name: $0.name, type: $0.type.parquetType) },
                createdBy: "workql version \(ProgramVersion.number) (build 1)",
                sorting: sorting.map { ($0, false) })
            for start in stride(from: 0, to: rows.count, by: Self.maximumRows) {
                let part = rows[start..<min(start + Self.maximumRows, rows.count)]
                let own = try columns.enumerated().map { index, column in
                    try ParquetColumn(
                        Vector(part.map { ($0.page.columns[index], $0.row) }, of: column.type),
                        name: column.name, type: column.type, count: part.count)
                }
                try put(writer.encode(own), file)
            }
            try put(writer.finish(), file)
        } catch {
            file.discard()
            throw error
        }
        do { try file.commit() } catch {
            throw UserError(.refused, error.message, help: error.help)
        }
        // The name is there after a loss of power too.
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }

    private func put(_ bytes: [UInt8], _ file: FileDestination) throws {
        let number = bytes.withUnsafeBytes { Output.write($0, to: file.descriptor) }
        if let number {
            throw failure("writing", number)
        }
    }

    private func failure(_ doing: String, _ number: Int32) -> UserError {
        UserError(.refused, "\(doing) \(path) failed: \(systemMessage(number))")
    }
}

/// One row of a page.
struct LakeRow: Sendable {
    var page: Page
    var row: Int
}

extension ColumnType {
    fileprivate var parquetType: ParquetType {
        switch self {
        case .text: .text
        case .integer: .integer
        case .real: .real
        case .boolean: .boolean
        case .timestamp: .timestamp(.millis, utc: true)
        case .date: .date
        case .time: .time(.millis)
        case .json: .json
        }
    }
}

extension ParquetColumn {
    /// nil where the column is of another type.
    fileprivate func vector(of type: ColumnType) -> Vector? {
        let isValid = validity
        func optional<Value>(_ values: [Value]) -> [Value?] {
            values.enumerated().map { isValid?[$0] == false ? nil : $1 }
        }
        switch (values, type) {
        case (.booleans(let values), .boolean):
            return .integers(optional(values.map { $0 ? 1 : 0 }))
        case (.integers(let values), .integer), (.integers(let values), .timestamp):
            return .integers(optional(values))
        case (.reals(let values), .real): return .reals(optional(values))
        case (.bytes(let texts), .text), (.bytes(let texts), .json):
            return .text(optional((0..<texts.count).map { texts.text(at: $0) }))
        case (.dictionary(let codes, let entries), .text),
            (.dictionary(let codes, let entries), .json):
            let words = (0..<entries.count).map { entries.text(at: $0) }
            return .text(
                codes.enumerated().map { isValid?[$0] == false ? nil : words[Int($1)] })
        default: return nil
        }
    }
}
