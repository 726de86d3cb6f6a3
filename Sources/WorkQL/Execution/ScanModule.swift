import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import sqlite3

/// A scan as a virtual table of SQLite, without a CREATE statement: the name of the module is the
/// name of the table.
///
/// SQLite does not receive the scan's conditions here: the planner has pushed down what can be
/// pushed down, and SQLite checks the rest.
enum ScanModule {
    private struct VirtualTable {
        var base: sqlite3_vtab
        var source: Unmanaged<ScanSource>
    }

    private struct Cursor {
        var base: sqlite3_vtab_cursor
        var source: Unmanaged<ScanSource>
    }

    /// Registers the source under a name. The module must outlive the connection's use of it;
    /// SQLite frees it together with the source.
    static func register(_ source: ScanSource, as name: String, on connection: OpaquePointer)
        -> Int32
    {
        let context = UnsafeMutablePointer<Context>.allocate(capacity: 1)
        context.initialize(to: Context(module: module, source: Unmanaged.passRetained(source)))
        let code = withUnsafeMutablePointer(to: &context.pointee.module) { module in
            sqlite3_create_module_v2(connection, name, module, context) { pointer in
                guard let pointer else { return }
                let context = pointer.assumingMemoryBound(to: Context.self)
                context.pointee.source.release()
                context.deinitialize(count: 1)
                context.deallocate()
            }
        }
        guard code == SQLITE_OK, source.needsProof else { return code }
        return MatchMarker.register(source, on: connection)
    }

    private struct Context {
        var module: sqlite3_module
        var source: Unmanaged<ScanSource>
    }

    private static var module: sqlite3_module {
        var module = sqlite3_module()
        module.iVersion = 1
        module.xConnect = { connection, context, _, _, result, _ in
            guard let connection, let context, let result else { return SQLITE_ERROR }
            let source = context.assumingMemoryBound(to: Context.self).pointee.source
            let code = sqlite3_declare_vtab(
                connection, ScanModule.declaration(source.takeUnretainedValue()))
            guard code == SQLITE_OK else { return code }
            let table = UnsafeMutablePointer<VirtualTable>.allocate(capacity: 1)
            table.initialize(to: VirtualTable(base: sqlite3_vtab(), source: source))
            result.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(
                to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: VirtualTable.self).deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { table, information in
            if let table, let information {
                UnsafeMutableRawPointer(table).assumingMemoryBound(to: VirtualTable.self).pointee
                    .source._withUnsafeGuaranteedRef {
                        $0.columnsRead = information.pointee.colUsed
                    }
            }
            information?.pointee.estimatedCost = 1e9
            information?.pointee.estimatedRows = 1_000_000
            return SQLITE_OK
        }
        module.xOpen = { table, result in
            guard let table, let result else { return SQLITE_ERROR }
            let source = UnsafeMutableRawPointer(table).assumingMemoryBound(to: VirtualTable.self)
                .pointee.source
            let cursor = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            cursor.initialize(to: Cursor(base: sqlite3_vtab_cursor(), source: source))
            result.pointee = UnsafeMutableRawPointer(cursor)
                .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { cursor in
            UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).deallocate()
            return SQLITE_OK
        }
        module.xFilter = { cursor, _, _, _, _ in
            guard let source = ScanModule.source(cursor) else { return SQLITE_ERROR }
            return source.rewind() ? SQLITE_OK : SQLITE_ERROR
        }
        module.xNext = { cursor in
            guard let source = ScanModule.source(cursor) else { return SQLITE_ERROR }
            return source.advance() ? SQLITE_OK : SQLITE_ERROR
        }
        module.xEof = { cursor in
            ScanModule.source(cursor)?.isAtEnd ?? true ? 1 : 0
        }
        module.xColumn = { cursor, result, column in
            guard let cursor, let result else { return SQLITE_ERROR }
            UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self).pointee
                .source._withUnsafeGuaranteedRef { $0.report(Int(column), to: result) }
            return SQLITE_OK
        }
        module.xRowid = { cursor, result in
            result?.pointee = ScanModule.source(cursor)?.rowNumber ?? 0
            return SQLITE_OK
        }
        return module
    }

    private static func source(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> ScanSource?
    {
        guard let cursor else { return nil }
        return UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self)
            .pointee.source.takeUnretainedValue()
    }

    /// Returns the declaration of the table. Types give SQLite the affinity by which text and
    /// numbers are compared.
    private static func declaration(_ source: ScanSource) -> String {
        let columns = source.table.columns.map { declaration(of: $0) + ", " }.joined()
        let partials = (source.partial?.partials ?? []).indices
            .map { ", \"\(PartialAggregate.name($0))\" HIDDEN" }.joined()
        return "CREATE TABLE scan(\(columns)\"\(Scan.alike)\" INTEGER HIDDEN\(partials))"
    }

    static func declaration(of column: Column) -> String {
        return "\"\(column.name)\" \(column.type.affinity)"
            + (column.ignoresCase ? " COLLATE NOCASE" : "")
    }
}
