/// The values of a column without its NULLs, as they are written.
enum DenseValues {
    case booleans([Bool])
    case narrow([Int64])
    case wide([Int64])
    case reals([Double])
    case bytes(ParquetBytes)
    /// A dictionary that the column already has.
    case coded([UInt32], ParquetBytes)

    init(_ column: ParquetColumn) throws(ParquetError) {
        let validity = column.validity
        func dense<T>(_ values: [T]) -> [T] {
            guard let validity else { return values }
            return zip(values, validity).compactMap { $1 ? $0 : nil }
        }
        switch (column.values, column.type.physical) {
        case (.booleans(let values), .boolean): self = .booleans(dense(values))
        case (.integers(let values), .int32):
            let values = dense(values)
            guard values.allSatisfy({ Int32(exactly: $0) != nil }) else {
                throw .unsupported("date or time beyond 32 bits in \(column.name)")
            }
            self = .narrow(values)
        case (.integers(let values), .int64): self = .wide(dense(values))
        case (.reals(let values), .double): self = .reals(dense(values))
        case (.bytes(let values), .byteArray):
            guard let validity else {
                self = .bytes(values)
                return
            }
            var kept = ParquetBytes()
            for index in 0..<values.count where validity[index] { kept.append(values[index]) }
            self = .bytes(kept)
        case (.dictionary(let codes, let entries), .byteArray):
            let codes = dense(codes).map { UInt32(bitPattern: $0) }
            guard codes.allSatisfy({ $0 < UInt32(clamping: entries.count) }) else {
                throw .malformed("code outside the dictionary of \(column.name)")
            }
            self = .coded(codes, entries)
        default: throw .malformed("type of \(column.name)")
        }
    }

    var count: Int {
        switch self {
        case .booleans(let values): values.count
        case .narrow(let values), .wide(let values): values.count
        case .reals(let values): values.count
        case .bytes(let values): values.count
        case .coded(let codes, _): codes.count
        }
    }

    /// Whether the values already have a dictionary.
    var isCoded: Bool { if case .coded = self { true } else { false } }

    /// The encoding that is used without a dictionary.
    var encoding: Int {
        switch self {
        case .narrow, .wide: 5
        default: 0
        }
    }

    /// Returns the approximate size of a value in a page, in bytes.
    func size(at index: Int) -> Int {
        if case .bytes(let values) = self {
            values.offsets[index + 1] - values.offsets[index] + 4
        } else {
            8
        }
    }

    func append(_ range: Range<Int>, to page: inout [UInt8]) {
        switch self {
        case .narrow(let values): page.appendDelta(Array(values[range]), narrow: true)
        case .wide(let values): page.appendDelta(Array(values[range]), narrow: false)
        default: appendPlain(range, to: &page)
        }
    }

