/// Distinct byte strings, up to the number at which a dictionary is still useful.
package struct DistinctBytes {
    package private(set) var entries = ParquetBytes()
    private let limit: Int
    private let budget = 1 << 20
    /// The hash table: the indices of entries, of which there are at most half as many as slots, and
    /// -1 for a free slot. Most columns have few entries, whose table stays in the cache.
    private var slots: [Int32]

    /// - Parameter rows: the total number of values.
    package init(rows: Int) {
        limit = min(1 << 16, rows / 2)
        slots = Array(repeating: -1, count: 1 << bitWidth(of: 2 * min(limit, 1 << 8) + 1))
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
        if 2 * entries.count > slots.count { grow() }
        return UInt32(entries.count - 1)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 2 * slots.count)
        let mask = slots.count - 1
        for entry in 0..<entries.count {
            let range = entries.offsets[entry]..<entries.offsets[entry + 1]
            var slot = entries.data.hash(range) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(entry)
        }
    }
}

extension [UInt8] {
    fileprivate func hash(_ range: Range<Int>) -> Int {
        withUnsafeBytes { bytes in
            var hash = UInt64(range.count)
            func mix(_ word: UInt64) {
                hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
            }
            var index = range.lowerBound
            while range.upperBound &- index > 8 {
                mix(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index &+= 8
            }
            mix(bytes.lastWord(of: range))
            return Int(truncatingIfNeeded: hash >> 8)
        }
    }

    fileprivate func equals(_ range: Range<Int>, _ entries: ParquetBytes, _ entry: Int) -> Bool {
        let other = entries.offsets[entry]..<entries.offsets[entry + 1]
        guard other.count == range.count else { return false }
        return withUnsafeBytes { bytes in
            entries.data.withUnsafeBytes { others in
                var (index, place) = (range.lowerBound, other.lowerBound)
                while range.upperBound &- index > 8 {
                    let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    guard word == others.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    else { return false }
                    index &+= 8
                    place &+= 8
                }
                return bytes.lastWord(of: range) == others.lastWord(of: other)
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Returns a word with the last eight bytes of a range, or with all bytes of a shorter one.
    @inline(__always)
    fileprivate func lastWord(of range: Range<Int>) -> UInt64 {
        let end = range.upperBound
        if range.count >= 8 {
            return loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self)
        }
        if range.count >= 4 {
            let first = loadUnaligned(fromByteOffset: range.lowerBound, as: UInt32.self)
            let last = loadUnaligned(fromByteOffset: end &- 4, as: UInt32.self)
            return UInt64(first) << 32 | UInt64(last)
        }
        guard range.count > 0 else { return 0 }
        let middle = UInt64(self[range.lowerBound &+ range.count / 2]) << 8
        return UInt64(self[range.lowerBound]) << 16 | middle | UInt64(self[end &- 1])
    }
}
