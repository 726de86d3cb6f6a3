/// A hash of each row of a page over some of its columns: rows that are alike in them have the same.
package struct RowHashes {
    package private(set) var values: [UInt64]

    package init(count: Int) { values = Array(repeating: 0x9E37_79B9_7F4A_7C15, count: count) }

    /// - Parameter column: with a value for each row.
    package mutating func mix(_ column: Vector) {
        values.withUnsafeMutableBufferPointer { hashes in
            switch column {
            case .integers(let integers, let validity):
                Self.mix(validity, into: hashes) { UInt64(bitPattern: integers[$0]) }
            case .reals(let reals, let validity):
                Self.mix(validity, into: hashes) { reals[$0].bitPattern }
            case .text(let texts): Self.mix(texts, into: hashes)
            case .dictionary(let texts): Self.mix(texts.spread, into: hashes)
            case .constant: break
            }
        }
    }

    /// Whether no two rows have the same hash, so that they certainly differ.
    ///
    /// - Parameter slots: room for the hashes, kept from page to page.
    package func differ(slots: inout [UInt64]) -> Bool {
        // At most half full, and 0 is free.
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
                for row in hashes.indices {
                    var (index, end) = (Int(offsets[row]), Int(offsets[row + 1]))
                    var last = UInt64(end - index) << 56
                    while end - index >= 8 {
                        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                        hashes[row] = mixed(hashes[row], word)
                        index += 8
                    }
                    while index < end {
                        end -= 1
                        last = last << 8 ^ UInt64(bytes[end])
                    }
                    hashes[row] = mixed(hashes[row], last)
                }
            }
        }
    }
}
