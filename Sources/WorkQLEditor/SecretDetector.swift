/// Recognizes texts that look as if they contain secrets, which are not written into the history.
///
/// It prefers to omit a harmless statement rather than keep a secret: a statement can be typed
/// again, but a secret on disk has to be changed.
enum SecretDetector {
    /// Words that appear next to secrets, in names and in configurations.
    private static let words = [
        "secret", "password", "passwd", "token", "apikey", "api_key", "private_key", "credential",
        "authorization", "bearer", "aeskey", "密码", "密钥", "口令",
    ]

    static func appear(in text: String) -> Bool {
        let lowered = text.lowercased()
        if words.contains(where: { lowered.contains($0) }) { return true }
        return text.split(whereSeparator: { !$0.isTokenCharacter }).contains {
            hasLengthOfSecret($0.utf8.count) && isRandom($0)
        }
    }

    /// Returns whether a word has the length of a secret. WeCom's secrets and keys have 43
    /// characters and its access tokens many more; ids, which are common in statements, have other
    /// lengths.
    private static func hasLengthOfSecret(_ count: Int) -> Bool { count == 43 || count >= 100 }

    private static func isRandom(_ text: Substring) -> Bool {
        text.contains(where: \.isNumber) && text.contains(where: \.isUppercase)
            && text.contains(where: \.isLowercase)
    }
}

extension Character {
    fileprivate var isTokenCharacter: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_")
    }
}
