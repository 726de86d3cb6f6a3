import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLParquet
import WorkQLSyntax
import WorkQLTime

/// Collects the values of one column of a row group.
struct ParquetColumnBuilder {
    private let name: String
    /// The type; nil until the values of the first row group have determined it.
    private var type: ColumnType?
    private var integers: [Int64] = []
    private var reals: [Double] = []
    private var offsets: [UInt32] = [0]
    private var texts: [UInt8] = []
    /// The values of a column whose type is not known yet.
    private var values: [RowValue] = []
    private var validity: [UInt8] = []
    private var hasNull = false

    /// - Parameter type: the type; nil if the values determine it.
    init(name: String, type: ColumnType?) {
        self.name = name
        self.type = type
    }

    var textBytes: Int { texts.count }

    /// - Parameter number: the number of the row, for messages.
    mutating func append(_ row: ResultRow, _ column: Int, number: Int) throws {
        guard let type else {
            values.append(Self.value(row, column))
            return
        }
        try append(row, column, as: type, number: number)
    }

    private mutating func append(
        _ row: ResultRow, _ column: Int, as type: ColumnType, number: Int
    ) throws {
        let kind = row.kind(column)
        validity.append(kind == .null ? 0 : 1)
        hasNull = hasNull || kind == .null
        switch type {
        case .integer, .boolean, .timestamp:
            guard kind != .null else {
                integers.append(0)
                return
            }
            guard let value = Self.integer(row, column, type) else {
                throw misfit(row, column, number)
            }
            integers.append(value)
        case .real:
            guard kind == .null || kind == .integer || kind == .real else {
                throw misfit(row, column, number)
            }
            reals.append(row.real(column))
        case .text, .json, .date, .time:
            if kind == .blob {
                row.withText(column) { texts.appendHexadecimal($0) }
            } else if kind != .null {
                row.withText(column) { text in
                    if row.isUTF8(column) {
                        texts.append(contentsOf: text)
                    } else {
                        texts.appendRepaired(text)
                    }
                }
            }
            offsets.append(UInt32(texts.count))
        }
    }

    /// Returns the value as a column of integers, booleans or instants stores it; nil if it cannot.
    private static func integer(_ row: ResultRow, _ column: Int, _ type: ColumnType) -> Int64? {
        switch (CellValue(row, column, type: type), type) {
        case (.integer(let value), .integer): value
        case (.real(let value), .integer): Int64(exactly: value)
        case (.boolean(let value), _): value ? 1 : 0
        case (.timestamp(let instant), _): instant.milliseconds
        default: nil
        }
    }

    private func misfit(_ row: ResultRow, _ column: Int, _ number: Int) -> UserError {
        let value = row.withText(column) { String(decoding: $0.prefix(40), as: UTF8.self) }
        return UserError(
            .output,
            "row \(number) has \"\(value.neutralized)\" in the \(type?.rawValue ?? "") column"
                + " \(name.neutralized)",
            help: "a column of Parquet has one type; CAST(… AS text) holds every value")
    }

    static func failure(_ error: ParquetError) -> UserError {
        guard case .unsupported(let what) = error else {
            return UserError(.output, "writing parquet failed: \(error)")
        }
        return UserError(
            .output, "Parquet does not hold \(what.neutralized)",
            help: "CAST(… AS text) holds every value")
    }

    /// Returns the column of the current row group, and begins the next row group.
    mutating func take() throws -> ParquetColumn {
        let type = self.type ?? Self.type(of: values)
        self.type = type
        let untyped = values
        values = []
        for (index, value) in untyped.enumerated() {
            let cells = RowCells([value])
            try append(cells.row, 0, as: type, number: index + 1)
            withExtendedLifetime(cells) {}
        }
        let valid = Validity(bytes: hasNull ? validity : [])
        let count = validity.count
        let vector: Vector =
            switch type {
            case .integer, .boolean, .timestamp: .integers(integers, valid)
            case .real: .reals(reals, valid)
            case .text, .json, .date, .time:
                .text(TextVector(offsets: offsets, bytes: texts, validity: valid))
            }
        (validity, hasNull) = ([], false)
        (integers, reals, offsets, texts) = ([], [], [0], [])
        do {
            return try ParquetColumn(vector, name: name, type: type, count: count)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func value(_ row: ResultRow, _ column: Int) -> RowValue {
        switch row.kind(column) {
        case .null: .null
        case .integer: .integer(row.integer(column))
        case .real: .real(row.real(column))
        case .text: row.withText(column) { .text(Array($0)) }
        case .blob: row.withText(column) { .blob(Array($0)) }
        }
    }

    /// Returns the type that can represent all of the values without changing them.
    private static func type(of values: [RowValue]) -> ColumnType {
        var type: ColumnType?
        for value in values {
            switch value {
            case .null: break
            case .integer: type = type ?? .integer
            case .real: type = .real
            case .text, .blob: return .text
            }
        }
        return type ?? .text
    }
}
