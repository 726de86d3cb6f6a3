package import WorkQLPages
package import WorkQLPlanner
package import WorkQLTime

/// One row of an answer, readable only while it is passed to a writer.
///
/// Timestamps are seconds since 1970, an integer or a real with milliseconds; booleans are
/// integers; JSON is text. The type of a column determines the meaning of its values; `kind` is the
/// kind of one value.
///
/// A struct of known layout and not a protocol: a writer calls several of its functions for each of
/// a million cells.
package struct ResultRow {
    /// One cell for each column.
    @usableFromInline let cells: UnsafePointer<ResultCell>

    @inlinable package init(_ cells: UnsafePointer<ResultCell>) { self.cells = cells }

    @inlinable package func kind(_ column: Int) -> ValueKind { cells[column].kind }

    /// Returns whether a text is known to be UTF-8 and need not be validated again.
    @inlinable package func isUTF8(_ column: Int) -> Bool { cells[column].isUTF8 }

    /// Returns the value as an integer. Reals lose their fraction; 0 for text.
    @inlinable package func integer(_ column: Int) -> Int64 {
        switch cells[column].kind {
        case .integer: Int64(bitPattern: cells[column].bits)
        case .real: Int64(exactly: real(column).rounded(.towardZero)) ?? 0
        case .null, .text, .blob: 0
        }
    }

    /// Returns the value as a real; 0 for text.
    @inlinable package func real(_ column: Int) -> Double {
        switch cells[column].kind {
        case .integer: Double(Int64(bitPattern: cells[column].bits))
        case .real: Double(bitPattern: cells[column].bits)
        case .null, .text, .blob: 0
        }
    }

    /// Calls `body` with the text as UTF-8, valid inside the closure; with the digits of a number.
    @inlinable package func withText<Result>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        switch cells[column].kind {
        case .text, .blob, .null: try body(cells[column].bytes)
        case .integer: try Array("\(integer(column))".utf8).withUnsafeBufferPointer(body)
        case .real: try Array("\(real(column))".utf8).withUnsafeBufferPointer(body)
        }
    }
}

/// One value of a row.
@frozen package struct ResultCell {
    package var kind: ValueKind
    /// An integer, or the bits of a real.
    package var bits: UInt64
    /// The bytes of a text or a blob.
    package var bytes: UnsafeBufferPointer<UInt8>
    /// Whether the text is known to be UTF-8: the parser of an answer has examined all of it.
    package var isUTF8: Bool

    @inlinable package init(
        _ kind: ValueKind = .null, bits: UInt64 = 0,
        bytes: UnsafeBufferPointer<UInt8> = UnsafeBufferPointer(start: nil, count: 0),
        isUTF8: Bool = false
    ) {
        self.kind = kind
        self.bits = bits
        self.bytes = bytes
        self.isUTF8 = isUTF8
    }
}

/// The kind of a value, whatever its column's type.
@frozen package enum ValueKind: Hashable, Sendable {
    case null, integer, real, text, blob
}

/// A buffer for the cells of one row after the other.
package final class RowCells {
    package let cells: UnsafeMutableBufferPointer<ResultCell>
    /// The texts of values that are stored nowhere else.
    private var texts: [UnsafeMutableBufferPointer<UInt8>] = []

    package init(count: Int) {
        cells = .allocate(capacity: max(count, 1))
        cells.initialize(repeating: ResultCell())
    }

    /// Creates a row of values.
    package convenience init(_ values: [RowValue]) {
        self.init(count: values.count)
        for (index, value) in values.enumerated() {
            cells[index] =
                switch value {
                case .null: ResultCell()
                case .integer(let integer): ResultCell(.integer, bits: UInt64(bitPattern: integer))
                case .real(let real): ResultCell(.real, bits: real.bitPattern)
                case .text(let bytes): ResultCell(.text, bytes: kept(bytes))
                case .blob(let bytes): ResultCell(.blob, bytes: kept(bytes))
                }
        }
    }

    private func kept(_ bytes: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(fromContentsOf: bytes)
        texts.append(copy)
        return UnsafeBufferPointer(copy)
    }

    deinit {
        cells.deallocate()
        for text in texts { text.deallocate() }
    }

    /// The row, readable while this object exists.
    package var row: ResultRow { ResultRow(UnsafePointer(cells.baseAddress.unsafelyUnwrapped)) }
}

/// A receiver of an answer, row by row in the order of the answer.
///
/// A writer that throws ends the query; no more calls are made.
package protocol ResultWriter: Sendable {
    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws
    mutating func write(_ row: ResultRow) throws
    /// Called if the next row has to be waited for, maybe long: the output so far should be
    /// flushed.
    mutating func pause() throws
    /// Called once after the last row, and not when the query failed.
    mutating func finish() throws
}

extension ResultWriter {
    package mutating func pause() throws {}
}
