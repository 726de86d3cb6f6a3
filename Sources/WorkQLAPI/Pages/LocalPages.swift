import Synchronization
package import WorkQLCatalog
package import WorkQLPages

/// A source that turns the rows of a local table into pages.
package struct LocalPages: Sendable {
    private let table: Table
    private let columns: [Int]
    private let rows: LocalRows
    private let request: LocalRequest
    private let readTime: ReadTime

    /// Reads a date or a time of day in any spelling of the language, and returns the text that a
    /// column of the type holds; nil for any other text.
    package typealias ReadTime = @Sendable (String, ColumnType) -> String?

    /// - Parameters:
    ///   - columns: indices in `table.columns`; the pages contain these columns in this order.
    ///   - filters: the filters from the statement's conditions.
    /// - Returns: nil for a table whose rows come from a service.
    package init?(
        of table: Table, columns: [Int], filters: [LocalFilter], readTime: @escaping ReadTime
    ) {
        guard let rows = table.source.local else { return nil }
        self.table = table
        self.columns = columns
        self.rows = rows
        self.readTime = readTime
        request = LocalRequest(columns: columns.map { table.columns[$0].name }, filters: filters)
    }

    /// Delivers all rows, and waits until each page is accepted.
    ///
    /// - Throws: `ServiceFailure` for rows that do not fit the table, errors of the sequence, and
    ///   errors of `deliver`.
    package func read(_ deliver: @escaping @Sendable (Page) async throws -> Void) async throws {
        let before = Atomic(0)
        do {
            try await rows.read(request) { rows in
                guard !rows.isEmpty else { return }
                let first = before.add(rows.count, ordering: .relaxed).oldValue
                let page = try page(rows, first)
                do { try await deliver(page) } catch { throw DeliveryError(reason: error) }
            }
        } catch let error as DeliveryError {
            throw error.reason
        } catch let error as ServiceFailure {
            throw error
        } catch is CancellationError {
            throw ServiceFailure.cancelled(table.name)
        } catch {
            let words = Redaction(secrets: [])(String(describing: error))
            throw ServiceFailure(.service, table.name, "the rows of the table failed: \(words)")
        }
    }

    /// A wrapper of an error that `deliver` threw.
    private struct DeliveryError: Error {
        let reason: any Error
    }

    private func page(_ rows: [[Value]], _ first: Int) throws(ServiceFailure) -> Page {
        for (index, row) in rows.enumerated() where row.count != table.columns.count {
            throw ServiceFailure(
                .malformed, table.name,
                "row \(first + index + 1) has \(row.count) values for \(table.columns.count) columns"
            )
        }
        var vectors: [Vector] = []
        for column in columns {
            vectors.append(try vector(rows, first, column))
        }
        return Page(count: rows.count, columns: vectors)
    }

    private func vector(
        _ rows: [[Value]], _ first: Int, _ index: Int
    ) throws(ServiceFailure) -> Vector {
        let column = table.columns[index]
        func refused(_ row: Int, _ value: Value) -> ServiceFailure {
            ServiceFailure(
                .malformed, table.name,
                "row \(first + row + 1) has \(value.kind) for \"\(column.name)\", which is "
                    + "\(column.type)")
        }
        func unreadable(_ row: Int, _ text: String) -> ServiceFailure {
            let shown = Redaction(secrets: [])(text)
            return ServiceFailure(
                .malformed, table.name,
                "row \(first + row + 1) has '\(shown)' for \"\(column.name)\", which is not a "
                    + "\(column.type)")
        }
        switch column.type {
        case .text, .date, .time, .json:
            var texts: [String?] = []
            for (row, values) in rows.enumerated() {
                switch values[index].storage {
                case .null: texts.append(nil)
                case .text(let text): texts.append(text)
                case .json(let text) where column.type == .json: texts.append(text)
                case .date(let text) where column.type == .date,
                    .time(let text) where column.type == .time:
                    guard let read = readTime(text, column.type) else {
                        throw unreadable(row, text)
                    }
                    texts.append(read)
                default: throw refused(row, values[index])
                }
            }
            return .text(texts)
        case .real:
            var reals: [Double?] = []
            for (row, values) in rows.enumerated() {
                switch values[index].storage {
                case .null: reals.append(nil)
                case .real(let number): reals.append(number)
                case .integer(let number): reals.append(Double(number))
                default: throw refused(row, values[index])
                }
            }
            return .reals(reals.map { $0 ?? 0 }, Validity(of: reals))
        case .integer, .boolean, .timestamp:
            var integers: [Int64?] = []
            for (row, values) in rows.enumerated() {
                switch (column.type, values[index].storage) {
                case (_, .null): integers.append(nil)
                case (.integer, .integer(let number)): integers.append(number)
                case (.boolean, .boolean(let value)): integers.append(value ? 1 : 0)
                case (.timestamp, .timestamp(let milliseconds)): integers.append(milliseconds)
                default: throw refused(row, values[index])
                }
            }
            return .integers(integers)
        }
    }
}

extension Value {
    /// The kind of the value in the words for types of columns.
    fileprivate var kind: String {
        switch storage {
        case .null: "NULL"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "text"
        case .boolean: "a boolean"
        case .timestamp: "a timestamp"
        case .date: "a date"
        case .time: "a time of day"
        case .duration: "a duration"
        case .list: "a list"
        case .json: "json"
        }
    }
}
