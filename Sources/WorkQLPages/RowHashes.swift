/// A hash of each row of a page over some of its columns. Rows with equal values in these columns
/// have equal hashes, also across pages that hold the values in vectors of another kind. NULL is
/// left out.
package struct RowHashes {
    package private(set) var values: [UInt64]

    package init(count: Int) { values = Array(repeating: 0x9E37_79B9_7F4A_7C15, count: count) }

    /// Mixes the values of a column into the hashes.
    ///
    /// - Parameter column: a vector with a value for each row.
    package mutating func mix(_ column: Vector) {
        values.withUnsafeMutableBufferPointer { hashes in
            switch column {
            case .integers(let integers, let validity):
                Self.mix(validity, into: hashes) { UInt64(bitPattern: integers[$0]) }
            case .reals(let reals, let validity):
                Self.mix(validity, into: hashes) { reals[$0].bitPattern }
            case .text(let texts): Self.mix(texts, into: hashes)
            case .dictionary(let texts):
                let entries = texts.entries
                let own = entries.bytes.withUnsafeBytes { bytes in
                    (0..<entries.offsets.count - 1).map { entry in
                        Self.hash(
                            bytes, Int(entries.offsets[entry])..<Int(entries.offsets[entry + 1]))
                    }
                }
                Self.mix(texts.validity, into: hashes) { own[Int(texts.codes[$0])] }
            // Hashed as if each row held the value: other pages may store it that way.
            case .constant(.integer(let value)):
                for row in hashes.indices {
                    hashes[row] = Self.mixed(hashes[row], UInt64(bitPattern: value))
                }
            case .constant(.text(let value)):
                Array(value.utf8).withUnsafeBytes { bytes in
                    let own = Self.hash(bytes, 0..<bytes.count)
                    for row in hashes.indices { hashes[row] = Self.mixed(hashes[row], own) }
                }
            case .constant(nil): break
            }
        }
    }

    /// Returns whether no two rows have the same hash, so that all rows certainly differ.
    ///
    /// - Parameter slots: a buffer for the hashes, reused from page to page.
    package func differ(slots: inout [UInt64]) -> Bool {
        // At most half of the slots are used, and 0 marks a free slot.
        let mask = (1 << (Int.bitWidth - (2 * values.count).leadingZeroBitCount)) - 1
        slots.removeAll(keepingCapacity: true)
        slots.append(contentsOf: repeatElement(0, count: mask + 1))
        return slots.withUnsafeMutableBufferPointer { slots in
            for hash in values {
                let hash = hash == 0 ? 1 : hash
                var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
                while slots[slot] != 0 {
                    if slots[slot] == hash { return false }
                    slot = (slot + 1) & mask
                }
                slots[slot] = hash
            }
            return true
        }
    }

    @inline(__always)
    private static func mixed(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        let product = (hash ^ value) &* 0xFF51_AFD7_ED55_8CCD
        return product ^ product >> 29
    }

    @inline(__always)
    private static func mix(
        _ validity: Validity, into hashes: UnsafeMutableBufferPointer<UInt64>,
        _ value: (Int) -> UInt64
    ) {
        for row in hashes.indices where !validity.isNull(row) {
            hashes[row] = mixed(hashes[row], value(row))
        }
    }

    private static func mix(
        _ texts: TextVector, into hashes: UnsafeMutableBufferPointer<UInt64>
    ) {
        texts.bytes.withUnsafeBytes { bytes in
            texts.offsets.withUnsafeBufferPointer { offsets in
                for row in hashes.indices where !texts.validity.isNull(row) {
                    let text = Int(offsets[row])..<Int(offsets[row + 1])
                    hashes[row] = mixed(hashes[row], hash(bytes, text))
                }
            }
        }
    }

    /// Returns the hash of a text by itself, so that a text of several rows is read once.
    @inline(__always)
    private static func hash(_ bytes: UnsafeRawBufferPointer, _ text: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        var (index, end) = (text.lowerBound, text.upperBound)
        var last = UInt64(end - index) << 56
        while end - index >= 8 {
            hash = mixed(hash, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        while index < end {
            end -= 1
            last = last << 8 ^ UInt64(bytes[end])
        }
        return mixed(hash, last)
    }
}

/// The hashes of rows, added page by page.
package struct SeenHashes {
    /// The hash table: at most half of the slots are used, and 0 marks a free slot.
    private var slots: [UInt64] = []
    private var count = 0

    package init() {}

    package mutating func removeAll() {
        slots.removeAll(keepingCapacity: true)
        count = 0
    }

    /// Adds the hashes of a page.
    ///
    /// - Returns: whether no two of all added hashes are equal, so that all rows certainly differ.
    ///   After false the result has no meaning until all hashes are removed.
    package mutating func takeDistinct(_ hashes: RowHashes) -> Bool {
        let values = hashes.values
        makeRoom(for: values.count)
        let mask = slots.count - 1
        let areDistinct = slots.withUnsafeMutableBufferPointer { slots in
            for value in values {
                let hash = value == 0 ? 1 : value
                var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
                while slots[slot] != 0 {
                    if slots[slot] == hash { return false }
                    slot = (slot + 1) & mask
                }
                slots[slot] = hash
            }
            return true
        }
        count += values.count
        return areDistinct
    }

    private mutating func makeRoom(for more: Int) {
        guard 2 * (count + more) > slots.count else { return }
        let old = slots
        let bits = Int.bitWidth - (2 * (count + more)).leadingZeroBitCount
        slots = Array(repeating: 0, count: 1 << bits)
        let mask = slots.count - 1
        for hash in old where hash != 0 {
            var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = hash
        }
    }
}
