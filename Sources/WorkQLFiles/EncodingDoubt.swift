/// Whether text that is valid UTF-8 may be GB18030: single Chinese characters of two bytes, such as
/// `女`, have the bytes of a letter of Latin, `Ů`.
struct EncodingDoubt {
    private var pairs = 0
    /// Whether there is a character that only one of the two encodings can have in this place.
    private var isCertain = false
    /// Whether there are signs such as `·`, which stand alone in UTF-8 as well, or other alphabets.
    private var hasSigns = false

    /// Adds a part of the text.
    mutating func add(_ bytes: [UInt8]) {
        guard !isCertain else { return }
        var position = 0
        while let found = bytes[position...].firstIndex(where: { $0 >= 0x80 }) {
            let next = found + 1 < bytes.count ? bytes[found + 1] : 0
            // The characters of GB2312 whose bytes are those of a character of two bytes in UTF-8.
            guard (0xC2...0xDF).contains(bytes[found]), (0xA1...0xBF).contains(next),
                !isBesideLetter(bytes, found)
            else {
                isCertain = true
                return
            }
            pairs += 1
            let isSign = bytes[found] == 0xC2 || bytes[found] == 0xC3 && next == 0xB7
            if isSign || bytes[found] >= 0xCC, bytes[found] < 0xD2 { hasSigns = true }
            position = found + 2
        }
    }

    /// Returns whether the character is in a word of ASCII letters, or after digits, as in `20°`.
    private func isBesideLetter(_ bytes: [UInt8], _ index: Int) -> Bool {
        func isWord(_ position: Int) -> Bool {
            guard bytes.indices.contains(position) else { return false }
            return Ascii.isDigit(bytes[position])
                || (0x61...0x7A).contains(bytes[position] | 0x20) && bytes[position] < 0x80
        }
        return isWord(index - 1) || isWord(index + 2)
    }

    /// The encoding that is likely, with a note on the other one; nil if the text is UTF-8.
    func decision(in file: String) -> (charset: Charset?, note: FileNote)? {
        guard pairs > 0, !isCertain else { return nil }
        let (name, other) = hasSigns ? ("UTF-8", "GB18030") : ("GB18030", "UTF-8")
        let note = FileNote(
            message: "\(file): the text is read as \(name); it could be \(other)",
            help: "WITH (encoding = '\(other.lowercased())') reads it as that, and "
                + "'\(name.lowercased())' removes this note")
        return (hasSigns ? nil : .gb18030, note)
    }
}
