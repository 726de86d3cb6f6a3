import WorkQLFiles
import WorkQLSQLite
import sqlite3

/// Parquet files as a virtual table of SQLite.
///
/// SQLite passes the columns that a statement reads and the values it compares them with: only
/// these columns are read, and only of row groups whose minimum and maximum values allow a match.
/// SQLite checks each row itself.
enum ParquetModule {
    /// Registers the files under a name.
    static func register(
        _ scan: ParquetScan, as name: String, on connection: Connection
    ) throws(SQLiteError) {
        let columns = scan.columns.map { "\(FileTable.quoted($0.name)) \($0.type.affinity)" }
        let table = VirtualTable(
            columns: columns.joined(separator: ", "),
            column: { cursor, result, column in
                ParquetCursor.pass(cursor, to: result) { $0.report(Int(column), to: $1) }
            },
            plan: { information in
                scan.read(information.pointee.colUsed)
                return plan(information, rows: scan.table.rowCount)
            }, open: { ParquetCursor(scan) })
        try connection.register(table, as: name)
    }
}

extension ParquetCursor: VirtualCursor {
    func begin(
        _ index: Int32, _ text: UnsafePointer<CChar>?, _ values: UnsafeBufferPointer<OpaquePointer?>
    ) -> Bool {
        begin(
            ParquetModule.conditions(text, values), lookup: index == 0 ? nil : Int(index) - 1)
    }
}

// MARK: Conditions

extension ParquetModule {
    /// Takes the comparisons that minimum and maximum values may decide. Their values are passed at
    /// the start of a pass; their columns, operators and whether they compare bytes in a text:
    /// `3:0:1 5:2:0`.
    ///
    /// The rows of a list (`IN`) are read in the order of the file, and not value by value.
    private static func plan(
        _ information: UnsafeMutablePointer<sqlite3_index_info>, rows: Int
    ) -> Int32 {
        var taken: [String] = []
        var lookup: Int32 = 0
        for index in 0..<Int(information.pointee.nConstraint) {
            let constraint = information.pointee.aConstraint[index]
            guard constraint.usable != 0, constraint.iColumn >= 0,
                let comparison = ParquetRange.Comparison(constraint: Int32(constraint.op)),
                sqlite3_vtab_in(information, Int32(index), -1) == 0
            else { continue }
            let collation = sqlite3_vtab_collation(information, Int32(index))
                .map { String(cString: $0) }
            let isBinary = collation == "BINARY"
            taken.append("\(constraint.iColumn):\(comparison.rawValue):\(isBinary ? 1 : 0)")
            information.pointee.aConstraintUsage[index].argvIndex = Int32(taken.count)
            var value: OpaquePointer?
            // If the value is known, the rows are read once.
            if comparison == .equal, lookup == 0,
                isBinary || collation?.uppercased() == "NOCASE",
                sqlite3_vtab_rhs_value(information, Int32(index), &value) != SQLITE_OK
            {
                lookup = Int32(taken.count)
            }
        }
        let text = taken.joined(separator: " ")
        let copy = text.withCString { source -> UnsafeMutablePointer<CChar>? in
            let size = text.utf8.count + 1
            guard let memory = sqlite3_malloc(Int32(size)) else { return nil }
            memory.copyMemory(from: source, byteCount: size)
            return memory.assumingMemoryBound(to: CChar.self)
        }
        guard let copy else { return SQLITE_NOMEM }
        information.pointee.idxStr = copy
        information.pointee.needToFreeIdxStr = 1
        information.pointee.idxNum = lookup
        let all = Double(max(rows, 1))
        information.pointee.estimatedCost =
            lookup > 0 ? min(all, 50) : taken.isEmpty ? all : all * 0.75
        information.pointee.estimatedRows =
            lookup > 0 ? min(Int64(rows), 10) : Int64(taken.isEmpty ? all : max(1, all * 0.25))
        return SQLITE_OK
    }

    fileprivate static func conditions(
        _ text: UnsafePointer<CChar>?, _ values: UnsafeBufferPointer<OpaquePointer?>
    ) -> [ParquetCursor.Condition] {
        guard let text else { return [] }
        let words = String(cString: text).split(separator: " ")
        return words.prefix(values.count).enumerated().compactMap {
            index, word in
            let parts = word.split(separator: ":").compactMap { Int32($0) }
            guard parts.count == 3, let comparison = ParquetRange.Comparison(rawValue: parts[1])
            else { return nil }
            let operand = values[index].map { self.operand($0) } ?? .other
            return ParquetCursor.Condition(
                column: Int(parts[0]), comparison: comparison, operand: operand,
                isBinary: parts[2] == 1)
        }
    }

    private static func operand(_ value: OpaquePointer) -> ParquetRange.Operand {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER, SQLITE_FLOAT: return .number(sqlite3_value_double(value))
        case SQLITE_TEXT:
            let count = Int(sqlite3_value_bytes(value))
            guard let start = sqlite3_value_text(value) else { return .other }
            return .text(Array(UnsafeBufferPointer(start: start, count: count)))
        default: return .other
        }
    }
}

extension ParquetRange.Comparison {
    fileprivate init?(constraint: Int32) {
        switch constraint {
        case SQLITE_INDEX_CONSTRAINT_EQ: self = .equal
        case SQLITE_INDEX_CONSTRAINT_GT: self = .greater
        case SQLITE_INDEX_CONSTRAINT_GE: self = .atLeast
        case SQLITE_INDEX_CONSTRAINT_LT: self = .less
        case SQLITE_INDEX_CONSTRAINT_LE: self = .atMost
        case SQLITE_INDEX_CONSTRAINT_ISNULL: self = .isNull
        case SQLITE_INDEX_CONSTRAINT_ISNOTNULL: self = .isNotNull
        default: return nil
        }
    }
}
