import WorkQLCatalog
import WorkQLPlanner

/// The answer to a query: its rows, as they come, and what they cost.
///
/// ```swift
/// let result = try await session.query("SELECT userid, checkin_time FROM checkin …")
/// for try await row in result {
///     print(try row.get(String.self, "userid"))
/// }
/// print(result.account.calls)
/// ```
///
/// No call is made before the first row is asked for, and none is made far ahead of the reader: a
/// few hundred rows wait for it at the most, and those of the pages that they came with.
///
/// The rows are read once. Whoever asks for them a second time gets an error with the code
/// ``WorkQLError/Code/readTwice`` and no row, whether or not the first has come to the end. To leave
/// the loop, to drop the iterator or to cancel the task that reads ends the query, with the calls in
/// flight; a result that nobody has begun to read costs nothing.
public struct QueryResult: AsyncSequence, Sendable {
    /// A row.
    public typealias Element = Row
    /// What ends the reading early.
    public typealias Failure = WorkQLError

    let stream: ResultStream

    /// The columns of the answer, in its order. They are known before the first row.
    public var columns: [Column] { stream.shape.columns }

    /// What the query has cost so far; after the last row, what it did cost.
    public var statistics: Statistics { stream.broadcast.statistics }

    /// Tells where the query stands whenever a call is sent, answered, repeated or made to wait, and
    /// ends with it. A reader that is slow misses steps and never the last. Any number of tasks may
    /// follow.
    ///
    /// ```swift
    /// Task { for await progress in result.progress { bar.show(progress) } }
    /// ```
    public var progress: ProgressSequence { ProgressSequence(broadcast: stream.broadcast) }

    /// Begins to read.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream) }

    /// All rows that are left to come, in the order of the answer.
    ///
    /// - Throws: ``WorkQLError``, and then the rows that came are lost.
    public func collect() async throws(WorkQLError) -> [Row] {
        var rows: [Row] = []
        for try await row in self { rows.append(row) }
        return rows
    }

    /// The rows as values of a type; see ``Row/decode(_:)``.
    ///
    /// ```swift
    /// for try await punch in result.decode(as: Punch.self) { … }
    /// ```
    public func decode<Wanted: Decodable>(as type: Wanted.Type) -> DecodedRows<Wanted> {
        DecodedRows(result: self)
    }

    /// A column of an answer.
    public struct Column: Hashable, Sendable {
        /// As the statement calls it.
        public let name: String
        /// nil where the values alone tell, as for `CASE` with branches of several types.
        public let type: ValueType?

        init(_ column: ResultColumn) {
            name = column.name
            type = column.type.map { ValueType(rawValue: $0.rawValue) }
        }

        /// What the values of a column are. More may come.
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
            /// Read as its text, or as whatever is decodable from it.
            public static let json = ValueType(rawValue: "json")
        }
    }

    /// Reads the rows of a result. To drop it before the last row ends the query.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let reader: ResultStream.Reader
        private var rows: ArraySlice<Row> = []

        init(_ stream: ResultStream) { reader = ResultStream.Reader(stream) }

        /// The next row; nil after the last, and after an error.
        ///
        /// - Throws: ``WorkQLError``; of the kind ``WorkQLError/Kind/cancelled`` where the task was
        ///   cancelled.
        public mutating func next() async throws(WorkQLError) -> Row? {
            if let row = rows.popFirst() { return row }
            rows = try await reader.next()?[...] ?? []
            return rows.popFirst()
        }

        /// The same, for callers isolated to an actor.
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
    /// What ends the reading early.
    public typealias Failure = WorkQLError

    let result: QueryResult

    /// Begins to read.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(rows: result.makeAsyncIterator())
    }

    /// All values that are left to come.
    ///
    /// - Throws: ``WorkQLError``, and then the values that came are lost.
    public func collect() async throws(WorkQLError) -> [Element] {
        var values: [Element] = []
        for try await value in self { values.append(value) }
        return values
    }

    /// Reads the rows one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var rows: QueryResult.AsyncIterator

        /// The next row's value; nil after the last.
        ///
        /// - Throws: ``WorkQLError``, of the code ``WorkQLError/Code/cellType`` for a row that is no
        ///   such value; the next one can be read all the same.
        public mutating func next() async throws(WorkQLError) -> Element? {
            try await rows.next()?.decode(Element.self)
        }

        /// The same, for callers isolated to an actor.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(WorkQLError) -> Element? {
            try await rows.next(isolation: actor)?.decode(Element.self)
        }
    }
}
