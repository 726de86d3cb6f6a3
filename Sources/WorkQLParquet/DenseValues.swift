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
            return [T](unsafeUninitializedCapacity: values.count) { dense, count in
                for (value, isValid) in zip(values, validity) where isValid {
                    dense.initializeElement(at: count, to: value)
                    count += 1
                }
            }
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
            let dense = dense(codes)
            var greatest: UInt32 = 0
            let codes = [UInt32](unsafeUninitializedCapacity: dense.count) { codes, count in
                for (index, code) in dense.enumerated() {
                    let code = UInt32(bitPattern: code)
                    greatest = max(greatest, code)
                    codes.initializeElement(at: index, to: code)
                }
                count = dense.count
            }
            guard codes.isEmpty || greatest < UInt32(clamping: entries.count) else {
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

    /// Whether values differ in size.
    var varies: Bool { if case .bytes = self { true } else { false } }

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

    private func distinct<T: FixedWidthInteger>(
        _ values: [T], limit: Int
    ) -> (codes: [UInt32], entries: [T])? {
        let limit = min(limit, values.count / 4)
        var slots = [Int32](repeating: -1, count: 1 << bitWidth(of: 2 * limit + 1))
        let mask = slots.count - 1
        var codes: [UInt32] = []
        var entries: [T] = []
        codes.reserveCapacity(values.count)
        for value in values {
            let product =
                UInt64(truncatingIfNeeded: value ^ value >> 32) &* 0x9E37_79B9_7F4A_7C15
            var slot = Int(truncatingIfNeeded: product >> 24) & mask
            while slots[slot] >= 0, entries[Int(slots[slot])] != value {
                slot = (slot + 1) & mask
            }
            if slots[slot] < 0 {
                guard entries.count < limit else { return nil }
                slots[slot] = Int32(entries.count)
                entries.append(value)
            }
            codes.append(UInt32(bitPattern: slots[slot]))
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
