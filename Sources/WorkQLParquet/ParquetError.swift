// Parquet is read and written by our own code: neither Debian 12 nor Swift has a library for it.
// The external parts of the format are zstd and zlib, which are available everywhere; Snappy's and
// LZ4's blocks are decoded here (Compression.swift), because each takes a few dozen lines and is
// only read. Brotli, LZO and encryption are rejected by name.

/// The reason why bytes cannot be read as a Parquet file.
package enum ParquetError: Error, Equatable, Sendable {
    /// The file does not begin or end with Parquet's magic bytes.
    case notParquet
    /// The bytes end before what they announce.
    case truncated
    /// The bytes contradict the format; the text says where.
    case malformed(String)
    /// The file is well-formed but uses something that is not supported, named here.
    case unsupported(String)
    /// A page's bytes do not match the checksum in its header.
    case checksum(column: String)
}

extension ParquetError {
    /// The description of the error, which follows the file's name in a sentence.
    package var predicate: String {
        switch self {
        case .notParquet: "is not a Parquet file"
        case .truncated: "ends too early"
        case .malformed(let what): "is damaged: \(what)"
        case .unsupported(let what): "has what is not read: \(what)"
        case .checksum(let column): "is damaged: the checksum of column \(column) is wrong"
        }
    }
}
