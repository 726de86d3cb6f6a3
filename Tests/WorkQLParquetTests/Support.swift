import TestSupport

@testable import WorkQLParquet

let createdBy = "workql version 1.2.3 (build test)"

/// Returns all rows of a file, written again.
func copy(_ reader: ParquetReader) throws(ParquetError) -> [UInt8] {
    var writer = ParquetWriter(
        columns: reader.fields.map { .init(name: $0.name, type: $0.type) }, createdBy: createdBy)
    var bytes: [UInt8] = []
    for group in reader.rowGroups.indices {
        bytes += try writer.encode(
            try reader.read(rowGroup: group, fields: Array(reader.fields.indices)))
    }
    return bytes + writer.finish()
}

/// Reads `count` versions of a file in each of which some bytes are changed or lost. The values
/// read have no meaning; the test is that the process does not crash.
func tryMutations(of original: [UInt8], count: Int, using random: inout SplitMix64) {
    for _ in 0..<count {
        var bytes = original
        if Int.random(in: 0..<10, using: &random) == 0 {
            bytes.removeSubrange(
                Int.random(in: 0..<bytes.count, using: &random)..<bytes.count)
            bytes += original.suffix(8)
        }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = .random(
                in: 0...255, using: &random)
        }
        guard let reader = try? ParquetReader(ParquetMemory(bytes)) else { continue }
        for group in reader.rowGroups.indices {
            for field in reader.fields.indices {
                _ = try? reader.read(rowGroup: group, fields: [field])
            }
        }
    }
}
