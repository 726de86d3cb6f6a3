import WorkQLPages
import WorkQLSQLite
import sqlite3

extension Page {
    /// The number of rows read at a time.
    static let usual = 1_000
}

/// A builder of pages from stored rows.
struct PageBuilder {
    private let types: [ColumnType]
    // The columns of each type, of which only the one of the column's type is used.
    private var integers: [[Int64]] = []
    private var reals: [[Double]] = []
    private var offsets: [[UInt32]] = []
    private var bytes: [[UInt8]] = []
    private var validity: [[UInt8]] = []
    private var hasNull: [Bool] = []
    private var count = 0
    private var finished: [Page] = []
    private(set) var rows = 0

    init(_ types: [ColumnType]) {
        self.types = types
        begin()
    }

    /// All rows as one page, provided that one page can hold them.
    var whole: Page { finished.first ?? page }

    var pages: [Page] { count > 0 ? finished + [page] : finished }

    private mutating func begin() {
        count = 0
        integers = Array(repeating: [], count: types.count)
        reals = Array(repeating: [], count: types.count)
        offsets = Array(repeating: [0], count: types.count)
        bytes = Array(repeating: [], count: types.count)
        validity = Array(repeating: [], count: types.count)
        hasNull = Array(repeating: false, count: types.count)
    }

    mutating func take(_ statement: OpaquePointer, _ arguments: [Int64]) throws {
        sqlite3_reset(statement)
        for (index, argument) in arguments.enumerated() {
            sqlite3_bind_int64(statement, Int32(index + 1), argument)
        }
        try take(statement)
    }

    /// - Parameter skipped: the number of result columns before those of the page.
    mutating func take(_ statement: OpaquePointer, skipping skipped: Int32 = 0) throws {
        sqlite3_reset(statement)
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: takeRow(statement, skipped)
            case SQLITE_DONE: return
            case let code: throw SQLiteError(code)
            }
        }
    }

    private mutating func takeRow(_ statement: OpaquePointer, _ skipped: Int32) {
        for column in types.indices {
            let index = Int32(column) + skipped
            let kind = sqlite3_column_type(statement, index)
            validity[column].append(kind == SQLITE_NULL ? 0 : 1)
            if kind == SQLITE_NULL { hasNull[column] = true }
            switch types[column] {
            case .integer, .boolean:
                integers[column].append(sqlite3_column_int64(statement, index))
            case .timestamp:
                integers[column].append(
                    kind == SQLITE_FLOAT
                        ? Int64((sqlite3_column_double(statement, index) * 1000).rounded())
                        : sqlite3_column_int64(statement, index) * 1000)
            case .real:
                reals[column].append(sqlite3_column_double(statement, index))
            case .text, .date, .time, .json:
                if let text = sqlite3_column_text(statement, index) {
                    let length = Int(sqlite3_column_bytes(statement, index))
                    bytes[column].append(
                        contentsOf: UnsafeBufferPointer(start: text, count: length))
                }
                offsets[column].append(UInt32(bytes[column].count))
            }
        }
        count += 1
        rows += 1
        if count == 4 * Page.usual {
            finished.append(page)
            begin()
        }
    }

    private var page: Page {
        Page(
            count: count,
            columns: types.indices.map { column in
                let validity =
                    hasNull[column] ? Validity(bytes: validity[column]) : Validity.all
                return switch types[column] {
                case .integer, .boolean, .timestamp: .integers(integers[column], validity)
                case .real: .reals(reals[column], validity)
                case .text, .date, .time, .json:
                    .text(
                        TextVector(
                            offsets: offsets[column], bytes: bytes[column], validity: validity))
                }
            })
    }
}
