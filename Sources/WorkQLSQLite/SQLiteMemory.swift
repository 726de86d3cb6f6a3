import sqlite3

/// The memory that all of a process's connections to SQLite use together.
package enum SQLiteMemory {
    /// The default limit in bytes. Rows that are sorted, grouped or kept go into temporary files;
    /// memory is used for single values and for what is computed from them.
    package static let usualLimit: Int64 = 2 << 30

    /// Sets the maximum from now on: a statement that needs more fails, and the process does not
    /// end for lack of memory.
    package static func limit(to bytes: Int64) { sqlite3_hard_heap_limit64(bytes) }

    /// The current limit in bytes; 0 for none.
    package static var limit: Int64 { sqlite3_hard_heap_limit64(-1) }
}
