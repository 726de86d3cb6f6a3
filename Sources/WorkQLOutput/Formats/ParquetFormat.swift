import WorkQL
import WorkQLCatalog
import WorkQLParquet
import WorkQLPlanner
import WorkQLTime

extension OutputFormat {
    /// The format of a Parquet file, which contains one answer.
    public static let parquet = OutputFormat(
        name: "parquet", summary: "a Parquet file, for pandas, DuckDB, Spark and similar tools",
        otherNames: ["pq"], endings: ["parquet"], atTerminal: .refused, isBinary: true,
        takesLabels: false, following: .nowhere,
        content: Content(
            null: "null", emptyText: "empty text", times: "instants in UTC, in milliseconds",
            remarks: #"""
                columns of the result's types: STRING, INT64, DOUBLE, BOOLEAN, TIMESTAMP, DATE, \#
                TIME, JSON; zstd, row groups of 100,000 rows; one result per file
                """#),
        writer: { ParquetFormatWriter($0.output) })
}

/// The rows of one answer, written row group by row group; only one is kept in memory.
///
/// A column has the type of the answer's column. If only the values determine it, as in a column of
/// NULL, it is that of the first row group's values: integer, real, or text, which contains numbers
/// as their digits. A value that a column cannot hold ends the answer with an error; nothing is
/// rounded or omitted. If several columns have the same name, the later ones become `name_1`,
/// `name_2`, as in JSON.
struct ParquetFormatWriter: FormatWriter {
    var output: Output
    private var columns: [ParquetColumnBuilder] = []
    private var writer: ParquetWriter?
    /// The number of rows in the current row group, and in the previous ones.
    private var rows = 0
    private var rowsBefore = 0
    private let rowsPerGroup: Int

    /// The maximum size of a row group's texts, which are kept in memory.
    private let maxTextBytes: Int

    /// Readers use it to identify writers and work around their defects.
    private static let createdBy = "workql version \(ProgramVersion.number) (build 1)"

    /// - Parameters:
    ///   - rowsPerGroup: the rows of a row group; other values are for tests.
    ///   - maxTextBytes: the maximum size of its texts; other values are for tests.
    init(_ output: Output, rowsPerGroup: Int = 100_000, maxTextBytes: Int = 64 << 20) {
        self.maxTextBytes = maxTextBytes
        self.output = output
        self.rowsPerGroup = rowsPerGroup
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        _ = output.beginResult()
        let names = JSONWriter.distinct(columns.map(\.name))
        self.columns = zip(names, columns).map { ParquetColumnBuilder(name: $0, type: $1.type) }
    }

    mutating func write(_ row: ResultRow) throws {
        var textBytes = 0
        for index in columns.indices {
            try columns[index].append(row, index, number: rowsBefore + rows + 1)
            textBytes += columns[index].textBytes
        }
        rows += 1
        if rows >= rowsPerGroup || textBytes >= maxTextBytes { try endGroup() }
    }

    mutating func finish() throws {
        if rows > 0 || writer == nil { try endGroup() }
        output.bytes += writer?.finish() ?? []
        try output.flush()
    }

    private mutating func endGroup() throws {
        var pages: [ParquetColumn] = []
        for index in columns.indices { pages.append(try columns[index].take()) }
        var writer =
            self.writer
            ?? ParquetWriter(
                columns: pages.map { .init(name: $0.name, type: $0.type) },
                createdBy: Self.createdBy)
        // An answer without rows is a file without row groups.
        if rows > 0 {
            do { output.bytes += try writer.encode(pages) } catch {
                throw ParquetColumnBuilder.failure(error)
            }
        }
        self.writer = writer
        rowsBefore += rows
        rows = 0
        try output.flushIfFull()
    }
}
