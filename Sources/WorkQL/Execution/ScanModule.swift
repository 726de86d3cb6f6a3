import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import sqlite3

/// A scan as a virtual table of SQLite.
///
/// SQLite does not receive the scan's conditions here: the planner has pushed down what can be
/// pushed down, and SQLite checks the rest.
enum ScanModule {
    /// Registers the source under a name.
    static func register(
        _ source: ScanSource, as name: String, on connection: Connection
    ) throws(SQLiteError) {
        let table = VirtualTable(
            columns: declaration(of: source),
            column: { cursor, result, column in
                ScanSource.pass(cursor, to: result) { $0.report(Int(column), to: $1) }
            },
            plan: { information in
                source.columnsRead = information.pointee.colUsed
                information.pointee.estimatedCost = 1e9
                information.pointee.estimatedRows = 1_000_000
                return SQLITE_OK
            }, open: { source })
        try connection.register(table, as: name)
        if source.needsProof {
            try connection.check(MatchMarker.register(source, on: connection.handle))
        }
    }

    private static func declaration(of source: ScanSource) -> String {
        let columns = source.table.columns.map { declaration(of: $0) + ", " }.joined()
        let partials = (source.partial?.partials ?? []).indices
            .map { ", \"\(PartialAggregate.name($0))\" HIDDEN" }.joined()
        return "\(columns)\"\(Scan.alike)\" INTEGER HIDDEN\(partials)"
    }

    static func declaration(of column: Column) -> String {
        return "\"\(column.name)\" \(column.type.affinity)"
            + (column.ignoresCase ? " COLLATE NOCASE" : "")
    }
}

extension ScanSource: VirtualCursor {
    func begin(
        _ index: Int32, _ text: UnsafePointer<CChar>?, _ values: UnsafeBufferPointer<OpaquePointer?>
    ) -> Bool { rewind() }
}
