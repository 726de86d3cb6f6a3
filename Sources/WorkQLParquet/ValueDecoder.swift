/// The physical values of a page, before their logical type is applied.
enum RawValues {
    case booleans([Bool])
    case integers([Int64])
    case reals([Double])
    case bytes(ParquetBytes)

    var count: Int {
        switch self {
        case .booleans(let values): values.count
        case .integers(let values): values.count
        case .reals(let values): values.count
        case .bytes(let values): values.count
        }
    }

    init(empty physical: PhysicalType) {
        self =
            switch physical {
            case .boolean: .booleans([])
            case .int32, .int64, .int96: .integers([])
            case .float, .double: .reals([])
            case .byteArray, .fixed: .bytes(ParquetBytes())
            }
    }
}

extension RawValues {
    /// Appends the values of a further page.
    consuming func appending(_ raw: RawValues) throws(ParquetError) -> RawValues {
        // What follows nothing is not copied: mostly a column's only page.
        switch raw {
        case .booleans(let new):
            guard case .booleans(var all) = consume self else { throw .malformed("type of a page") }
            if all.isEmpty { return .booleans(new) }
            all += new
            return .booleans(all)
        case .integers(let new):
            guard case .integers(var all) = consume self else { throw .malformed("type of a page") }
            if all.isEmpty { return .integers(new) }
            all += new
            return .integers(all)
        case .reals(let new):
            guard case .reals(var all) = consume self else { throw .malformed("type of a page") }
            if all.isEmpty { return .reals(new) }
            all += new
            return .reals(all)
        case .bytes(let new):
            guard case .bytes(var all) = consume self else { throw .malformed("type of a page") }
            if all.count == 0 { return .bytes(new) }
            let start = all.data.count
            guard new.data.count <= 1 << 31 - start else {
                throw .unsupported("column of more than 2 GB in a row group")
            }
            all.data += new.data
            all.offsets.append(contentsOf: new.offsets.dropFirst().lazy.map { $0 + start })
            return .bytes(all)
        }
    }
}

/// A decoder of the `count` values of one page, which begin at `position`.
struct ValueDecoder {
    let leaf: ParquetLeaf
    let bytes: UnsafeRawBufferPointer
    var position: Int
    let count: Int

    private var rest: Int { bytes.count - position }

    mutating func decode(encoding: Int) throws(ParquetError) -> RawValues {
        switch (encoding, leaf.physical) {
        case (0, _): return try plain()
        case (3, .boolean): return try runLengthBooleans()
        case (5, .int32), (5, .int64):
            let values = try decodeDelta(bytes, &position, bytes.count, limit: count)
            guard values.count == count else { throw .malformed("number of values in a page") }
            guard leaf.physical == .int32 else { return .integers(values) }
            return .integers(values.map { Int64(Int32(truncatingIfNeeded: $0)) })
        case (6, .byteArray): return .bytes(try deltaLengths())
        case (7, .byteArray), (7, .fixed): return .bytes(try deltaStrings())
        case (9, _): return try byteStreamSplit()
        default: throw .unsupported("encoding \(encoding) of type \(leaf.physical)")
        }
    }

    private func require(_ size: Int) throws(ParquetError) {
        let (total, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, total <= rest else { throw .truncated }
    }

    private func plain() throws(ParquetError) -> RawValues {
        switch leaf.physical {
        case .boolean:
            guard (count + 7) / 8 <= rest else { throw .truncated }
            return .booleans(
                (0..<count).map { bytes[position + $0 >> 3] >> UInt8($0 & 7) & 1 == 1 })
        case .int32:
            try require(4)
            return .integers(gather(4) { Int64(load($0, Int32.self)) })
        case .int64:
            try require(8)
            return .integers(gather(8) { load($0, Int64.self) })
        case .int96:
            try require(12)
            var values: [Int64] = []
            values.reserveCapacity(count)
            for index in 0..<count {
                values.append(try micros(int96: position + 12 * index))
            }
            return .integers(values)
        case .float:
            try require(4)
            return .reals(gather(4) { Double(Float(bitPattern: load($0, UInt32.self))) })
        case .double:
            try require(8)
            return .reals(gather(8) { Double(bitPattern: load($0, UInt64.self)) })
        case .byteArray: return .bytes(try plainBytes())
        case .fixed:
            try require(leaf.length)
            return .bytes(
                ParquetBytes(
                    data: Array(bytes[position..<position + count * leaf.length]),
                    offsets: (0...count).map { $0 * leaf.length }))
        }
    }

    @inline(__always)
    private func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// Reads `count` values of `size` bytes; the caller has checked that they exist.
    @inline(__always)
    private func gather<T>(_ size: Int, _ value: (Int) -> T) -> [T] {
        [T](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                buffer.initializeElement(at: index, to: value(position &+ index &* size))
            }
            initialized = count
        }
    }