    func appendPlain(_ range: Range<Int>, to page: inout [UInt8]) {
        switch self {
        case .booleans(let values):
            for start in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                var byte: UInt8 = 0
                for index in start..<min(start + 8, range.upperBound) where values[index] {
                    byte |= 1 << UInt8(index - start)
                }
                page.append(byte)
            }
        case .narrow(let values):
            for value in values[range] { page.appendLittleEndian(Int32(truncatingIfNeeded: value)) }
        case .wide(let values):
            for value in values[range] { page.appendLittleEndian(value) }
        case .reals(let values):
            for value in values[range] { page.appendLittleEndian(value.bitPattern) }
        case .bytes(let values):
            for index in range {
                let value = values[index]
                page.appendLittleEndian(UInt32(truncatingIfNeeded: value.count))
                page.append(contentsOf: value)
            }
        case .coded: break
        }
    }

    /// Returns a dictionary if it makes the column shorter, otherwise nil.
    func makeDictionary() -> (codes: [UInt32], entries: DenseValues)? {
        switch self {
        case .booleans, .narrow: return nil
        case .coded(let codes, let entries): return (codes, .bytes(entries))
        case .wide(let values):
            guard let (codes, entries) = distinct(values, limit: 1 << 12) else { return nil }
            return (codes, .wide(entries))
        case .reals(let values):
            // Compared by bits, so that NaN and -0.0 are preserved.
            guard let (codes, entries) = distinct(values.map(\.bitPattern), limit: 1 << 16) else {
                return nil
            }
            return (codes, .reals(entries.map { Double(bitPattern: $0) }))
        case .bytes(let values):
            return Self.dictionary(of: values)
        }
    }

    private func distinct<T: Hashable>(
        _ values: [T], limit: Int
    ) -> (codes: [UInt32], entries: [T])? {
        let limit = min(limit, values.count / 4)
        var indices: [T: UInt32] = [:]
        var codes: [UInt32] = []
        var entries: [T] = []
        codes.reserveCapacity(values.count)
        for value in values {
            if let index = indices[value] {
                codes.append(index)
                continue
            }
            guard entries.count < limit else { return nil }
            indices[value] = UInt32(entries.count)
            codes.append(UInt32(entries.count))
            entries.append(value)
        }
        return entries.isEmpty ? nil : (codes, entries)
    }

    private static func dictionary(
        of values: ParquetBytes
    ) -> (codes: [UInt32], entries: DenseValues)? {
        var distinct = DistinctBytes(rows: values.count)
        var codes: [UInt32] = []
        codes.reserveCapacity(values.count)
        for index in 0..<values.count {
            let range = values.offsets[index]..<values.offsets[index + 1]
            guard let code = distinct.code(of: range, in: values.data, guess: codes.last) else {
                return nil
            }
            codes.append(code)
        }
        return distinct.entries.count == 0 ? nil : (codes, .bytes(distinct.entries))
    }
}

/// Distinct byte strings, up to the number at which a dictionary is still useful.
package struct DistinctBytes {
    package private(set) var entries = ParquetBytes()
    private let limit: Int
    private let budget = 1 << 20
    private var slots: [Int32]

    /// - Parameter rows: the total number of values.
    package init(rows: Int) {
        limit = min(1 << 16, rows / 2)
        slots = Array(repeating: -1, count: 1 << bitWidth(of: 2 * limit + 1))
    }

    /// Returns the index of an entry, which is created if it does not exist.
    ///
    /// - Parameter guess: the index to try first, because adjacent rows are often equal.
    /// - Returns: nil if there would be more entries, or more bytes, than a useful dictionary has.
    package mutating func code(
        of range: Range<Int>, in data: [UInt8], guess: UInt32? = nil
    ) -> UInt32? {
        if let guess, data.equals(range, entries, Int(guess)) { return guess }
        let mask = slots.count - 1
        var slot = data.hash(range) & mask
        var code = slots[slot]
        while code >= 0, !data.equals(range, entries, Int(code)) {
            slot = (slot + 1) & mask
            code = slots[slot]
        }
        if code >= 0 { return UInt32(code) }
        guard entries.count < limit, entries.data.count + range.count <= budget else { return nil }
        slots[slot] = Int32(entries.count)
        entries.append(data[range])
        return UInt32(entries.count - 1)
    }
}

extension [UInt8] {
    fileprivate func hash(_ range: Range<Int>) -> Int {
        withUnsafeBytes { bytes in
            var hash: UInt64 = UInt64(range.count)
            var index = range.lowerBound
            while range.upperBound &- index >= 8 {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
                index &+= 8
            }
            while index < range.upperBound {
                hash = (hash ^ UInt64(bytes[index])) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
                index &+= 1
            }
            return Int(truncatingIfNeeded: hash >> 8)
        }
    }

    fileprivate func equals(_ range: Range<Int>, _ entries: ParquetBytes, _ entry: Int) -> Bool {
        let start = entries.offsets[entry]
        guard entries.offsets[entry + 1] - start == range.count else { return false }
        return withUnsafeBytes { bytes in
            entries.data.withUnsafeBytes { other in
                bytes[range].elementsEqual(other[start..<start + range.count])
            }
        }
    }
}
