import sqlite3

/// The memory of all of a process's connections to SQLite together.
package enum SQLiteMemory {
    /// In bytes, where nothing else is said. Rows that are sorted, grouped or kept go into temporary
    /// files; what takes memory is single values and what is made of them.
    package static let usualLimit: Int64 = 2 << 30

    /// Lets SQLite have no more from now on: a statement that needs more fails, and the process does
    /// not end for want of memory.
    package static func limit(to bytes: Int64) { sqlite3_hard_heap_limit64(bytes) }

    /// In bytes; 0 for none.
    package static var limit: Int64 { sqlite3_hard_heap_limit64(-1) }
}
