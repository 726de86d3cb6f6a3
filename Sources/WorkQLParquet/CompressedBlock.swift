/// The decompression of the blocks of Snappy and LZ4. Both take a few dozen lines and are only read
/// here, so that two fewer libraries are loaded at each start.
enum CompressedBlock {
    static func snappy(
        _ input: UnsafeRawBufferPointer, size: Int
    ) throws(ParquetError) -> [UInt8] {
        var position = 0
        guard try readVarint(input, &position, input.count) == UInt64(size) else {
            throw .malformed("snappy page")
        }
        try checkRatio(input.count, size, 64)
        return try BlockOutput.bytes(size) { output throws(ParquetError) in
            try snappy(input, position, &output)
        }
    }

    private static func snappy(
        _ input: UnsafeRawBufferPointer, _ start: Int, _ output: inout BlockOutput
    ) throws(ParquetError) {
        var position = start
        while position < input.count {
            let tag = Int(input[position])
            position += 1
            if tag & 3 == 0 {
                var length = tag >> 2
                if length >= 60 {
                    let bytes = length - 59
                    length = try number(input, &position, bytes)
                }
                try output.append(input, &position, length + 1)
                continue
            }
            let length: Int
            let distance: Int
            switch tag & 3 {
            case 1:
                length = (tag >> 2) & 7 + 4
                distance = (tag >> 5) << 8 | (try number(input, &position, 1))
            case 2:
                length = tag >> 2 + 1
                distance = try number(input, &position, 2)
            default:
                length = tag >> 2 + 1
                distance = try number(input, &position, 4)
            }
            try output.copy(length, distance)
        }
    }

    static func lz4(_ input: UnsafeRawBufferPointer, size: Int) throws(ParquetError) -> [UInt8] {
        try checkRatio(input.count, size, 256)
        return try BlockOutput.bytes(size) { output throws(ParquetError) in
            try lz4(input, &output)
        }
    }

    private static func lz4(
        _ input: UnsafeRawBufferPointer, _ output: inout BlockOutput
    ) throws(ParquetError) {
        var position = 0
        while position < input.count {
            let token = Int(input[position])
            position += 1
            let literals = try extended(token >> 4, input, &position)
            try output.append(input, &position, literals)
            // The last sequence consists of literals only.
            guard position < input.count else { break }
            let distance = try number(input, &position, 2)
            let length = try extended(token & 15, input, &position) + 4
            try output.copy(length, distance)
        }
    }

    /// Decompresses blocks that are preceded by their two sizes, most significant byte first, as
    /// Hadoop writes them. Other writers use the same codec number for bare blocks or LZ4's own
    /// frames.
    static func lz4Framed(
        _ input: UnsafeRawBufferPointer, size: Int
    ) throws(ParquetError) -> [UInt8] {
        try checkRatio(input.count, size, 256)
        if input.count >= 4, input[0] == 0x04, input[1] == 0x22, input[2] == 0x4d,
            input[3] == 0x18
        {
            throw .unsupported("LZ4 frames")
        }
        var output: [UInt8] = []
        var position = 0
        while position < input.count {
            guard input.count - position >= 8 else { break }
            let whole = bigEndian(input, position)
            let part = bigEndian(input, position + 4)
            guard part <= input.count - position - 8, whole <= size - output.count else { break }
            let block = UnsafeRawBufferPointer(
                rebasing: input[position + 8..<position + 8 + part])
            guard let bytes = try? lz4(block, size: whole) else { break }
            output += bytes
            position += 8 + part
        }
        guard position == input.count, output.count == size else {
            return try lz4(input, size: size)
        }
        return output
    }

    private static func bigEndian(_ input: UnsafeRawBufferPointer, _ position: Int) -> Int {
        (0..<4).reduce(0) { $0 << 8 | Int(input[position + $1]) }
    }

    private static func number(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, _ bytes: Int
    ) throws(ParquetError) -> Int {
        guard input.count - position >= bytes else { throw .truncated }
        var value = 0
        for index in 0..<bytes { value |= Int(input[position + index]) << (8 * index) }
        position += bytes
        return value
    }

    private static func extended(
        _ nibble: Int, _ input: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(ParquetError) -> Int {
        guard nibble == 15 else { return nibble }
        var length = nibble
        while true {
            let byte = try number(input, &position, 1)
            length += byte
            if byte < 255 { return length }
        }
    }
}

/// The output of a block whose size is known in advance.
struct BlockOutput {
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    /// Returns the bytes that `body` appends, which must be `size` bytes.
    static func bytes(
        _ size: Int, _ body: (inout BlockOutput) throws(ParquetError) -> Void
    ) throws(ParquetError) -> [UInt8] {
        var failure: ParquetError?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var output = BlockOutput(
                buffer: UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size]))
            do throws(ParquetError) { try body(&output) } catch { failure = error }
            count = output.count
        }
        if let failure { throw failure }
        guard bytes.count == size else { throw .malformed("compressed page") }
        return bytes
    }

    /// Appends bytes of the input from `position`, which is moved past them.
    mutating func append(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, _ length: Int
    ) throws(ParquetError) {
        guard length <= input.count - position else { throw .truncated }
        guard length <= buffer.count - count else { throw .malformed("size of a page") }
        UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + length])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: input[position..<position + length]))
        position += length
        count += length
    }

    /// Appends a copy of bytes that were appended before. The range may extend into the bytes that
    /// this call appends.
    mutating func copy(_ length: Int, _ distance: Int) throws(ParquetError) {
        guard distance > 0, distance <= count, length <= buffer.count - count else {
            throw .malformed("distance in a page")
        }
        var done = 0
        while done < length {
            let step = min(distance, length - done)
            let start = count - distance
            UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + step])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + step]))
            count += step
            done += step
        }
    }
}
