import Foundation

/// Makes UTF-8 of a file's bytes.
///
/// A byte order mark says UTF-8 or UTF-16. Without one, bytes that are UTF-8 are UTF-8, and others
/// are GB18030, in which Excel writes CSV where the system speaks Chinese.
enum FileEncoding {
    static func decode(_ file: FileText) throws(FileFailure) -> FileText {
        var file = file
        if file.bytes.starts(with: [0xFF, 0xFE]) {
            return try decodeUTF16(file, isLittleEndian: true)
        }
        if file.bytes.starts(with: [0xFE, 0xFF]) {
            return try decodeUTF16(file, isLittleEndian: false)
        }
        let isMarked = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        if isMarked { file.bytes.removeFirst(3) }
        let (bad, characters) = checkUTF8(file.bytes)
        guard let bad else { return file }
        // Chinese text in GB18030 hardly ever looks like UTF-8 for long, so this is damaged UTF-8,
        // of which GB18030 would make other characters without a word.
        guard !isMarked, characters < 8 else {
            throw file.failure(at: bad, "the UTF-8 is damaged here")
        }
        switch decodeGB18030(file.bytes) {
        case .bytes(let bytes):
            file.bytes = bytes
            return file
        case .damaged(let place):
            throw file.failure(
                inLineOf: place ?? bad, "the text is neither UTF-8 nor GB18030",
                help: "save the file as UTF-8")
        }
    }

    private enum Decoded {
        case bytes([UInt8])
        /// Where decoding came to a halt, if that is known.
        case damaged(at: Int?)
    }

    /// Where the first byte is that is not UTF-8, and how many characters beyond ASCII precede it.
    private static func checkUTF8(_ array: [UInt8]) -> (bad: Int?, characters: Int) {
        array.withUnsafeBytes { bytes in
            var position = 0
            var characters = 0
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
                guard length > 0 else { return (position, characters) }
                position += length
                characters += 1
            }
            return (nil, characters)
        }
    }

    private static func decodeUTF16(
        _ file: FileText, isLittleEndian: Bool
    ) throws(FileFailure) -> FileText {
        let bytes = file.bytes
        guard bytes.count.isMultiple(of: 2) else {
            throw FileFailure(
                "\(file.name) is UTF-16 that ends within a character", help: "save it again")
        }
        var decoded = FileText(bytes: [], name: file.name)
        decoded.bytes.reserveCapacity(bytes.count / 2 * 3)
        let units = stride(from: 2, to: bytes.count, by: 2).lazy.map { index in
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

    #if canImport(Darwin)
        private static func decodeGB18030(_ bytes: [UInt8]) -> Decoded {
            let encoding = CFStringConvertEncodingToNSStringEncoding(
                CFStringEncoding(CFStringEncodings.GB_18030_2000.rawValue))
            let text = String(data: Data(bytes), encoding: String.Encoding(rawValue: encoding))
            return text.map { .bytes(Array($0.utf8)) } ?? .damaged(at: nil)
        }
    #else
        private static func decodeGB18030(_ bytes: [UInt8]) -> Decoded {
            guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1
            else { return .damaged(at: nil) }
            defer { iconv_close(converter) }
            // iconv does not write to its source, and wants it writable all the same.
            var source = bytes
            // Two bytes of GB18030 make three of UTF-8; nothing grows more.
            let room = bytes.count / 2 * 3 + 4
            var left = source.count
            let decoded = [UInt8](unsafeUninitializedCapacity: room) { target, count in
                var free = room
                source.withUnsafeMutableBytes { source in
                    var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var into = UnsafeMutableRawPointer(target.baseAddress)?
                        .assumingMemoryBound(to: CChar.self)
                    _ = iconv(converter, &from, &left, &into, &free)
                }
                count = room - free
            }
            return left == 0 ? .bytes(decoded) : .damaged(at: bytes.count - left)
        }
    #endif
}
