internal import zlib
internal import zstd

/// How pages are compressed; the numbers are the format's.
package enum ParquetCodec: Int, Sendable, CaseIterable {
    case uncompressed = 0
    case snappy
    case gzip
    case lzo
    case brotli
    case lz4Framed
    case zstd
    case lz4
}

extension ParquetCodec {
    /// The `size` bytes that `input` stands for.
    func decompress(_ input: UnsafeRawBufferPointer, size: Int) throws(ParquetError) -> [UInt8] {
        guard size > 0 || self == .uncompressed else { return [] }
        switch self {
        case .uncompressed:
            guard input.count == size else { throw .malformed("size of a page") }
            return Array(input)
        case .zstd: return try inflateZstd(input, size: size)
        case .gzip: return try inflateGzip(input, size: size)
        case .snappy: return try BlockDecoder.snappy(input, size: size)
        case .lz4: return try BlockDecoder.lz4(input, size: size)
        case .lz4Framed: return try BlockDecoder.lz4Framed(input, size: size)
        case .lzo: throw .unsupported("LZO compression")
        case .brotli: throw .unsupported("Brotli compression")
        }
    }

    /// Compresses what the writer writes: zstd or nothing.
    static func compressZstd(_ input: [UInt8], level: Int32) -> [UInt8]? {
        let bound = ZSTD_compressBound(input.count)
        var size = 0
        let output = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            size = input.withUnsafeBytes {
                ZSTD_compress(buffer.baseAddress, bound, $0.baseAddress, $0.count, level)
            }
            count = ZSTD_isError(size) == 0 ? size : 0
        }
        return ZSTD_isError(size) == 0 ? output : nil
    }
}

/// The most that a byte of input can become: what a page states beyond it is refused before
/// memory is taken for it.
private func checkRatio(_ input: Int, _ size: Int, _ ratio: Int) throws(ParquetError) {
    guard size / ratio <= input + 1 else { throw .malformed("size of a page") }
}

private func inflateZstd(
    _ input: UnsafeRawBufferPointer, size: Int
) throws(ParquetError) -> [UInt8] {
    // A block of three bytes can stand for 128 KB of one byte.
    try checkRatio(input.count, size, 1 << 17)
    var result = 0
    let output = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        result = ZSTD_decompress(buffer.baseAddress, size, input.baseAddress, input.count)
        count = ZSTD_isError(result) == 0 ? result : 0
    }
    guard ZSTD_isError(result) == 0, result == size else { throw .malformed("zstd page") }
    return output
}

private func inflateGzip(
    _ input: UnsafeRawBufferPointer, size: Int
) throws(ParquetError) -> [UInt8] {
    try checkRatio(input.count, size, 1100)
    guard let inputSize = UInt32(exactly: input.count), let outputSize = UInt32(exactly: size)
    else { throw .unsupported("page of more than 4 GB") }
    var good = false
    let output = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = 0
        var stream = z_stream()
        let version = ZLIB_VERSION
        // 32 more than the window's bits: zlib or gzip, as the header says.
        guard
            inflateInit2_(&stream, 47, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(
            mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.avail_in = inputSize
        stream.next_out = buffer.baseAddress
        stream.avail_out = outputSize
        // A page may be several members, one behind the other.
        while true {
            let status = inflate(&stream, Z_FINISH)
            guard status == Z_STREAM_END else { break }
            if stream.avail_out == 0 || stream.avail_in == 0 { break }
            guard inflateReset(&stream) == Z_OK else { break }
        }
        good = stream.avail_out == 0
        count = size - Int(stream.avail_out)
    }
    guard good else { throw .malformed("gzip page") }
    return output
}

/// Snappy's and LZ4's blocks. Both are a few dozen lines and only read here, so that two libraries
/// less are loaded at each start.
private enum BlockDecoder {
    static func snappy(
        _ input: UnsafeRawBufferPointer, size: Int
    ) throws(ParquetError) -> [UInt8] {
        var position = 0
        guard try readVarint(input, &position, input.count) == UInt64(size) else {
            throw .malformed("snappy page")
        }
        try checkRatio(input.count, size, 64)
        var output: [UInt8] = []
        output.reserveCapacity(size)
        while position < input.count {
            let tag = Int(input[position])
            position += 1
            if tag & 3 == 0 {
                var length = tag >> 2
                if length >= 60 {
                    let bytes = length - 59
                    length = try number(input, &position, bytes)
                }
                try literal(input, &position, length + 1, &output, size)
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
            try copy(length, distance, &output, size)
        }
        guard output.count == size else { throw .malformed("snappy page") }
        return output
    }

    static func lz4(_ input: UnsafeRawBufferPointer, size: Int) throws(ParquetError) -> [UInt8] {
        try checkRatio(input.count, size, 256)
        var output: [UInt8] = []
        output.reserveCapacity(size)
        var position = 0
        while position < input.count {
            let token = Int(input[position])
            position += 1
            let literals = try extended(token >> 4, input, &position)
            try literal(input, &position, literals, &output, size)
            // The last sequence is literals alone.
            guard position < input.count else { break }
            let distance = try number(input, &position, 2)
            let length = try extended(token & 15, input, &position) + 4
            try copy(length, distance, &output, size)
        }
        guard output.count == size else { throw .malformed("LZ4 page") }
        return output
    }

    /// Hadoop puts the two sizes of each block before it, most significant byte first. Other
    /// writers put bare blocks or LZ4's own frames under the same number.
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

    private static func literal(
        _ input: UnsafeRawBufferPointer, _ position: inout Int, _ length: Int,
        _ output: inout [UInt8], _ size: Int
    ) throws(ParquetError) {
        guard length <= input.count - position else { throw .truncated }
        guard length <= size - output.count else { throw .malformed("size of a page") }
        output.append(contentsOf: input[position..<position + length])
        position += length
    }

    private static func copy(
        _ length: Int, _ distance: Int, _ output: inout [UInt8], _ size: Int
    ) throws(ParquetError) {
        guard distance > 0, distance <= output.count, length <= size - output.count else {
            throw .malformed("distance in a page")
        }
        let start = output.count - distance
        // A copy may read what it writes, so it goes piece by piece of at most the distance.
        var done = 0
        while done < length {
            let step = min(distance, length - done)
            output.append(contentsOf: output[start + done..<start + done + step])
            done += step
        }
    }
}
