/// The texts and integers of CSV that a spreadsheet changes when it opens the file: it takes them
/// for numbers, which have no leading zeros, 15 digits, and `E` for an exponent.
///
/// CSV has no way to say that a cell is text. An apostrophe would become a part of the value for
/// every other reader, and `="0012"` is a formula. Therefore the cells stay as they are, and a note
/// names the first one.
enum SpreadsheetNumber {
    /// The number of digits that a spreadsheet keeps.
    private static let digits = 15

    /// Returns whether a text becomes another one: `0012`, `492889003000000001`, `12E5`.
    static func changes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first, (0x30...0x39).contains(first), text.count <= 64 else {
            return false
        }
        guard let end = text.firstIndex(where: { !(0x30...0x39).contains($0) }) else {
            return text.count > digits || first == 0x30 && text.count > 1
        }
        guard text[end] == UInt8(ascii: "E") || text[end] == UInt8(ascii: "e") else { return false }
        let exponent = text[(end + 1)...]
        return (1...3).contains(exponent.count)
            && exponent.allSatisfy { (0x30...0x39).contains($0) }
    }

    static func changes(_ integer: Int64) -> Bool { integer.magnitude > 999_999_999_999_999 }

    static func note(_ cell: String, in column: String) -> String {
        "a spreadsheet reads \(cell) in column \(column) as a number, and changes it; write to .xlsx "
            + "to keep all digits"
    }
}
