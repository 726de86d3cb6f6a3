/// Decodes DELTA_BINARY_PACKED from `position`, which is moved past it.
///
/// Differences wrap around, as the format requires. Throws if there are more than `limit` values.
func decodeDelta(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ end: Int, limit: Int
) throws(ParquetError) -> [Int64] {
    let blockSize = try readVarint(bytes, &position, end)
    let miniblocks = try readVarint(bytes, &position, end)
    let total = try readVarint(bytes, &position, end)
    var value = zigZag(try readVarint(bytes, &position, end))
    guard blockSize > 0, blockSize <= 1 << 20, miniblocks > 0, blockSize % miniblocks == 0,
        (blockSize / miniblocks) % 8 == 0
    else { throw .malformed("block of differences") }
    guard total <= UInt64(limit) else { throw .malformed("more values than the page states") }
    let count = Int(total)
    let perMiniblock = Int(blockSize / miniblocks)
    var values: [Int64] = []
    guard count > 0 else { return values }
    values.reserveCapacity(count)
    values.append(value)
    while values.count < count {
        let least = zigZag(try readVarint(bytes, &position, end))
        guard end - position >= Int(miniblocks) else { throw .truncated }
        let widths = position
        position += Int(miniblocks)
        for miniblock in 0..<Int(miniblocks) where values.count < count {
            let width = Int(bytes[widths + miniblock])
            guard width <= 64 else { throw .malformed("width of \(width) bits") }
            let wanted = min(perMiniblock, count - values.count)
            guard (wanted * width + 7) / 8 <= end - position else { throw .truncated }
            var bit = 0
            // Up to 57 bits are in the eight bytes from the first one of them.
            let lastBit = (end &- position &- 8) &* 8 &+ 7
            let quick =
                width == 0
                ? wanted : width > 57 || lastBit < 0 ? 0 : min(wanted, lastBit / width + 1)
            let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) &- 1
            for _ in 0..<quick {
                if width > 0 {
                    let word = UInt64(
                        littleEndian: bytes.loadUnaligned(
                            fromByteOffset: position &+ bit >> 3, as: UInt64.self))
                    let delta = word &>> UInt64(truncatingIfNeeded: bit & 7) & mask
                    value = value &+ Int64(bitPattern: delta)
                    bit &+= width
                }
                value = value &+ least
                values.append(value)
            }
            for _ in quick..<wanted {
                let delta = readBits(bytes, position, end, bit, width)
                bit &+= width
                value = value &+ least &+ Int64(bitPattern: delta)
                values.append(value)
            }
            position = min(end, position + perMiniblock / 8 * width)
        }
    }
    return values
}

private func zigZag(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
}

/// Reads `width` bits that begin `bit` bits after `base`; the caller has checked that they exist.
@inline(__always)
private func readBits(
    _ bytes: UnsafeRawBufferPointer, _ base: Int, _ end: Int, _ bit: Int, _ width: Int
) -> UInt64 {
    guard width > 0 else { return 0 }
    let first = base &+ bit >> 3
    let shift = UInt64(bit & 7)
    let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) &- 1
    if end &- first >= 9 {
        let low = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: first, as: UInt64.self))
        let value = low >> shift
        guard shift > 0, Int(shift) &+ width > 64 else { return value & mask }
        return (value | UInt64(bytes[first &+ 8]) << (64 &- shift)) & mask
    }
    var value: UInt64 = 0
    for index in 0..<(Int(shift) + width + 7) / 8 {
        let byte = UInt64(bytes[first + index])
        let position = 8 * index - Int(shift)
        value |= position >= 0 ? byte << UInt64(position) : byte >> UInt64(-position)
    }
    return value & mask
}

extension [UInt8] {
    /// Appends DELTA_BINARY_PACKED in blocks of 128, four miniblocks each.
    ///
    /// - Parameter narrow: whether the column is INT32. Some readers accept only differences of 32
    ///   bits, so differences wrap around at 32 bits there.
    mutating func appendDelta(_ values: [Int64], narrow: Bool) {
        appendVarint(128)
        appendVarint(4)
        appendVarint(UInt64(values.count))
        let first = values.first ?? 0
        appendZigZag(first)
        var index = 1
        var deltas: [Int64] = []
        deltas.reserveCapacity(128)
        while index < values.count {
            let end = Swift.min(index + 128, values.count)
            deltas.removeAll(keepingCapacity: true)
            for row in index..<end {
                let delta = values[row] &- values[row - 1]
                deltas.append(narrow ? Int64(Int32(truncatingIfNeeded: delta)) : delta)
            }
            let least = deltas.min() ?? 0
            appendZigZag(least)
            var widths: [Int] = []
            for start in stride(from: 0, to: 128, by: 32) {
                var all: UInt64 = 0
                for position in start..<Swift.max(start, Swift.min(start + 32, deltas.count)) {
                    all |= residue(deltas[position], least, narrow)
                }
                widths.append(64 - all.leadingZeroBitCount)
            }
            for width in widths { append(UInt8(width)) }
            for (miniblock, width) in widths.enumerated() where miniblock * 32 < deltas.count {
                appendMiniblock(deltas, miniblock * 32, least, narrow, width)
            }
            index = end
        }
    }

    private func residue(_ delta: Int64, _ least: Int64, _ narrow: Bool) -> UInt64 {
        let rest = UInt64(bitPattern: delta &- least)
        return narrow ? rest & 0xffff_ffff : rest
    }

    private mutating func appendMiniblock(
        _ deltas: [Int64], _ start: Int, _ least: Int64, _ narrow: Bool, _ width: Int
    ) {
        var buffer: UInt64 = 0
        var held = 0
        for index in start..<start + 32 {
            let value = index < deltas.count ? residue(deltas[index], least, narrow) : 0
            buffer |= value << UInt64(held)
            held += width
            guard held >= 64 else { continue }
            appendLittleEndian(buffer)
            held -= 64
            buffer = held > 0 ? value >> UInt64(width - held) : 0
        }
        while held > 0 {
            append(UInt8(truncatingIfNeeded: buffer))
            buffer >>= 8
            held -= 8
        }
    }

    private mutating func appendZigZag(_ value: Int64) {
        appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }
}
