import Foundation
import WorkQLSyntax

/// An encoding whose characters have one or several bytes, other than UTF-8 and UTF-16.
///
/// glibc's iconv converts on Linux, Foundation on macOS. In all of these encodings a line break is
/// never a part of another character.
enum Charset: String, CaseIterable, Sendable {
    case gb18030, big5
    case shiftJIS = "shift_jis"
    case eucKR = "euc-kr"
    case windows1252 = "windows-1252"

    /// The name used in messages.
    var title: String {
        switch self {
        case .gb18030: "GB18030"
        case .big5: "Big5"
        case .shiftJIS: "Shift JIS"
        case .eucKR: "EUC-KR"
        case .windows1252: "Windows-1252"
        }
    }

    /// - Parameter name: the name in folded case, without hyphens and underscores.
    init?(folded name: String) {
        switch name {
        case "gb18030", "gbk", "gb2312", "cp936", "936": self = .gb18030
        case "big5", "big5hkscs", "cp950", "950": self = .big5
        case "shiftjis", "sjis", "cp932", "932", "windows31j": self = .shiftJIS
        case "euckr", "cp949", "uhc", "949", "ksc5601": self = .eucKR
        case "windows1252", "cp1252", "1252", "latin1", "iso88591": self = .windows1252
        default: return nil
        }
    }

    enum Decoded {
        case bytes([UInt8])
        /// The offset at which decoding failed, if it is known.
        case damaged(at: Int?)
        /// The system lacks the converter, as small systems do.
        case unknown
    }

    /// Converts the text to UTF-8.
    func decode(_ file: FileText) throws(UserError) -> FileText {
        var file = file
        switch decode(file.bytes) {
        case .bytes(let bytes):
            file.bytes = bytes
            return file
        case .damaged(let index):
            throw file.failure(inLineOf: index ?? 0, "the text is not \(title)")
        case .unknown:
            throw UserError(
                .malformedFile, "the system cannot convert \(title)",
                help: "save the file as UTF-8, or install the C library's converters")
        }
    }

    #if canImport(Darwin)
        private var encoding: CFStringEncodings {
            switch self {
            case .gb18030: .GB_18030_2000
            case .big5: .big5_HKSCS_1999
            case .shiftJIS: .dosJapanese
            case .eucKR: .dosKorean
            case .windows1252: .windowsLatin1
            }
        }

        func decode(_ bytes: [UInt8]) -> Decoded {
            let encoding = CFStringConvertEncodingToNSStringEncoding(
                CFStringEncoding(encoding.rawValue))
            let text = String(data: Data(bytes), encoding: String.Encoding(rawValue: encoding))
            return text.map { .bytes(Array($0.utf8)) } ?? .damaged(at: nil)
        }
    #else
        private var converter: String {
            switch self {
            case .gb18030: "GB18030"
            case .big5: "BIG5-HKSCS"
            case .shiftJIS: "CP932"
            case .eucKR: "CP949"
            case .windows1252: "CP1252"
            }
        }

        func decode(_ bytes: [UInt8]) -> Decoded {
            guard let converter = iconv_open("UTF-8", converter), Int(bitPattern: converter) != -1
            else { return .unknown }
            defer { iconv_close(converter) }
            // iconv does not write to its source, but requires it to be writable.
            var source = bytes
            // Two bytes of GB18030 become at most three of UTF-8, and so does one byte of the
            // others.
            let room = self == .gb18030 ? bytes.count / 2 * 3 + 4 : bytes.count * 3 + 4
            var left = source.count
            let decoded = [UInt8](unsafeUninitializedCapacity: room) { target, count in
                var free = room
                source.withUnsafeMutableBytes { source in
                    var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var into = UnsafeMutableRawPointer(target.baseAddress)?
                        .assumingMemoryBound(to: CChar.self)
                    _ = iconv(converter, &from, &left, &into, &free)
                    // A converter may hold back the last character until it knows the next one.
                    _ = iconv(converter, nil, nil, &into, &free)
                }
                count = room - free
            }
            return left == 0 ? .bytes(decoded) : .damaged(at: bytes.count - left)
        }
    #endif
}

/// A guess at the encoding of a text that is not UTF-8, from the frequency of common characters in
/// each encoding.
///
/// The common characters of GB18030 are those of GB2312. Text in Big5 or Shift JIS that is read as
/// GB18030 has many that only a dictionary knows; Korean text has common ones, but never all of
/// them (`KoreanText`).
struct CharsetGuess {
    private(set) var charset: Charset
    /// The note to show if another encoding is equally likely.
    private(set) var note: FileNote?

    /// The number of bytes that are examined.
    static let sample = 1 << 18

