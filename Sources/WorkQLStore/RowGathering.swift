import WorkQLCatalog
import WorkQLPages
import WorkQLParquet

/// A collector of the values of rows of several pages, in a given order.
struct RowGathering {
    /// Adjacent rows of one page.
    struct Run {
        var page: Int
        var rows: Range<Int>
    }

    let pages: [Page]
    let runs: [Run]

    func column(_ index: Int, _ column: Column) -> ParquetColumn {
        let coded = pages.map { $0.columns[index] }
        if column.type.stored == .bytes, let values = dictionary(coded) {
            return ParquetColumn(
                name: column.name, type: column.type.stored, values: values,
                validity: validity(coded, column.type))
        }
        let vectors = coded.map { vector in
            if case .dictionary(let texts) = vector { Vector.text(texts.spread) } else { vector }
        }
        let values: ParquetColumn.Values =
            switch column.type {
            case .integer, .boolean, .timestamp: .integers(integers(vectors))
            case .real: .reals(reals(vectors))
            case .text, .date, .time, .json: .bytes(texts(vectors))
            }
        return ParquetColumn(
            name: column.name, type: column.type.stored, values: values,
            validity: validity(vectors, column.type))
    }

    private var count: Int { runs.reduce(0) { $0 + $1.rows.count } }

    /// Returns the rows' codes in a dictionary of all pages, if all vectors have dictionaries or no
    /// values, and these combine into a useful one. Reads each page's entries, and none of the
    /// rows' texts.
    private func dictionary(_ vectors: [Vector]) -> ParquetColumn.Values? {
        let areCoded = vectors.allSatisfy { vector in
            switch vector {
            case .dictionary, .constant(nil): true
            default: false
            }
        }
        guard areCoded else { return nil }
        let count = count
        var distinct = DistinctBytes(rows: count)
        // For each page, the new codes of its entries, as far as they have been assigned.
        var known = vectors.map { vector -> [Int32] in
            guard case .dictionary(let texts) = vector else { return [] }
            return Array(repeating: -1, count: texts.entries.offsets.count - 1)
        }
        var codes: [Int32] = []
        codes.reserveCapacity(count)
        for run in runs {
            guard case .dictionary(let texts) = vectors[run.page] else {
                codes.append(contentsOf: repeatElement(0, count: run.rows.count))
                continue
            }
            for row in run.rows {
                if texts.validity.isNull(row) {
                    codes.append(0)
                    continue
                }
                let own = Int(texts.codes[row])
                var code = known[run.page][own]
                if code < 0 {
                    let entries = texts.entries
                    let range = Int(entries.offsets[own])..<Int(entries.offsets[own + 1])
                    guard let new = distinct.code(of: range, in: entries.bytes) else { return nil }
                    code = Int32(new)
                    known[run.page][own] = code
                }
                codes.append(code)
            }
        }
        return .dictionary(codes: codes, entries: distinct.entries)
    }

    private func integers(_ vectors: [Vector]) -> [Int64] {
        var values: [Int64] = []
        values.reserveCapacity(count)
        for run in runs {
            switch vectors[run.page] {
            case .integers(let integers, _): values.append(contentsOf: integers[run.rows])
            case let vector:
                let value = vector.anyInteger
                for _ in run.rows { values.append(value ?? 0) }
            }
        }
        return values
    }

    private func reals(_ vectors: [Vector]) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(count)
        for run in runs {
            if case .reals(let reals, _) = vectors[run.page] {
                values.append(contentsOf: reals[run.rows])
            } else {
                for _ in run.rows { values.append(0) }
            }
        }
        return values
    }

    private func texts(_ vectors: [Vector]) -> ParquetBytes {
        var texts = ParquetBytes()
        texts.offsets.reserveCapacity(count + 1)
        for run in runs {
            switch vectors[run.page] {
            case .text(let vector):
                let start = Int(vector.offsets[run.rows.lowerBound])
                let end = Int(vector.offsets[run.rows.upperBound])
                let shift = texts.data.count - start
                texts.data.append(contentsOf: vector.bytes[start..<end])
                for row in run.rows { texts.offsets.append(Int(vector.offsets[row + 1]) + shift) }
            case .constant(let value?):
                let bytes = Array(value.description.utf8)
                for _ in run.rows { texts.append(bytes) }
            case .constant(nil), .integers, .reals, .dictionary:
                for _ in run.rows { texts.append([]) }
            }
        }
        return texts
    }

    /// Returns which rows are not NULL; nil if no row is NULL.
    private func validity(_ vectors: [Vector], _ type: ColumnType) -> [Bool]? {
        guard vectors.contains(where: { $0.nulls(as: type) != .none }) else { return nil }
        var valid: [Bool] = []
        valid.reserveCapacity(count)
        for run in runs {
            let vector = vectors[run.page]
            switch vector.nulls(as: type) {
            case .none: valid.append(contentsOf: repeatElement(true, count: run.rows.count))
            case .all: valid.append(contentsOf: repeatElement(false, count: run.rows.count))
            case .some: for row in run.rows { valid.append(!vector.isNull(row)) }
            }
        }
        return valid.contains(false) ? valid : nil
    }
}

extension Vector {
    fileprivate enum Nulls { case none, some, all }

    /// Returns which rows are NULL in a column of a type.
    fileprivate func nulls(as type: ColumnType) -> Nulls {
        switch (self, type) {
        case (.integers(_, let validity), .integer), (.integers(_, let validity), .boolean),
            (.integers(_, let validity), .timestamp), (.reals(_, let validity), .real):
            validity.bytes.isEmpty ? .none : .some
        case (.text(let texts), .text), (.text(let texts), .date), (.text(let texts), .time),
            (.text(let texts), .json):
            texts.validity.bytes.isEmpty ? .none : .some
        case (.dictionary(let texts), .text), (.dictionary(let texts), .date),
            (.dictionary(let texts), .time), (.dictionary(let texts), .json):
            texts.validity.bytes.isEmpty ? .none : .some
        case (.constant(_?), .text), (.constant(_?), .date), (.constant(_?), .time),
            (.constant(_?), .json):
            .none
        case (.constant(_?), .integer), (.constant(_?), .boolean), (.constant(_?), .timestamp):
            anyInteger == nil ? .all : .none
        default: .all
        }
    }

    /// The integer of a constant, even if it is stored as text.
    fileprivate var anyInteger: Int64? {
        switch self {
        case .constant(.integer(let value)): value
        case .constant(.text(let text)): Int64(text)
        default: nil
        }
    }
}
