import nettle

/// Digests and authentication codes, computed by nettle: a library of the system, because the Swift
/// packages for it bring a second BoringSSL, which takes a minute to compile.
package enum Digest {
    /// - Returns: 16 bytes.
    package static func md5(_ bytes: [UInt8]) -> [UInt8] {
        digest(of: Int(MD5_DIGEST_SIZE)) { whole_md5(bytes, bytes.count, $0) }
    }

    /// - Returns: 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        digest(of: Int(SHA256_DIGEST_SIZE)) { whole_sha256(bytes, bytes.count, $0) }
    }

    /// - Returns: 48 bytes.
    package static func sha384(_ bytes: [UInt8]) -> [UInt8] {
        digest(of: Int(SHA384_DIGEST_SIZE)) { whole_sha384(bytes, bytes.count, $0) }
    }

    /// - Returns: 64 bytes.
    package static func sha512(_ bytes: [UInt8]) -> [UInt8] {
        digest(of: Int(SHA512_DIGEST_SIZE)) { whole_sha512(bytes, bytes.count, $0) }
    }

    /// - Returns: the code of RFC 2104 with SHA-256, 32 bytes.
    package static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        digest(of: Int(SHA256_DIGEST_SIZE)) {
            whole_hmac_sha256(key, key.count, bytes, bytes.count, $0)
        }
    }

    /// - Returns: the key of RFC 8018's PBKDF2 with HMAC-SHA-256, 32 bytes.
    package static func pbkdf2SHA256(
        _ password: [UInt8], salt: [UInt8], iterations: Int
    ) -> [UInt8] {
        let count = Int(SHA256_DIGEST_SIZE)
        return digest(of: count) {
            nettle_pbkdf2_hmac_sha256(
                password.count, password, UInt32(iterations), salt.count, salt, count, $0)
        }
    }

    private static func digest(
        of count: Int, _ compute: (UnsafeMutablePointer<UInt8>?) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            compute(bytes.baseAddress)
            initialized = count
        }
    }
}

extension Sequence<UInt8> {
    /// Two lowercase digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        let text = flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
