// Parquet, read and written by code of our own: neither Debian 12 has a library for it, nor is there
// one in Swift. What the format takes from elsewhere is zstd and zlib, which are everywhere; snappy's
// and LZ4's blocks are decoded here (Compression.swift), because each is a few dozen lines and is only
// read. Brotli, LZO and encryption are refused by name.

/// Why bytes are not read as a Parquet file.
package enum ParquetError: Error, Equatable, Sendable {
    /// The file does not begin or end with Parquet's magic bytes.
    case notParquet
    /// The bytes end before what they announce.
    case truncated
    /// The bytes contradict the format; the text says where.
    case malformed(String)
    /// The file is well-formed and uses something that is not read here, by its name.
    case unsupported(String)
    /// A page's bytes do not have the checksum that its header states.
    case checksum(column: String)
}

extension ParquetError {
    /// What is wrong with a file, behind its name in a sentence.
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
