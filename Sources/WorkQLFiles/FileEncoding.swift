import Foundation
import WorkQLSyntax

/// The conversion of a file's bytes to UTF-8.
///
/// A byte order mark identifies UTF-8 or UTF-16. Without one, bytes that are valid UTF-8 are UTF-8,
/// and others are GB18030, in which Excel writes CSV on systems in Chinese, or the encoding that
/// `CharsetGuess` finds more likely. Bytes that could be decoded this way but are more likely
/// something else again are rejected, since their text would be wrong without a warning.
enum FileEncoding {
    /// - Parameter name: the encoding that the statement names; nil if it has to be detected.
    static func decode(
        _ file: FileText, as name: String?, _ options: FileOptions
    ) throws(UserError) -> (text: FileText, note: FileNote?) {
        guard let name else { return try decode(file) }
        let encoding = try named(name, file.bytes, options)
        if case .utf16(let isLittleEndian) = encoding.kind {
            return (
                try decodeUTF16(file, isLittleEndian: isLittleEndian, from: encoding.start), nil
            )
        }
        var file = file
        file.bytes.removeFirst(encoding.start)
        return (try encoding.decode(file), nil)
    }

    /// - Parameter bytes: the first bytes of the file.
    static func named(
        _ name: String, _ bytes: [UInt8], _ options: FileOptions
    ) throws(UserError) -> TextEncoding {
        let folded = Name.fold(name).filter { $0 != "-" && $0 != "_" }
        let marked = marked(bytes)
        switch folded {
        case "utf8":
            if case .utf8 = marked?.kind { return TextEncoding(kind: .utf8, start: 3) }
            return TextEncoding(kind: .utf8)
        case "utf16", "utf16le", "utf16be":
            if let marked, case .utf16 = marked.kind { return marked }
            return TextEncoding(kind: .utf16(isLittleEndian: folded != "utf16be"))
        case "gb18030", "gbk", "gb2312", "cp936":
            if let marked, case .charset = marked.kind { return marked }
            return TextEncoding(kind: .charset(.gb18030))
        default:
            guard let charset = Charset(folded: folded) else {
                throw options.failure(
                    of: .encoding, "unknown encoding \"\(name)\"",
                    help: "encodings are utf-8, utf-16, utf-16le, utf-16be, "
                        + Charset.allCases.map(\.rawValue).dropLast().joined(separator: ", ")
                        + " and windows-1252")
            }
            return TextEncoding(kind: .charset(charset))
        }
    }

    /// Returns the encoding that a byte order mark identifies.
    static func marked(_ bytes: [UInt8]) -> TextEncoding? {
        if bytes.starts(with: markOfGB18030) {
            return TextEncoding(kind: .charset(.gb18030), start: 4)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return TextEncoding(kind: .utf8, start: 3) }
        if bytes.starts(with: [0xFF, 0xFE]) {
            return TextEncoding(kind: .utf16(isLittleEndian: true), start: 2)
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return TextEncoding(kind: .utf16(isLittleEndian: false), start: 2)
        }
        return nil
    }

    /// U+FEFF in GB18030.
    private static let markOfGB18030: [UInt8] = [0x84, 0x31, 0x95, 0x33]

    /// Detects UTF-16 without a byte order mark: characters of ASCII have a zero byte beside them,
    /// always on the same side. Returns whether it is little-endian; nil if this is not UTF-16.
    static func isUnmarkedLittleEndian(_ bytes: [UInt8]) -> Bool? {
        guard bytes.count.isMultiple(of: 2), bytes.count >= 4 else { return nil }
        var (little, big) = (0, 0)
        var (littleBreaks, bigBreaks) = (0, 0)
        for index in stride(from: 0, to: min(bytes.count, 1 << 16), by: 2) {
            let (first, second) = (bytes[index], bytes[index + 1])
            // NUL itself does not occur in text.
            if first == 0, second == 0 { return nil }
            if second == 0, first < 0x80 {
                little += 1
                if Ascii.isLineBreak(first) { littleBreaks += 1 }
            }
            if first == 0, second < 0x80 {
                big += 1
                if Ascii.isLineBreak(second) { bigBreaks += 1 }
            }
        }
        guard little > big ? littleBreaks > 0 : bigBreaks > 0 else { return nil }
        // At least one character in twenty is a delimiter, a digit or a line break.
        guard max(little, big) >= 2, max(little, big) * 20 >= min(bytes.count, 1 << 16) / 2,
            little != big
        else {
            return nil
        }
        return little > big
    }

