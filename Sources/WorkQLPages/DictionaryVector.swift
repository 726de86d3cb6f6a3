/// Distinct texts, and for each row the code of its text.
package struct DictionaryVector: Sendable, Equatable {
    /// The index in `entries` for each row; the index of a NULL row has no meaning.
    package let codes: [Int32]
    /// The texts, none of which is NULL. Some may be unused.
    package let entries: TextVector
    package let validity: Validity

    package init(codes: [Int32], entries: TextVector, validity: Validity) {
        self.codes = codes
        self.entries = entries
        self.validity = validity
    }

    package func withBytes<Result>(
        _ row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        try entries.withBytes(Int(codes[row]), body)
    }

    /// The number of bytes in the texts of all rows.
    package var spreadCount: Int {
        var size = 0
        for (row, code) in codes.enumerated() where !validity.isNull(row) {
            size += Int(entries.offsets[Int(code) + 1] - entries.offsets[Int(code)])
        }
        return size
    }

    /// The texts of the rows, one after the other. They have less than 4 GB.
    package var spread: TextVector {
        var offsets: [UInt32] = [0]
        offsets.reserveCapacity(codes.count + 1)
        let bytes = [UInt8](unsafeUninitializedCapacity: spreadCount) { buffer, count in
            count = 0
            entries.bytes.withUnsafeBufferPointer { data in
                for (row, code) in codes.enumerated() {
                    if !validity.isNull(row) {
                        let start = Int(entries.offsets[Int(code)])
                        let end = Int(entries.offsets[Int(code) + 1])
                        let target = UnsafeMutableBufferPointer(
                            rebasing: buffer[count..<count + end - start])
                        _ = target.initialize(fromContentsOf: data[start..<end])
                        count += end - start
                    }
                    offsets.append(UInt32(truncatingIfNeeded: count))
                }
            }
        }
        return TextVector(offsets: offsets, bytes: bytes, validity: validity)
    }
}
