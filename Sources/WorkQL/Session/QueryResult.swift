import WorkQLCatalog
import WorkQLPlanner

/// The answer to a query: its rows, as they arrive, and their cost.
///
/// ```swift
/// let result = try await session.query("SELECT userid, checkin_time FROM checkin …")
/// for try await row in result {
///     print(try row.get(String.self, "userid"))
/// }
/// print(result.statistics.calls)
/// ```
///
/// No call is made before the first row is requested, and none far ahead of the reader: at most a
/// few hundred rows wait for it, and those of the pages that they came with.
///
/// The rows can be read once. A second reader gets an error with the code
/// ``WorkQLError/Code/readTwice`` and no row, whether or not the first has reached the end. Leaving
/// the loop, dropping the iterator or cancelling the task that reads ends the query and the calls
/// in flight; a result that was never read costs nothing.
public struct QueryResult: AsyncSequence, Sendable {
    /// A row.
    public typealias Element = Row
    /// The error that ends the reading early.
    public typealias Failure = WorkQLError

    let stream: ResultStream

    /// The columns of the answer, in its order. They are known before the first row.
    public var columns: [Column] { stream.shape.columns }

    /// The cost of the query so far; after the last row, its final cost.
    public var statistics: Statistics { stream.broadcast.statistics }

    /// The progress of the query, reported whenever a call is sent, answered, repeated or delayed,
    /// until the query ends. A slow reader misses steps and never the last. Any number of tasks may
    /// follow.
    ///
    /// ```swift
    /// Task { for await progress in result.progress { bar.show(progress) } }
    /// ```
    public var progress: ProgressSequence { ProgressSequence(broadcast: stream.broadcast) }

    /// Starts to read.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream) }

    /// Returns all remaining rows, in the order of the answer.
    ///
    /// - Throws: ``WorkQLError``; the rows that were already read are then lost.
    public func collect() async throws(WorkQLError) -> [Row] {
        var rows: [Row] = []
        for try await row in self { rows.append(row) }
        return rows
    }

    /// Returns the rows as values of a type; see ``Row/decode(_:)``.
    ///
    /// ```swift
    /// for try await punch in result.decode(as: Punch.self) { … }
    /// ```
    public func decode<Wanted: Decodable>(as type: Wanted.Type) -> DecodedRows<Wanted> {
        DecodedRows(result: self)
    }

    /// A column of an answer.
    public struct Column: Hashable, Sendable {
        /// The name in the statement.
        public let name: String
        /// nil if it depends on the value, as for `CASE` with branches of several types.
        public let type: ValueType?

        init(_ column: ResultColumn) {
            name = column.name
            type = column.type.map { ValueType(rawValue: $0.rawValue) }
        }

        /// The type of a column's values. More may be added.
        public struct ValueType: RawRepresentable, Hashable, Sendable {
            public let rawValue: String

            public init(rawValue: String) { self.rawValue = rawValue }

            /// Read as `String`.
            public static let text = ValueType(rawValue: "text")
            /// Read as `Int`.
            public static let integer = ValueType(rawValue: "integer")
            /// Read as `Double`.
            public static let real = ValueType(rawValue: "real")
            /// Read as `Bool`.
            public static let boolean = ValueType(rawValue: "boolean")
            /// Read as `Date`.
            public static let timestamp = ValueType(rawValue: "timestamp")
            /// A day, as `2026-08-01`. Read as `String`.
            public static let date = ValueType(rawValue: "date")
            /// A time of day, as `09:00:00`. Read as `String`.
            public static let time = ValueType(rawValue: "time")
            /// Read as its text, or as any type that is decodable from it.
            public static let json = ValueType(rawValue: "json")
        }
    }

    /// An iterator over the rows of a result. Dropping it before the last row ends the query.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let reader: ResultStream.Reader
        private var rows: ArraySlice<Row> = []

        init(_ stream: ResultStream) { reader = ResultStream.Reader(stream) }

        /// Returns the next row; nil after the last, and after an error.
        ///
        /// - Throws: ``WorkQLError``; of the kind ``WorkQLError/Kind/cancelled`` if the task was
        ///   cancelled.
        public mutating func next() async throws(WorkQLError) -> Row? {
            if let row = rows.popFirst() { return row }
            rows = try await reader.next()?[...] ?? []
            return rows.popFirst()
        }

        /// Returns the next row, for callers isolated to an actor.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(WorkQLError) -> Row? {
            if let row = rows.popFirst() { return row }
            rows = try await reader.next()?[...] ?? []
            return rows.popFirst()
        }
    }
}

/// The rows of a result as values of a type.
public struct DecodedRows<Element: Decodable>: AsyncSequence {
    /// The error that ends the reading early.
    public typealias Failure = WorkQLError

    let result: QueryResult

    /// Starts to read.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(rows: result.makeAsyncIterator())
    }

    /// Returns all remaining values.
    ///
    /// - Throws: ``WorkQLError``; the values that were already read are then lost.
    public func collect() async throws(WorkQLError) -> [Element] {
        var values: [Element] = []
        for try await value in self { values.append(value) }
        return values
    }

    /// An iterator over the values, row by row.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var rows: QueryResult.AsyncIterator

        /// Returns the next row's value; nil after the last.
        ///
        /// - Throws: ``WorkQLError``, with the code ``WorkQLError/Code/cellType`` for a row that is
        ///   not such a value; the next row can still be read.
        public mutating func next() async throws(WorkQLError) -> Element? {
            try await rows.next()?.decode(Element.self)
        }

        /// Returns the next row's value, for callers isolated to an actor.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(WorkQLError) -> Element? {
            try await rows.next(isolation: actor)?.decode(Element.self)
        }
    }
}
