/// Folds ASCII letters to lower case, and no others: Chinese and accented letters are unchanged, as
/// in SQLite's identifiers.
package func foldedASCII(_ text: String) -> String {
    guard text.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return text }
    return String(
        decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}

extension FixedWidthInteger {
    /// Returns the number with leading zeros up to a number of digits, not counting the sign: `08`.
    package func padded(_ digits: Int) -> String {
        let text = String(magnitude)
        let zeros = String(repeating: "0", count: Swift.max(0, digits - text.utf8.count))
        return (self < 0 ? "-" : "") + zeros + text
    }
}