    static func decode(
        _ file: FileText
    ) throws(UserError) -> (text: FileText, note: FileNote?) {
        var file = file
        if file.bytes.starts(with: markOfGB18030) {
            file.bytes.removeFirst(4)
            if case .bytes(let bytes) = Charset.gb18030.decode(file.bytes) {
                file.bytes = bytes
                return (file, nil)
            }
        }
        if file.bytes.starts(with: [0xFF, 0xFE]) {
            return (try decodeUTF16(file, isLittleEndian: true), nil)
        }
        if file.bytes.starts(with: [0xFE, 0xFF]) {
            return (try decodeUTF16(file, isLittleEndian: false), nil)
        }
        if file.bytes.prefix(1 << 16).contains(0),
            let isLittle = isUnmarkedLittleEndian(file.bytes),
            let decoded = try? decodeUTF16(file, isLittleEndian: isLittle, from: 0)
        {
            return (decoded, nil)
        }
        let isMarked = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        if isMarked { file.bytes.removeFirst(3) }
        let found = checkUTF8(file.bytes)
        guard let bad = found.firstBad else {
            guard !isMarked, found.threeByteCharacters == 0, found.characters > 0 else {
                return (file, nil)
            }
            var doubt = EncodingDoubt()
            doubt.add(file.bytes)
            guard let decision = doubt.decision(in: file.name) else { return (file, nil) }
            if let charset = decision.charset, case .bytes(let bytes) = charset.decode(file.bytes) {
                file.bytes = bytes
                return (file, decision.note)
            }
            return (file, decision.charset == nil ? decision.note : nil)
        }
        guard !isMarked, !found.isDamaged else {
            throw file.failure(at: bad, "the UTF-8 is damaged here", help: "save the file again")
        }
        let neither = "the text is neither UTF-8 nor GB18030"
        guard looksLatin(file.bytes) != true else {
            throw file.failure(at: bad, neither, help: latinHelp)
        }
        var doubt = LatinDoubt()
        doubt.add(file.bytes)
        let guess = try CharsetGuess(sample(file.bytes, from: bad), doubt, in: file.name)
        switch guess.charset.decode(file.bytes) {
        case .bytes(let bytes):
            file.bytes = bytes
            return (file, guess.note)
        case .damaged(let index):
            throw file.failure(
                inLineOf: index ?? bad, neither, help: "save the file as UTF-8")
        case .unknown:
            throw file.failure(
                at: bad, "this is not UTF-8, and the system cannot convert \(guess.charset.title)",
                help: "save the file as UTF-8, or install the C library's converters")
        }
    }

    static let latinHelp =
        "save the file as UTF-8, or write WITH (encoding = 'windows-1252') for Western languages"

    /// Returns complete lines, beginning with the one that contains the invalid byte.
    static func sample(_ bytes: [UInt8], from bad: Int) -> [UInt8] {
        let start = bytes[..<bad].lastIndex(where: Ascii.isLineBreak).map { $0 + 1 } ?? 0
        guard bytes.count - start > CharsetGuess.sample else { return Array(bytes[start...]) }
        let part = bytes[start..<start + CharsetGuess.sample]
        return Array(part[...(part.lastIndex(where: Ascii.isLineBreak) ?? part.endIndex - 1)])
    }

    struct UTF8Check {
        /// The offset of the first byte that belongs to no character.
        var firstBad: Int?
        var badCount = 0
        /// The numbers of characters beyond ASCII, of those before the first bad byte, and of those
        /// of three bytes, as Chinese ones are.
        var characters = 0
        var charactersBefore = 0
        var threeByteCharacters = 0

