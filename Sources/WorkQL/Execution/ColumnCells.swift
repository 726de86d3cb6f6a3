import Foundation
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLSQLite
import WorkQLTime
import sqlite3

/// The addresses of the values of one column on a page, so that passing a cell to SQLite takes one
/// load and one call: taking a vector out of its enumeration updates its reference counts for each
/// cell.
///
/// Relies on a property of arrays that are not modified: their elements do not move while the page
/// is held, and the reader of the cells holds it.
struct ColumnCells {
    private enum Kind {
        case integers, milliseconds, reals
        /// Texts one after the other, each from its offset to the next.
        case texts(UnsafePointer<UInt32>)
        /// The same, with the text of each row found by its code.
        case coded(UnsafePointer<Int32>, UnsafePointer<UInt32>)
    }

    private var kind = Kind.integers
    /// nil if every row is NULL.
    private var values: UnsafeRawPointer?
    /// One byte per row, 0 for NULL; nil when no row is NULL.
    private var validity: UnsafePointer<UInt8>?
    /// 0 if one value is stored for all rows.
    private var rowMask = ~0

    /// Creates cells of which every row is NULL.
    init() {}

    /// - Parameters:
    ///   - vector: a vector of a page that is held.
    ///   - constants: holds what a constant vector needs in addition to the page.
    init(_ vector: Vector, of type: ColumnType, constants: inout [TextVector]) {
        switch vector {
        case .integers(let integers, let validity):
            kind = type == .timestamp ? .milliseconds : .integers
            values = Self.start(of: integers)
            setValidity(validity)
        case .reals(let reals, let validity):
            kind = .reals
            values = Self.start(of: reals)
            setValidity(validity)
        case .text(let texts):
            setTexts(texts)
        case .dictionary(let texts):
            // Rows that are all NULL need no entry.
            guard let codes = texts.codes.withUnsafeBufferPointer(\.baseAddress) else { break }
            setTexts(texts.entries)
            validity = nil
            setValidity(texts.validity)
            if case .texts(let offsets) = kind { kind = .coded(codes, offsets) }
        case .constant(.text(let text)):
            let bytes = Array(text.utf8)
            let texts = TextVector(
                offsets: [0, UInt32(bytes.count)], bytes: bytes, validity: .all)
            constants.append(texts)
            setTexts(texts)
            rowMask = 0
        case .constant(.integer(let integer)):
            let bytes = withUnsafeBytes(of: integer) { Array($0) }
            let holder = TextVector(offsets: [], bytes: bytes, validity: .all)
            constants.append(holder)
            kind = type == .timestamp ? .milliseconds : .integers
            values = Self.start(of: holder.bytes)
            rowMask = 0
        case .constant(nil): break
        }
    }

    private static func start<Element>(of array: [Element]) -> UnsafeRawPointer? {
        array.withUnsafeBytes(\.baseAddress)
    }

    private mutating func setValidity(_ validity: Validity) {
        guard !validity.bytes.isEmpty else { return }
        self.validity = validity.bytes.withUnsafeBufferPointer(\.baseAddress)
    }

    private mutating func setTexts(_ texts: TextVector) {
        guard let offsets = texts.offsets.withUnsafeBufferPointer(\.baseAddress) else { return }
        kind = .texts(offsets)
        values = Self.start(of: texts.bytes) ?? UnsafeRawPointer(offsets)
        setValidity(texts.validity)
    }

    @inline(__always)
    func report(_ row: Int, to result: OpaquePointer) {
        let row = row & rowMask
        if let validity, validity[row] == 0 {
            sqlite3_result_null(result)
            return
        }
        guard let values else {
            sqlite3_result_null(result)
            return
        }
        switch kind {
        case .integers: sqlite3_result_int64(result, Self.number(row, in: values))
        case .milliseconds:
            switch Instant(milliseconds: Self.number(row, in: values)).seconds {
            case .whole(let seconds): sqlite3_result_int64(result, seconds)
            case .fractional(let seconds): sqlite3_result_double(result, seconds)
            }
        case .reals: sqlite3_result_double(result, Self.number(row, in: values))
        case .texts(let offsets): report(offsets, row, values, to: result)
        case .coded(let codes, let offsets): report(offsets, Int(codes[row]), values, to: result)
        }
    }

    @inline(__always)
    private func report(
        _ offsets: UnsafePointer<UInt32>, _ index: Int, _ values: UnsafeRawPointer,
        to result: OpaquePointer
    ) {
        let start = offsets[index]
        // SQLite copies into memory that the register already has. Borrowed bytes would have to
        // outlive the page: a register may be moved into a group or a sorter.
        sqlite3_result_text(
            result, (values + Int(start)).assumingMemoryBound(to: CChar.self),
            Int32(truncatingIfNeeded: offsets[index + 1] &- start), SQLite.transient)
    }

    /// Returns the same value for a writer, which may read it while the page is held.
    ///
    /// - Parameter isUTF8: whether texts are known to be UTF-8.
    @inline(__always)
    func cell(_ row: Int, isUTF8: Bool) -> ResultCell {
        let row = row & rowMask
        guard let values, validity.map({ $0[row] != 0 }) ?? true else { return ResultCell() }
        switch kind {
        case .integers: return ResultCell(.integer, bits: Self.number(row, in: values))
        case .milliseconds:
            return switch Instant(milliseconds: Self.number(row, in: values)).seconds {
            case .whole(let seconds): ResultCell(.integer, bits: UInt64(bitPattern: seconds))
            case .fractional(let seconds): ResultCell(.real, bits: seconds.bitPattern)
            }
        case .reals: return ResultCell(.real, bits: Self.number(row, in: values))
        case .texts(let offsets): return Self.cell(offsets, row, values, isUTF8)
        case .coded(let codes, let offsets):
            return Self.cell(offsets, Int(codes[row]), values, isUTF8)
        }
    }

    @inline(__always)
    private static func cell(
        _ offsets: UnsafePointer<UInt32>, _ index: Int, _ values: UnsafeRawPointer, _ isUTF8: Bool
    ) -> ResultCell {
        let start = Int(offsets[index])
        return ResultCell(
            .text,
            bytes: UnsafeBufferPointer(
                start: (values + start).assumingMemoryBound(to: UInt8.self),
                count: Int(offsets[index + 1]) - start), isUTF8: isUTF8)
    }

    @inline(__always)
    private static func number<Number>(_ row: Int, in values: UnsafeRawPointer) -> Number {
        values.loadUnaligned(fromByteOffset: row &* MemoryLayout<Number>.stride, as: Number.self)
    }
}
