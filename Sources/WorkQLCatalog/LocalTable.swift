/// A table whose rows a sequence of the program supplies; it costs no calls.
///
/// ```swift
/// let roster = LocalTable(
///     name: "roster", summary: "who sits where",
///     columns: [.text("userid", "id of the person"), .text("desk", "where")],
///     filters: ["userid"]
/// ) { request in
///     people.rows(ids: request.values(of: "userid"))
/// }
/// ```
public struct LocalTable: Sendable {
    package let table: Table

    /// - Parameters:
    ///   - columns: their order is that of the values in a row; their fields and decodings are
    ///     ignored.
    ///   - time: the column that contains the time of a row, for ordering and display.
    ///   - filters: the columns whose conditions are passed to the request.
    ///   - rows: called once for each occurrence of the table in a statement that reads it. The
    ///     sequence is read as fast as the statement takes its rows, not to its end where the
    ///     statement needs no more, and in a task that is cancelled with the statement. An error
    ///     that it throws fails the statement. It must not wait for another query of the same
    ///     session: that query may be scheduled on the session's few threads only after this one.
    public init<Rows: AsyncSequence>(
        name: String, summary: String, label: String = "", columns: [Column],
        time: String? = nil, filters: [String] = [],
        rows: @escaping @Sendable (LocalRequest) async throws -> Rows
    )
    where Rows.Element == [Value], Rows: SendableMetatype, Rows.AsyncIterator: SendableMetatype {
        self.init(name, summary, label, columns, time, filters) { request, deliver in
            var chunk = RowChunk()
            for try await row in try await rows(request) {
                if let full = chunk.adding(row) { try await deliver(full) }
            }
            try await deliver(chunk.rows)
        }
    }

    /// Creates the same with rows as dictionaries keyed by the columns' names. A column without a
    /// value is NULL; a value without a column fails the statement.
    public init<Rows: AsyncSequence>(
        name: String, summary: String, label: String = "", columns: [Column],
        time: String? = nil, filters: [String] = [],
        rows: @escaping @Sendable (LocalRequest) async throws -> Rows
    )
    where
        Rows.Element == [String: Value], Rows: SendableMetatype,
        Rows.AsyncIterator: SendableMetatype
    {
        let names = columns.map(\.name)
        self.init(name, summary, label, columns, time, filters) { request, deliver in
            var chunk = RowChunk()
            for try await row in try await rows(request) {
                let known = names.map { row[$0] ?? .null }
                if let unknown = row.keys.first(where: { !names.contains($0) }) {
                    throw UnknownColumn(name: unknown)
                }
                if let full = chunk.adding(known) { try await deliver(full) }
            }
            try await deliver(chunk.rows)
        }
    }

    private init(
        _ name: String, _ summary: String, _ label: String, _ columns: [Column], _ time: String?,
        _ filters: [String], _ read: @escaping LocalRows.Read
    ) {
        table = Table(
            name: name, summary: summary, label: label,
            endpoint: Endpoint(name: "local \(name)", service: .local, path: "/"),
            rows: RowPath(), columns: columns, time: time, identity: [],
            source: .local(LocalRows(filters: filters, read: read)))
    }
}

extension Service {
    /// The service of tables whose rows the program itself supplies; it is never called.
    static let local = Service(name: "local", title: "the program", baseURL: "")
}

/// The source of the rows of a local table.
package struct LocalRows: Sendable {
    /// Passes on rows in chunks and waits until each chunk is consumed.
    package typealias Read =
        @Sendable (
            LocalRequest, @escaping @Sendable ([[Value]]) async throws -> Void
        ) async throws -> Void

    package let filters: [String]
    package let read: Read
}

/// Collects rows into chunks: the first of one row, so that it appears at once, and then larger
/// ones.
private struct RowChunk {
    private(set) var rows: [[Value]] = []
    private var size = 1

    /// - Returns: the chunk that the row completes.
    mutating func adding(_ row: [Value]) -> [[Value]]? {
        rows.append(row)
        guard rows.count >= size else { return nil }
        defer {
            rows = []
            size = min(2 * size, 512)
        }
        return rows
    }
}

/// A row of a local table names a column that the table does not have.
package struct UnknownColumn: Error, CustomStringConvertible {
    package let name: String

    package var description: String { "a row has a value for \"\(name)\", which is not a column" }
}
