internal import zlib
internal import zstd

/// The compression of pages; the numbers are the format's.
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
    /// Decompresses `input` into `size` bytes.
    func decompress(
        _ input: UnsafeRawBufferPointer, size: Int, _ zstd: ZstdDecompressor
    ) throws(ParquetError) -> [UInt8] {
        guard size > 0 || self == .uncompressed else { return [] }
        switch self {
        case .uncompressed:
            guard input.count == size else { throw .malformed("size of a page") }
            return Array(input)
        case .zstd: return try zstd.decompress(input, size: size)
        case .gzip: return try inflateGzip(input, size: size)
        case .snappy: return try CompressedBlock.snappy(input, size: size)
        case .lz4: return try CompressedBlock.lz4(input, size: size)
        case .lz4Framed: return try CompressedBlock.lz4Framed(input, size: size)
        case .lzo: throw .unsupported("LZO compression")
        case .brotli: throw .unsupported("Brotli compression")
        }
    }
}

/// Checks that a stated size does not exceed the maximum to which the input can decompress: a
/// larger size is rejected before memory is allocated for it.
func checkRatio(_ input: Int, _ size: Int, _ ratio: Int) throws(ParquetError) {
    guard size / ratio <= input + 1 else { throw .malformed("size of a page") }
}

/// A compressor with zstd whose tables are allocated once for all pages that it compresses.
final class ZstdCompressor {
    private let context = ZSTD_createCCtx()
    private let level: Int32
    private var output: [UInt8] = []

    init(level: Int32) { self.level = level }

    deinit { ZSTD_freeCCtx(context) }

    /// Calls `body` with the compressed bytes, which are valid only during `body`.
    ///
    /// - Returns: nil if zstd fails.
    func compress<Result>(
        _ input: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        guard let context else { return nil }
        let bound = ZSTD_compressBound(input.count)
        if output.count < bound { output = Array(repeating: 0, count: bound) }
        return output.withUnsafeMutableBytes { output in
            let size = input.withUnsafeBytes {
                ZSTD_compressCCtx(
                    context, output.baseAddress, bound, $0.baseAddress, $0.count, level)
            }
            guard ZSTD_isError(size) == 0 else { return nil }
            return body(UnsafeRawBufferPointer(rebasing: output[..<size]))
        }
    }
}

/// A decompressor of zstd that is allocated once for all pages that it decompresses.
final class ZstdDecompressor {
    private var context: OpaquePointer?

    deinit { ZSTD_freeDCtx(context) }

    func decompress(
        _ input: UnsafeRawBufferPointer, size: Int
    ) throws(ParquetError) -> [UInt8] {
        // A block of three bytes can represent 128 KB of one byte.
        try checkRatio(input.count, size, 1 << 17)
        if context == nil { context = ZSTD_createDCtx() }
        guard let context else { throw .malformed("zstd page") }
        var result = 0
        let output = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            result = ZSTD_decompressDCtx(
                context, buffer.baseAddress, size, input.baseAddress, input.count)
            count = ZSTD_isError(result) == 0 ? result : 0
        }
        guard ZSTD_isError(result) == 0, result == size else { throw .malformed("zstd page") }
        return output
    }
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
        // 32 more than the window's bits: zlib or gzip, according to the header.
        guard
            inflateInit2_(&stream, 47, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(
            mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.avail_in = inputSize
        stream.next_out = buffer.baseAddress
        stream.avail_out = outputSize
        // A page may consist of several consecutive members.
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
