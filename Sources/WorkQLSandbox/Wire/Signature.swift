import nettle

/// Tencent Meeting's signature (FACTS; three official SDKs agree on it).
enum Signature {
    /// - Parameter target: the path and query exactly as sent.
    static func of(
        method: String, key: String, nonce: String, timestamp: String, target: String,
        body: [UInt8], secret: String
    ) -> String {
        let text =
            "\(method)\nX-TC-Key=\(key)&X-TC-Nonce=\(nonce)&X-TC-Timestamp=\(timestamp)\n\(target)\n"
        let (key, signed) = (Array(secret.utf8), Array(text.utf8) + body)
        let code = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_SIZE)) { bytes, count in
            whole_hmac_sha256(key, key.count, signed, signed.count, bytes.baseAddress)
            count = Int(SHA256_DIGEST_SIZE)
        }
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        for byte in code {
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 15)])
        }
        return Base64.text(hex)
    }
}

/// RFC 4648: the standard alphabet with padding, and the one for URLs without.
enum Base64 {
    private static let standard = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let forURLs = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        let encoded = encoded(bytes, standard)
        let padding = String(repeating: "=", count: (4 - encoded.count % 4) % 4)
        return String(decoding: encoded, as: UTF8.self) + padding
    }

    static func urlText(_ bytes: [UInt8]) -> String {
        String(decoding: encoded(bytes, forURLs), as: UTF8.self)
    }

    static func bytes(urlText: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in urlText.utf8 {
            guard let digit = forURLs.firstIndex(of: byte) else { return nil }
            (bits, count) = (bits << 6 | digit, count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 0xFF))
            }
            bits &= (1 << count) - 1
        }
        return bits == 0 && count < 6 ? bytes : nil
    }

    private static func encoded(_ bytes: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in bytes {
            (bits, count) = (bits << 8 | Int(byte), count + 8)
            while count >= 6 {
                count -= 6
                text.append(alphabet[bits >> count & 63])
            }
            bits &= (1 << count) - 1
        }
        if count > 0 { text.append(alphabet[bits << (6 - count) & 63]) }
        return text
    }
}
