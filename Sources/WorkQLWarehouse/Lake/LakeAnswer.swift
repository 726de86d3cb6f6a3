import Foundation
import WorkQL
import WorkQLOutput
import WorkQLPages
import WorkQLParquet
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// The file of a query's answer, whose columns are those of the answer.
struct LakeAnswer {
    let path: String

    /// Writes the file without some rows.
    ///
    /// - Returns: how many those are; nil where it does not have their column.
    func remove(_ rows: ForgottenRows) throws -> Int? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        do {
            let reader = try ParquetReader(ParquetFile(descriptor: descriptor))
            let column = reader.fields.firstIndex { $0.name == rows.column }
            guard column != nil || rows.isAll else { return nil }
            var lookup = ForgottenRows.Lookup(rows)
            let groups = try reader.rowGroups.indices.map { group -> [ParquetColumn] in
                let columns = try reader.read(
                    rowGroup: group, fields: Array(reader.fields.indices))
                let kept = (0..<reader.rowGroups[group].rowCount).filter { row in
                    let value = column.flatMap { columns[$0].scalar(row) }
                    return !rows.isAll && value.map { lookup.contains($0) } != true
                }
                return columns.map { $0.picking(kept) }
            }
            let count = groups.reduce(0) { $0 + ($1.first?.count ?? 0) }
            guard count < reader.rowCount else { return 0 }
            try write(groups, reader.fields)
            return reader.rowCount - count
        } catch let error as ParquetError {
            throw UserError(
                .differs, "\(path) is not a file that sync wrote: \(error)",
                help: "move it away, and sync again")
        }
    }

    private func write(_ groups: [[ParquetColumn]], _ fields: [ParquetReader.Field]) throws {
        let file: FileDestination
        do { file = try FileDestination(path: path) } catch {
            throw UserError(.refused, error.message, help: error.help)
        }
        do {
            var writer = ParquetWriter(
                columns: fields.map { .init(name: $0.name, type: $0.type) },
                createdBy: "workql version \(ProgramVersion.number) (build 1)")
            for columns in groups where columns.first?.count ?? 0 > 0 {
                try put(writer.encode(columns), file)
            }
            try put(writer.finish(), file)
        } catch {
            file.discard()
            throw error
        }
        do { try file.commit() } catch {
            throw UserError(.refused, error.message, help: error.help)
        }
    }

    private func put(_ bytes: [UInt8], _ file: FileDestination) throws {
        let number = bytes.withUnsafeBytes { Output.write($0, to: file.descriptor) }
        if let number { throw failure(number) }
    }

    private func failure(_ number: Int32) -> UserError {
        UserError(.refused, "writing \(path) failed: \(systemMessage(number))")
    }
}

extension ParquetColumn {
    /// A value of a text or an integer.
    fileprivate func scalar(_ row: Int) -> Scalar? {
        guard !isNull(at: row) else { return nil }
        return switch values {
        case .integers(let values): .integer(values[row])
        case .bytes(let texts): .text(texts.text(at: row))
        case .dictionary(let codes, let entries): .text(entries.text(at: Int(codes[row])))
        case .booleans, .reals: nil
        }
    }

    fileprivate func picking(_ rows: [Int]) -> ParquetColumn {
        let kept: Values =
            switch values {
            case .booleans(let values): .booleans(rows.map { values[$0] })
            case .integers(let values): .integers(rows.map { values[$0] })
            case .reals(let values): .reals(rows.map { values[$0] })
            case .bytes(let texts): .bytes(ParquetBytes(texts: rows.map { texts.text(at: $0) }))
            case .dictionary(let codes, let entries):
                // Entries of rows that are gone would stay in the file.
                .bytes(
                    ParquetBytes(
                        texts: rows.map { row in
                            isNull(at: row) ? "" : entries.text(at: Int(codes[row]))
                        }))
            }
        return ParquetColumn(
            name: name, type: type, values: kept,
            validity: validity.map { validity in rows.map { validity[$0] } })
    }
}