        /// Adds the result for the next part of the file.
        mutating func add(_ next: UTF8Check) {
            if firstBad == nil, next.firstBad != nil {
                firstBad = next.firstBad
                charactersBefore = characters + next.charactersBefore
            }
            badCount += next.badCount
            characters += next.characters
            threeByteCharacters += next.threeByteCharacters
        }

        /// Whether this is damaged UTF-8 and not GB18030: of the two-byte Chinese characters in
        /// GB18030, one in four looks like UTF-8, but hardly ever several of them in a row, and
        /// hardly ever three bytes.
        var isDamaged: Bool {
            charactersBefore >= 8
                || threeByteCharacters >= 3 && threeByteCharacters * 4 > badCount
        }
    }

    /// Returns whether every GB18030 character in the bytes ends in an ASCII byte. That is rare for
    /// Chinese characters, and typical of Latin-1, where `é` and the following letter look like one
    /// character. Nil if there is no such character.
    static func looksLatin(_ bytes: [UInt8]) -> Bool? {
        var position = 0
        var pairs = 0
        while position + 1 < bytes.count {
            guard bytes[position] > 0x80 else {
                position += 1
                continue
            }
            // Rarer characters have four bytes, the second of which is a digit.
            guard bytes[position + 1] < 0x80, !Ascii.isDigit(bytes[position + 1]) else {
                return false
            }
            pairs += 1
            position += 2
        }
        return pairs > 0 ? true : nil
    }

    static func checkUTF8(_ array: [UInt8]) -> UTF8Check {
        array.withUnsafeBytes { bytes in
            var position = 0
            var check = UTF8Check()
            func tail(_ offset: Int, _ allowed: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
                position + offset < bytes.count && allowed.contains(bytes[position + offset])
            }
            while position < bytes.count {
                while position + 8 <= bytes.count,
                    bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                        & 0x8080_8080_8080_8080 == 0
                {
                    position += 8
                }
                guard position < bytes.count else { break }
                let length: Int
                switch bytes[position] {
                case 0..<0x80:
                    position += 1
                    continue
                case 0xC2...0xDF: length = tail(1) ? 2 : 0
                case 0xE0: length = tail(1, 0xA0...0xBF) && tail(2) ? 3 : 0
                case 0xED: length = tail(1, 0x80...0x9F) && tail(2) ? 3 : 0
                case 0xE1...0xEF: length = tail(1) && tail(2) ? 3 : 0
                case 0xF0: length = tail(1, 0x90...0xBF) && tail(2) && tail(3) ? 4 : 0
                case 0xF1...0xF3: length = tail(1) && tail(2) && tail(3) ? 4 : 0
                case 0xF4: length = tail(1, 0x80...0x8F) && tail(2) && tail(3) ? 4 : 0
                default: length = 0
                }
                guard length > 0 else {
                    if check.firstBad == nil {
                        (check.firstBad, check.charactersBefore) = (position, check.characters)
                    }
                    check.badCount += 1
                    position += 1
                    continue
                }
                position += length
                check.characters += 1
                if length == 3 { check.threeByteCharacters += 1 }
            }
            return check
        }
    }

    static func decodeUTF16(
        _ file: FileText, isLittleEndian: Bool, from start: Int = 2
    ) throws(UserError) -> FileText {
        let bytes = file.bytes
        guard bytes.count.isMultiple(of: 2) else {
            throw UserError(
                .malformedFile, "\(file.name) is UTF-16 and ends within a character",
                help: "save it again")
        }
        var decoded = FileText(bytes: [], name: file.name, firstLine: file.firstLine)
        decoded.bytes.reserveCapacity(bytes.count / 2 * 3)
        let units = stride(from: start, to: bytes.count, by: 2).lazy.map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittleEndian ? second << 8 | first : first << 8 | second
        }
        var decoder = UTF16()
        let replacement = UTF8.encodedReplacementCharacter
        var iterator = units.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                decoded.bytes.append(contentsOf: UTF8.encode(scalar) ?? replacement)
            case .emptyInput: return decoded
            case .error:
                throw decoded.failure(
                    at: decoded.bytes.count, "the UTF-16 is damaged here", help: "save it again")
            }
        }
    }
}
