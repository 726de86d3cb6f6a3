import WorkQLPages

/// Pages with a checksum behind them: what a disk or a copy has changed of a page would be taken for
/// rows of the service.
extension PageCodec {
    private static let length = MemoryLayout<UInt64>.size

    static func sealed(_ page: Page) -> [UInt8] {
        var bytes = encode(page)
        withUnsafeBytes(of: Checksum.of(bytes[...])) { bytes.append(contentsOf: $0) }
        return bytes
    }

    static func isSealed(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= length else { return false }
        let sum = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: bytes.count - length, as: UInt64.self)
        }
        return sum == Checksum.of(bytes.dropLast(length))
    }

    /// nil for bytes that are not as they were sealed.
    static func opened(_ bytes: [UInt8]) -> Page? {
        isSealed(bytes) ? decode(Array(bytes.dropLast(length))) : nil
    }
}

/// Tells bytes that were changed by accident; no protection against intent.
enum Checksum {
    /// FNV-1a over words of eight bytes, and over the bytes that are left.
    ///
    /// - Parameter seed: for a second sum of the same bytes that has nothing to do with the first.
    static func of(_ bytes: ArraySlice<UInt8>, seed: UInt64 = 0) -> UInt64 {
        let prime: UInt64 = 0x100_0000_01B3
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count) ^ seed
        bytes.withUnsafeBytes { raw in
            var index = 0
            while index + 8 <= raw.count {
                sum = (sum ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* prime
                // A product carries upwards alone.
                sum ^= sum >> 29
                index += 8
            }
            for byte in raw[index...] { sum = (sum ^ UInt64(byte)) &* prime }
        }
        return sum
    }
}
