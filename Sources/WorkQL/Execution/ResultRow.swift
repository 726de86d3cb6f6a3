package import WorkQLPlanner
package import WorkQLTime

/// One row of an answer, readable only while a writer is given it.
///
/// Timestamps are seconds since 1970, an integer or a real with milliseconds; booleans are integers;
/// JSON is text. What a value means is told by its column's type; what it is, by `kind`.
///
/// A struct of known layout, and no protocol: a writer asks it several things about each of a
/// million cells.
package struct ResultRow {
    /// One for each column.
    @usableFromInline let cells: UnsafePointer<ResultCell>

    @inlinable package init(_ cells: UnsafePointer<ResultCell>) { self.cells = cells }

    @inlinable package func kind(_ column: Int) -> ValueKind { cells[column].kind }

    /// Whether a text is known to be UTF-8, and need not be looked through again.
    @inlinable package func isUTF8(_ column: Int) -> Bool { cells[column].isUTF8 }

    /// Reals lose their fraction; 0 for text.
    @inlinable package func integer(_ column: Int) -> Int64 {
        switch cells[column].kind {
        case .integer: Int64(bitPattern: cells[column].bits)
        case .real: Int64(exactly: real(column).rounded(.towardZero)) ?? 0
        case .null, .text, .blob: 0
        }
    }

    /// 0 for text.
    @inlinable package func real(_ column: Int) -> Double {
        switch cells[column].kind {
        case .integer: Double(Int64(bitPattern: cells[column].bits))
        case .real: Double(bitPattern: cells[column].bits)
        case .null, .text, .blob: 0
        }
    }

    /// The text as UTF-8, valid inside the closure; a number's digits.
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
    /// An integer, or a real's bits.
    package var bits: UInt64
    /// Of a text or a blob.
    package var bytes: UnsafeBufferPointer<UInt8>
    /// Whether the text is known to be UTF-8: whoever parsed an answer has looked at all of it.
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

/// What a value is, whatever its column's type.
@frozen package enum ValueKind: Hashable, Sendable {
    case null, integer, real, text, blob
}

/// Cells of one row after the other, in a place of their own.
package final class RowCells {
    package let cells: UnsafeMutableBufferPointer<ResultCell>
    /// The texts of values that stand nowhere else.
    private var texts: [UnsafeMutableBufferPointer<UInt8>] = []

    package init(count: Int) {
        cells = .allocate(capacity: max(count, 1))
        cells.initialize(repeating: ResultCell())
    }

    /// A row of such values.
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

    /// Readable while this is there.
    package var row: ResultRow { ResultRow(UnsafePointer(cells.baseAddress.unsafelyUnwrapped)) }
}

/// A value that stands by itself.
package enum RowValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// UTF-8, or what a service calls so.
    case text([UInt8])
    case blob([UInt8])
}

/// Takes an answer row by row, in the order of the answer.
///
/// A writer that throws ends the query; no more calls are made.
package protocol ResultWriter: Sendable {
    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws
    mutating func write(_ row: ResultRow) throws
    /// The next row has to be waited for, maybe long: what is written so far should be on its way.
    mutating func pause() throws
    /// Called once after the last row, and not when the query failed.
    mutating func finish() throws
}

extension ResultWriter {
    package mutating func pause() throws {}
}