    /// - Parameters:
    ///   - bytes: complete lines.
    ///   - latin: whether the text may be Windows-1252.
    init(_ bytes: [UInt8], _ latin: LatinDoubt, in file: String) throws(UserError) {
        if latin.answer == .latin { throw LatinDoubt.failure(in: file) }
        let (chinese, taiwanese, japanese) = bytes.withUnsafeBufferPointer { bytes in
            (
                CharacterCounts(gb18030: bytes), CharacterCounts(big5: bytes),
                CharacterCounts(shiftJIS: bytes)
            )
        }
        let isRare = chinese.common * 10 < chinese.characters * 7
        let korean = KoreanText(bytes).likelihood
        let candidates: [(charset: Charset, isLikely: Bool)] = [
            (.eucKR, korean == .yes || korean == .perhaps && !isRare),
            (.big5, taiwanese.isLikely), (.shiftJIS, japanese.isLikely),
        ]
        let other = candidates.first(where: \.isLikely)?.charset
        charset = .gb18030
        if let other, other == .eucKR ? korean == .yes : isRare { charset = other }
        if let other {
            let second = charset == other ? Charset.gb18030 : other
            note = FileNote(
                message: "\(file): the text is read as \(charset.title); it could be"
                    + " \(second.title)",
                help:
                    "WITH (encoding = '\(second.rawValue)') reads it as that, and "
                    + "'\(charset.rawValue)' removes this note")
        } else if latin.answer == .perhapsLatin {
            note = LatinDoubt.note(in: file)
        } else if chinese.common * 2 < chinese.characters {
            note = FileNote(
                message: "\(file): the text is read as GB18030, and most of its characters are rare"
                    + " there",
                help: "WITH (encoding = '…') reads it as "
                    + Charset.allCases.dropFirst().dropLast().map(\.rawValue)
                    .joined(separator: ", ") + " or windows-1252")
        }
    }

    /// The number of characters beyond ASCII that a text has in an encoding, and how many of them
    /// are common.
    private struct CharacterCounts {
        let characters: Int
        let common: Int
        /// Whether the bytes are valid in this encoding.
        let isValid: Bool

        /// Whether nearly all characters are common.
        var isLikely: Bool { isValid && characters > 0 && common * 20 >= characters * 19 }

        init(gb18030 bytes: UnsafeBufferPointer<UInt8>) {
            var (characters, common) = (0, 0)
            isValid = Self.walk(bytes) { lead, trail in
                characters += 1
                // The symbols, and the Chinese characters of GB2312.
                if (0xA1...0xA3).contains(lead) || (0xB0...0xF7).contains(lead), trail >= 0xA1 {
                    common += 1
                }
                return true
            }
            (self.characters, self.common) = (characters, common)
        }

        init(big5 bytes: UnsafeBufferPointer<UInt8>) {
            var (characters, common) = (0, 0)
            isValid = Self.walk(bytes) { lead, trail in
                characters += 1
                guard (0xA1...0xF9).contains(lead),
                    (0x40...0x7E).contains(trail) || (0xA1...0xFE).contains(trail)
                else { return false }
                // The symbols, and the 5401 most frequent characters.
                if lead < 0xC6 || lead == 0xC6 && trail <= 0x7E { common += 1 }
                return true
            }
            (self.characters, self.common) = (characters, common)
        }

        init(shiftJIS bytes: UnsafeBufferPointer<UInt8>) {
            var (characters, common, kana) = (0, 0, 0)
            let isPaired = Self.walk(bytes, single: 0xA1...0xDF) { lead, trail in
                characters += 1
                guard (0x81...0x9F).contains(lead) || (0xE0...0xFC).contains(lead),
                    (0x40...0xFC).contains(trail), trail != 0x7F
                else { return false }
                let isKana =
                    lead == 0x82 && (0x9F...0xF1).contains(trail)
                    || lead == 0x83 && (0x40...0x96).contains(trail)
                if isKana { kana += 1 }
                if isKana || (0x81...0x82).contains(lead) || (0x88...0x98).contains(lead) {
                    common += 1
                }
                return true
            }
            // Kanji have the same bytes as rare characters of GB18030; kana hardly ever do.
            isValid = isPaired && kana > 0
            (self.characters, self.common) = (characters, common)
        }

        /// - Parameters:
        ///   - single: bytes that are a character by themselves.
        ///   - body: returns whether such a pair is valid.
        /// - Returns: whether all are valid.
        private static func walk(
            _ bytes: UnsafeBufferPointer<UInt8>, single: ClosedRange<UInt8>? = nil,
            _ body: (UInt8, UInt8) -> Bool
        ) -> Bool {
            var position = 0
            var isValid = true
            while position < bytes.count {
                guard bytes[position] >= 0x80, single?.contains(bytes[position]) != true else {
                    position += 1
                    continue
                }
                guard position + 1 < bytes.count, body(bytes[position], bytes[position + 1]) else {
                    isValid = false
                    position += 1
                    continue
                }
                position += 2
            }
            return isValid
        }
    }
}
