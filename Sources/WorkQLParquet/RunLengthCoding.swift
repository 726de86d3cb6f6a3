/// A decoder of small numbers of one width in runs and bit-packed groups: levels, dictionary codes,
/// RLE booleans.
struct RunLengthDecoder {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int
    private let end: Int
    private let width: Int

    init(_ bytes: UnsafeRawBufferPointer, from: Int, to end: Int, width: Int) throws(ParquetError) {
        guard (0...32).contains(width) else { throw .malformed("width of \(width) bits") }
        self.bytes = bytes
        position = from
        self.end = end
        self.width = width
    }

    /// Fills `output` with the next numbers.
    mutating func decode(into output: UnsafeMutableBufferPointer<UInt32>) throws(ParquetError) {
        var done = 0
        // Runs may contain more numbers than the page has values, but only in the last of them.
        while done < output.count {
            let header = try readVarint(bytes, &position, end)
            if header & 1 == 0 {
                let size = (width + 7) / 8
                guard end - position >= size else { throw .truncated }
                var value: UInt32 = 0
                for index in 0..<size {
                    value |= UInt32(bytes[position + index]) << UInt32(8 * index)
                }
                position += size
                guard header >> 1 > 0 else { throw .malformed("run of no values") }
                let count = Int(min(header >> 1, UInt64(output.count - done)))
                output[done..<done + count].update(repeating: value)
                done += count
            } else {
                let groups = header >> 1
                guard groups > 0 else { throw .malformed("run of no values") }
                let wanted = output.count - done
                let count = groups > UInt64(wanted) ? wanted : min(Int(groups) * 8, wanted)
                // Some writers omit the last group's unused bytes.
                guard (count * width + 7) / 8 <= end - position else { throw .truncated }
                unpack(count, into: output, at: done)
                let (size, overflow) = Int(truncatingIfNeeded: groups).multipliedReportingOverflow(
                    by: width)
                position += overflow || size > end - position || size < 0 ? end - position : size
                done += count
            }
        }
    }

    /// Returns whether the next `count` numbers are one run of a value, without reading them.
    func isRun(of value: UInt32, count: Int) -> Bool {
        var next = position
        guard let header = try? readVarint(bytes, &next, end), header & 1 == 0,
            header >> 1 >= UInt64(count), end - next >= (width + 7) / 8
        else { return false }
        var found: UInt32 = 0
        for index in 0..<(width + 7) / 8 {
            found |= UInt32(bytes[next + index]) << UInt32(8 * index)
        }
        return found == value
    }

    private func unpack(
        _ count: Int, into output: UnsafeMutableBufferPointer<UInt32>, at start: Int
    ) {
        guard width > 0 else {
            output[start..<start + count].update(repeating: 0)
            return
        }
        let mask: UInt64 = (1 << UInt64(width)) &- 1
        // A number has at most 32 bits, so that the eight bytes from its first one contain it.
        let lastBit = (end &- position &- 8) &* 8 &+ 7
        let quick = lastBit < 0 ? 0 : min(count, lastBit / width + 1)
        var bit = 0
        for index in 0..<quick {
            let word = UInt64(
                littleEndian: bytes.loadUnaligned(
                    fromByteOffset: position &+ bit >> 3, as: UInt64.self))
            output[start &+ index] = UInt32(
                truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: bit & 7) & mask)
            bit &+= width
        }
        guard quick < count else { return }
        // Of the first of the rest, some bits may be in a byte that is already read.
        var next = position &+ bit >> 3
        var (buffer, held): (UInt64, Int) = (0, 0)
        if bit & 7 > 0 {
            buffer = UInt64(bytes[next]) >> UInt64(bit & 7)
            held = 8 &- bit & 7
            next &+= 1
        }
        for index in quick..<count {
            while held < width {
                buffer |= UInt64(bytes[next]) << UInt64(held)
                next &+= 1
                held &+= 8
            }
            output[start &+ index] = UInt32(truncatingIfNeeded: buffer & mask)
            buffer >>= UInt64(width)
            held &-= width
        }
    }
}

/// Reads an unsigned number with seven bits in each byte.
func readVarint(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ end: Int
) throws(ParquetError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
        guard position < end else { throw .truncated }
        guard shift < 64 else { throw .malformed("number of more than 64 bits") }
        let byte = bytes[position]
        position += 1
        value |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return value }
        shift += 7
    }
}

/// Returns the number of bits that numbers up to `maximum` need.
func bitWidth(of maximum: Int) -> Int { Int.bitWidth - maximum.leadingZeroBitCount }

extension [UInt8] {
    mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    mutating func appendLittleEndian<T: FixedWidthInteger>(_ value: T) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends numbers of `width` bits: as runs where at least eight are equal, as packed groups
    /// between.
    mutating func appendRuns(_ values: UnsafeBufferPointer<UInt32>, width: Int) {
        var packedFrom = 0
        var index = 0
        while index < values.count {
            var end = index + 1
            while end < values.count, values[end] == values[index] { end += 1 }
            // A packed group has eight values, so a run may yield its first ones to fill a group.
            let borrowed = (8 - (index - packedFrom) % 8) % 8
            if end - index - borrowed >= 8 {
                appendPacked(values, packedFrom, index + borrowed, width: width)
                let start = index + borrowed
                appendVarint(UInt64(end - start) << 1)
                for byte in 0..<(width + 7) / 8 {
                    append(UInt8(truncatingIfNeeded: values[start] >> UInt32(8 * byte)))
                }
                packedFrom = end
            }
            index = end
        }
        appendPacked(values, packedFrom, values.count, width: width)
    }

    private mutating func appendPacked(
        _ values: UnsafeBufferPointer<UInt32>, _ from: Int, _ to: Int, width: Int
    ) {
        guard from < to else { return }
        let groups = (to - from + 7) / 8
        appendVarint(UInt64(groups) << 1 | 1)
        // Eight bytes are written at a time; those after the last group are removed again.
        let start = count
        append(contentsOf: repeatElement(0, count: groups * width + 8))
        withUnsafeMutableBytes { bytes in
            var buffer: UInt64 = 0
            var held = 0
            var position = start
            for index in from..<to {
                let value = UInt64(values[index])
                buffer |= value << UInt64(held)
                held &+= width
                guard held >= 64 else { continue }
                bytes.storeBytes(of: buffer.littleEndian, toByteOffset: position, as: UInt64.self)
                position &+= 8
                held &-= 64
                // What of the value did not fit; nothing if it ended with the word.
                buffer = held > 0 ? value >> UInt64(width &- held) : 0
            }
            bytes.storeBytes(of: buffer.littleEndian, toByteOffset: position, as: UInt64.self)
        }
        removeLast(8)
    }
}
