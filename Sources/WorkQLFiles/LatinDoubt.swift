import WorkQLSyntax

/// Whether text that can be decoded as GB18030 may be Windows-1252: two accented letters beside each
/// other, as in `Größe` and `ação`, have the bytes of a Chinese character.
///
/// In Windows-1252 the bytes beyond ASCII are few in a row, and beside a letter of ASCII; Chinese
/// words are longer, and stand by themselves.
struct LatinDoubt {
    enum Answer {
        case chinese
        /// More likely Chinese, as in `C区`.
        case perhapsLatin
        case latin
    }

    /// The numbers of words with accented letters, and of those that continue in small letters of
    /// ASCII on both sides.
    private var words = 0
    private var innerWords = 0
    private var isChinese = false

    /// Adds a part of the text, which ends at the end of a line.
    mutating func add(_ bytes: [UInt8]) {
        guard !isChinese else { return }
        var position = 0
        while let start = bytes[position...].firstIndex(where: { $0 >= 0x80 }) {
            let end = bytes[start...].firstIndex { $0 < 0x80 } ?? bytes.count
            let before = start > 0 ? bytes[start - 1] : 0
            let after = end < bytes.count ? bytes[end] : 0
            guard end - start <= 3, isWord(bytes[start..<end], between: before, after) else {
                isChinese = true
                return
            }
            position = end
        }
    }

    private mutating func isWord(
        _ run: ArraySlice<UInt8>, between before: UInt8, _ after: UInt8
    ) -> Bool {
        if run.allSatisfy(Self.isSign) { return true }
        guard run.allSatisfy(Self.isLetter),
            Self.isASCIILetter(before) || Self.isASCIILetter(after)
        else { return false }
        words += 1
        let small: ClosedRange<UInt8> = 0x61...0x7A
        if small.contains(before), small.contains(after) { innerWords += 1 }
        return true
    }

    private static func isASCIILetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) && byte < 0x80
    }

    /// `À` to `ÿ`, and the letters `Š Œ Ž š œ ž Ÿ`.
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0xC0 && byte != 0xD7 && byte != 0xF7
            || [0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F].contains(byte)
    }

    /// `€`, quotation marks, dashes and signs such as `°`.
    private static func isSign(_ byte: UInt8) -> Bool {
        byte == 0x80 || byte == 0x85 || (0x91...0x97).contains(byte) || (0xA0...0xBF).contains(byte)
    }

    var answer: Answer {
        guard !isChinese, words > 0 else { return .chinese }
        return innerWords * 2 >= words ? .latin : .perhapsLatin
    }

    /// Returns the error for a text that is likely Windows-1252.
    static func failure(in file: String) -> UserError {
        UserError(
            .malformedFile,
            "\(file): the text could be Windows-1252, such as German or French, or GB18030",
            help: "write WITH (encoding = 'windows-1252'), or 'gb18030'; or save the file as UTF-8")
    }

    static func note(in file: String) -> FileNote {
        FileNote(
            message: "\(file): the text is read as GB18030; it could be Windows-1252",
            help: "WITH (encoding = 'windows-1252') reads it as that, and 'gb18030' removes this "
                + "note")
    }
}