    /// Reads nanoseconds of a Julian day, as Impala and old Spark write instants. The fraction
    /// below a microsecond is dropped, because instants of year 1 do not fit in nanoseconds.
    private func micros(int96 offset: Int) throws(ParquetError) -> Int64 {
        let nanos = load(offset, Int64.self)
        let day = Int64(load(offset + 8, Int32.self)) - 2_440_588
        let (start, overflow) = day.multipliedReportingOverflow(by: 86_400_000_000)
        let part = nanos.quotientAndRemainder(dividingBy: 1000)
        let (sum, over) = start.addingReportingOverflow(
            part.remainder < 0 ? part.quotient - 1 : part.quotient)
        guard !overflow, !over else {
            throw .unsupported("INT96 instant beyond 64 bits of microseconds")
        }
        return sum
    }

    private func plainBytes() throws(ParquetError) -> ParquetBytes {
        guard count <= rest / 4 else { throw .truncated }
        var result = ParquetBytes()
        result.offsets.reserveCapacity(count + 1)
        result.data.reserveCapacity(rest - 4 * count)
        var next = position
        for _ in 0..<count {
            guard bytes.count - next >= 4 else { throw .truncated }
            let length = Int(load(next, UInt32.self))
            next += 4
            guard length <= bytes.count - next else { throw .truncated }
            result.data.append(contentsOf: bytes[next..<next + length])
            result.offsets.append(result.data.count)
            next += length
        }
        return result
    }

    private mutating func runLengthBooleans() throws(ParquetError) -> RawValues {
        guard rest >= 4 else { throw .truncated }
        let length = Int(load(position, UInt32.self))
        position += 4
        guard length <= rest else { throw .truncated }
        var decoder = try RunLengthDecoder(bytes, from: position, to: position + length, width: 1)
        return .booleans(try decodeRuns(&decoder, count).map { $0 == 1 })
    }

    private mutating func lengths() throws(ParquetError) -> [Int64] {
        let lengths = try decodeDelta(bytes, &position, bytes.count, limit: count)
        guard lengths.count == count else { throw .malformed("number of values in a page") }
        return lengths
    }

    private mutating func deltaLengths() throws(ParquetError) -> ParquetBytes {
        let lengths = try lengths()
        var result = ParquetBytes()
        result.offsets.reserveCapacity(count + 1)
        var total = 0
        for length in lengths {
            guard length >= 0, length <= rest - total else { throw .truncated }
            total += Int(length)
            result.offsets.append(total)
        }
        result.data = Array(bytes[position..<position + total])
        position += total
        return result
    }

    private mutating func deltaStrings() throws(ParquetError) -> ParquetBytes {
        let prefixes = try lengths()
        let suffixes = try deltaLengths()
        guard prefixes.count == suffixes.count else { throw .malformed("number of prefixes") }
        var result = ParquetBytes()
        result.offsets.reserveCapacity(count + 1)
        // Shared prefixes expand: a page of `n` bytes may state n² / 4 bytes of text.
        var budget = 1 << 28
        var last = 0..<0
        for index in 0..<count {
            guard prefixes[index] >= 0, prefixes[index] <= last.count else {
                throw .malformed("length of a prefix")
            }
            let prefix = last.lowerBound..<last.lowerBound + Int(prefixes[index])
            budget -= prefix.count
            guard budget >= 0 else { throw .unsupported("page of more than 256 MB") }
            let start = result.data.count
            // Copied to a new array: a slice would keep the array from being extended in place.
            result.data.append(contentsOf: Array(result.data[prefix]))
            result.data.append(contentsOf: suffixes[index])
            last = start..<result.data.count
            guard leaf.physical != .fixed || last.count == leaf.length else {
                throw .malformed("size of a value")
            }
            result.offsets.append(result.data.count)
        }
        return result
    }

    private func byteStreamSplit() throws(ParquetError) -> RawValues {
        let size =
            switch leaf.physical {
            case .int32, .float: 4
            case .int64, .double: 8
            case .fixed: leaf.length
            default: 0
            }
        guard size > 0 else { throw .unsupported("encoding 9 of type \(leaf.physical)") }
        try require(size)
        var joined = [UInt8](repeating: 0, count: count * size)
        for byte in 0..<size {
            for index in 0..<count {
                joined[index * size + byte] = bytes[position + byte * count + index]
            }
        }
        return try withBytes(of: joined[...]) { joined throws(ParquetError) in
            var plain = ValueDecoder(leaf: leaf, bytes: joined, position: 0, count: count)
            return try plain.decode(encoding: 0)
        }
    }
}

/// Returns the next `count` numbers of `decoder`. The caller has bounded the count.
func decodeRuns(
    _ decoder: inout RunLengthDecoder, _ count: Int
) throws(ParquetError) -> [UInt32] {
    var failure: ParquetError?
    let values = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
        let part = UnsafeMutableBufferPointer(rebasing: buffer[0..<count])
        part.initialize(repeating: 0)
        do throws(ParquetError) {
            try decoder.decode(into: part)
        } catch {
            failure = error
        }
        initialized = count
    }
    if let failure { throw failure }
    return values
}

/// Calls `withUnsafeBytes` with the single error type of this module.
func withBytes<R>(
    of array: ArraySlice<UInt8>, _ body: (UnsafeRawBufferPointer) throws(ParquetError) -> R
) throws(ParquetError) -> R {
    let result: Result<R, ParquetError> = array.withUnsafeBytes { buffer in
        do throws(ParquetError) {
            return .success(try body(buffer))
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}
