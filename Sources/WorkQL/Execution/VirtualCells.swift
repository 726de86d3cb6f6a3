import WorkQLSQLite
import sqlite3

extension VirtualCursor {
    /// Passes a cell of the current row to SQLite, without retaining what reads it.
    ///
    /// Called for each cell: it is part of this module because it is compiled into the functions
    /// that use it only there.
    @inline(__always)
    static func pass(
        _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?, to result: OpaquePointer?,
        _ report: (Self, OpaquePointer) -> Void
    ) -> Int32 {
        guard let cursor, let result else { return SQLITE_ERROR }
        let object = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: OpenCursor.self)
            .pointee.object
        Unmanaged<Self>.fromOpaque(object)._withUnsafeGuaranteedRef { report($0, result) }
        return SQLITE_OK
    }
}
