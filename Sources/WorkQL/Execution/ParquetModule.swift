import WorkQLFiles
import WorkQLSQLite
import sqlite3

/// Parquet files as a virtual table of SQLite, without a CREATE statement: the name of the module
/// is the name of the table.
///
/// SQLite passes the columns that a statement reads and the values it compares them with: only
/// these columns are read, and only of row groups whose minimum and maximum values allow a match.
/// SQLite checks each row itself.
enum ParquetModule {
    private struct VirtualTable {
        var base: sqlite3_vtab
        var scan: Unmanaged<ParquetScan>
    }

    private struct Cursor {
        var base: sqlite3_vtab_cursor
        var cursor: Unmanaged<ParquetCursor>
    }

    private struct Context {
        var module: sqlite3_module
        var scan: Unmanaged<ParquetScan>
    }

    /// Registers the files under a name. SQLite frees the module together with the scan.
    static func register(
        _ scan: ParquetScan, as name: String, on connection: OpaquePointer
    ) -> Int32 {
        let context = UnsafeMutablePointer<Context>.allocate(capacity: 1)
        context.initialize(to: Context(module: module, scan: Unmanaged.passRetained(scan)))
        return withUnsafeMutablePointer(to: &context.pointee.module) { module in
            sqlite3_create_module_v2(connection, name, module, context) { pointer in
                guard let pointer else { return }
                let context = pointer.assumingMemoryBound(to: Context.self)
                context.pointee.scan.release()
                context.deinitialize(count: 1)
                context.deallocate()
            }
        }
    }

    private static var module: sqlite3_module {
        var module = sqlite3_module()
        module.iVersion = 1
        module.xConnect = { connection, context, _, _, result, _ in
            guard let connection, let context, let result else { return SQLITE_ERROR }
            let scan = context.assumingMemoryBound(to: Context.self).pointee.scan
            let code = sqlite3_declare_vtab(
                connection, ParquetModule.declaration(scan.takeUnretainedValue().columns))
            guard code == SQLITE_OK else { return code }
            let table = UnsafeMutablePointer<VirtualTable>.allocate(capacity: 1)
            table.initialize(to: VirtualTable(base: sqlite3_vtab(), scan: scan))
            result.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(
                to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: VirtualTable.self).deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { table, information in
            guard let table, let information else { return SQLITE_ERROR }
            let scan = UnsafeMutableRawPointer(table).assumingMemoryBound(to: VirtualTable.self)
                .pointee.scan.takeUnretainedValue()
            scan.read(information.pointee.colUsed)
            return ParquetModule.plan(information, rows: scan.table.rowCount)
        }
        module.xOpen = { table, result in
            guard let table, let result else { return SQLITE_ERROR }
            let scan = UnsafeMutableRawPointer(table).assumingMemoryBound(to: VirtualTable.self)
                .pointee.scan.takeUnretainedValue()
            let cursor = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            cursor.initialize(
                to: Cursor(
                    base: sqlite3_vtab_cursor(), cursor: .passRetained(ParquetCursor(scan))))
            result.pointee = UnsafeMutableRawPointer(cursor)
                .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { pointer in
            guard let pointer else { return SQLITE_OK }
            let cursor = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Cursor.self)
            cursor.pointee.cursor.release()
            cursor.deallocate()
            return SQLITE_OK
        }
        module.xFilter = { pointer, lookup, text, count, values in
            guard let cursor = ParquetModule.cursor(pointer) else { return SQLITE_ERROR }
            let conditions = ParquetModule.conditions(text, Int(count), values)
            let isOpen = cursor.begin(conditions, lookup: lookup == 0 ? nil : Int(lookup) - 1)
            return isOpen ? SQLITE_OK : SQLITE_ERROR
        }
        module.xNext = { pointer in
            guard let cursor = ParquetModule.cursor(pointer) else { return SQLITE_ERROR }
            return cursor.advance() ? SQLITE_OK : SQLITE_ERROR
        }
        module.xEof = { ParquetModule.cursor($0)?.isAtEnd ?? true ? 1 : 0 }
        module.xColumn = { pointer, result, column in
            guard let pointer, let result else { return SQLITE_ERROR }
            UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Cursor.self).pointee
                .cursor._withUnsafeGuaranteedRef { $0.report(Int(column), to: result) }
            return SQLITE_OK
        }
        module.xRowid = { pointer, result in
            result?.pointee = ParquetModule.cursor(pointer)?.rowNumber ?? 0
            return SQLITE_OK
        }
        return module
    }

    private static func cursor(
        _ pointer: UnsafeMutablePointer<sqlite3_vtab_cursor>?
    ) -> ParquetCursor? {
        guard let pointer else { return nil }
        return UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Cursor.self)
            .pointee.cursor.takeUnretainedValue()
    }

    private static func declaration(_ columns: [FileTable.Column]) -> String {
        let fields = columns.map { "\(FileTable.quoted($0.name)) \($0.type.affinity)" }
        return "CREATE TABLE file(\(fields.joined(separator: ", ")))"
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

    private static func conditions(
        _ text: UnsafePointer<CChar>?, _ count: Int,
        _ values: UnsafeMutablePointer<OpaquePointer?>?
    ) -> [ParquetCursor.Condition] {
        guard let text, let values, count > 0 else { return [] }
        return String(cString: text).split(separator: " ").prefix(count).enumerated().compactMap {
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
