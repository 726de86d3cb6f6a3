import WorkQLDigest

/// The signature of a request to Tencent Meeting.
///
///     base64(lowercase_hex(HMAC_SHA256(secret key, text)))
///
/// where the text is the method, the three signed headers, path and query exactly as sent, and the
/// body, each on a line of its own.
struct TencentMeetingSignature {
    let secretID: String
    let secretKey: String

    /// - Parameters:
    ///   - path: the path including the query, escaped as it is sent.
    ///   - nonce: a positive integer, never used twice with the same timestamp.
    ///   - timestamp: seconds since 1970.
    func sign(
        method: String, path: String, body: String, nonce: UInt64, timestamp: Int64
    ) -> String {
        let text =
            "\(method)\nX-TC-Key=\(secretID)&X-TC-Nonce=\(nonce)&X-TC-Timestamp=\(timestamp)\n"
            + "\(path)\n\(body)"
        let code = Digest.hmacSHA256(Array(text.utf8), key: Array(secretKey.utf8))
        return Base64.text(code.hexadecimal.utf8)
    }
}

/// Base64 of RFC 4648 with padding; implemented here because otherwise only Foundation provides it.
private enum Base64 {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)
        let bytes = Array(bytes)
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            bits <<= UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                if index > group.count {
                    text += "="
                } else {
                    text.unicodeScalars.append(alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)])
                }
            }
        }
        return text
    }
}
