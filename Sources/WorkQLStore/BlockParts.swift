import WorkQLParquet

/// The consecutive parts of a block's bytes, each with a checksum of its own: the file's first
/// bytes, each column of each row group, and the footer. A reader of some columns reads and
/// verifies only their parts.
struct BlockParts: Sendable, Equatable {
    /// Where each part ends, and the next one begins.
    private(set) var ends: [Int] = []
    private var checksums: [UInt64] = []

    /// The block has been written by a version that did not divide it.
    static let none = BlockParts()

    private init() {}

    init(of bytes: [UInt8], endingAt ends: [Int]) {
        self.ends = ends
        var start = 0
        for end in ends {
            checksums.append(Checksum.of(bytes[start..<end]))
            start = end
        }
    }

    /// Reads what `bytes(sealedWith:)` wrote; nil if it has changed, or belongs to another block.
    init?(_ bytes: [UInt8], sealedWith seal: Int64) {
        guard !bytes.isEmpty else { return }
        let numbers = bytes.withUnsafeBytes { raw in
            stride(from: 0, to: raw.count - raw.count % 8, by: 8).map {
                Int64(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: Int64.self))
            }
        }
        guard bytes.count % 8 == 0, numbers.count % 2 == 1, let last = numbers.last,
            last == Self.checksum(bytes.dropLast(8), seal)
        else { return nil }
        for index in stride(from: 0, to: numbers.count - 1, by: 2) {
            ends.append(Int(numbers[index]))
            checksums.append(UInt64(bitPattern: numbers[index + 1]))
        }
    }

    /// - Parameter seal: that of the block's metadata.
    func bytes(sealedWith seal: Int64) -> [UInt8] {
        guard !ends.isEmpty else { return [] }
        var bytes: [UInt8] = []
        func append(_ number: Int64) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        for (end, checksum) in zip(ends, checksums) {
            append(Int64(end))
            append(Int64(bitPattern: checksum))
        }
        append(Self.checksum(bytes[...], seal))
        return bytes
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>, _ seal: Int64) -> Int64 {
        Int64(bitPattern: Checksum.of(bytes, seed: UInt64(bitPattern: seal)))
    }

    /// The total number of bytes.
    var size: Int { ends.last ?? 0 }

    /// The parts that a Parquet reader needs before it reads any column.
    var ofMetadata: Set<Int> { [0, ends.count - 1] }

    func range(of part: Int) -> Range<Int> { (part == 0 ? 0 : ends[part - 1])..<ends[part] }

    /// Returns the parts that contain some ranges of bytes.
    func containing(_ ranges: [Range<Int>]) -> Set<Int> {
        var parts: Set<Int> = []
        for range in ranges where !range.isEmpty {
            var part = ends.firstIndex { $0 > range.lowerBound } ?? ends.count
            while part < ends.count, self.range(of: part).lowerBound < range.upperBound {
                parts.insert(part)
                part += 1
            }
        }
        return parts
    }

    func isWhole(_ part: Int, _ bytes: [UInt8]) -> Bool {
        bytes.count == range(of: part).count && Checksum.of(bytes[...]) == checksums[part]
    }
}

/// The bytes of a block of which only some parts are in memory.
struct BlockBytes: ParquetSource {
    let size: Int
    /// In ascending order.
    private var held: [(start: Int, bytes: [UInt8])] = []

    init(size: Int) { self.size = size }

    /// The whole block.
    init(_ bytes: [UInt8]) {
        size = bytes.count
        held = [(0, bytes)]
    }

    var heldCount: Int { held.reduce(0) { $0 + $1.bytes.count } }

    mutating func hold(_ bytes: [UInt8], at start: Int) {
        held.insert((start, bytes), at: held.firstIndex { $0.start > start } ?? held.count)
    }

    func read(at offset: Int, count: Int) throws(ParquetError) -> ArraySlice<UInt8> {
        guard let piece = held.last(where: { $0.start <= offset }),
            count >= 0, count <= piece.start + piece.bytes.count - offset
        else { throw .truncated }
        return piece.bytes[offset - piece.start..<offset - piece.start + count]
    }
}
