import WorkQLSyntax

/// The encoding of a file that is read part by part.
struct TextEncoding: Sendable {
    enum Kind: Sendable {
        case utf8
        case charset(Charset)
        case utf16(isLittleEndian: Bool)
    }

    var kind: Kind
    /// The offset at which the text begins: after a byte order mark.
    var start = 0
    /// A note on a guess that may be wrong.
    var note: FileNote?

    /// Returns the offset at which a part may end without splitting a character; 0 if more has to
    /// be read first.
    func end(of bytes: [UInt8]) -> Int {
        switch kind {
        case .utf16(let isLittleEndian):
            var end = bytes.count & ~1
            guard end >= 2 else { return 0 }
            let high = bytes[isLittleEndian ? end - 1 : end - 2]
            // The first half of a surrogate pair.
            if (0xD8...0xDB).contains(high) { end -= 2 }
            return end
        case .utf8, .charset:
            // In all of these encodings a line break is not part of another character.
            if let index = bytes.lastIndex(where: Ascii.isLineBreak) { return index + 1 }
            guard case .utf8 = kind else { return 0 }
            let tail = bytes.suffix(4).lastIndex { $0 & 0xC0 != 0x80 }
            return tail ?? 0
        }
    }

    /// - Parameter text: a part of the file.
    func decode(_ text: FileText) throws(UserError) -> FileText {
        switch kind {
        case .utf8:
            guard let bad = FileEncoding.checkUTF8(text.bytes).firstBad else { return text }
            throw text.failure(at: bad, "the UTF-8 is damaged here", help: "save the file again")
        case .utf16(let isLittleEndian):
            return try FileEncoding.decodeUTF16(text, isLittleEndian: isLittleEndian, from: 0)
        case .charset(let charset): return try charset.decode(text)
        }
    }
}

extension TextEncoding {
    /// Determines the encoding: the one that the statement gives, otherwise the one that
    /// `FileEncoding` detects.
    init(of file: OpenFile, _ options: FileOptions, partBytes: Int) throws(UserError) {
        var head = FileText(
            bytes: try file.read(at: 0, count: min(file.size, 1 << 16) & ~1), name: file.name)
        if let name = options.encoding {
            self = try FileEncoding.named(name, head.bytes, options)
            return
        }
        if let marked = FileEncoding.marked(head.bytes) {
            self = marked
            return
        }
        if head.bytes.contains(0), file.size.isMultiple(of: 2),
            let isLittle = FileEncoding.isUnmarkedLittleEndian(head.bytes)
        {
            self.init(kind: .utf16(isLittleEndian: isLittle))
            return
        }
        var parts = TextParts(
            of: file, encoding: TextEncoding(kind: .charset(.gb18030)), partBytes: partBytes)
        var check = FileEncoding.UTF8Check()
        var latin: Bool?
        var failure: UserError?
        var sample: [UInt8] = []
        var doubt = EncodingDoubt()
        var latinDoubt = LatinDoubt()
        while let part = try parts.nextRaw() {
            head.bytes = part.bytes
            head.firstLine = 1
            let found = FileEncoding.checkUTF8(part.bytes)
            if let bad = found.firstBad, failure == nil {
                failure = head.failure(
                    at: bad, "the text is neither UTF-8 nor GB18030",
                    help: FileEncoding.latinHelp)
                sample = FileEncoding.sample(part.bytes, from: bad)
            } else if !sample.isEmpty, sample.count + part.bytes.count <= CharsetGuess.sample {
                sample += part.bytes
            }
            check.add(found)
            doubt.add(part.bytes)
            latinDoubt.add(part.bytes)
            if latin != false, let isLatin = FileEncoding.looksLatin(part.bytes) {
                latin = isLatin
            }
        }
        guard var failure else {
            let decision = doubt.decision(in: file.name)
            self.init(
                kind: decision?.charset.map { .charset($0) } ?? .utf8, note: decision?.note)
            return
        }
        guard !check.isDamaged, latin != true else {
            // The line number is not known in a part.
            failure.message =
                "\(file.name): "
                + (check.isDamaged
                    ? "the UTF-8 is damaged" : "the text is neither UTF-8 nor GB18030")
            if check.isDamaged { failure.help = "save the file again" }
            throw failure
        }
        let guess = try CharsetGuess(sample, latinDoubt, in: file.name)
        self.init(kind: .charset(guess.charset), note: guess.note)
    }
}

/// A file's text, in parts.
struct TextParts {
    private let file: OpenFile
    private let encoding: TextEncoding
    private let partBytes: Int
    private var offset: Int
    private var rest: [UInt8] = []

    /// The maximum number of bytes of a line in GB18030, and of a record.
    static let maxRecord = 64 << 20

    init(of file: OpenFile, encoding: TextEncoding, partBytes: Int) {
        self.file = file
        self.encoding = encoding
        self.partBytes = partBytes
        offset = encoding.start
    }

    /// Returns the bytes of the next part; nil after the last.
    mutating func nextRaw() throws(UserError) -> (bytes: [UInt8], isLast: Bool)? {
        guard offset < file.size || !rest.isEmpty else { return nil }
        while true {
            let read = try file.read(at: offset, count: min(partBytes, file.size - offset))
            offset = read.isEmpty ? file.size : offset + read.count
            var bytes = rest
            bytes += read
            rest = []
            guard offset < file.size else { return (bytes, true) }
            let end = encoding.end(of: bytes)
            guard end > 0 || bytes.count > Self.maxRecord else {
                rest = bytes
                continue
            }
            if end > 0 {
                rest = Array(bytes[end...])
                bytes.removeLast(bytes.count - end)
            }
            return (bytes, false)
        }
    }

    /// - Parameter line: the number of the line at which the part begins.
    mutating func next(line: Int) throws(UserError) -> (bytes: [UInt8], isLast: Bool)? {
        guard let part = try nextRaw() else { return nil }
        let text = FileText(bytes: part.bytes, name: file.name, firstLine: line)
        return (try encoding.decode(text).bytes, part.isLast)
    }
}

extension FileText {
    /// Returns the number of lines that end before an offset. A CR just before the offset must not
    /// be followed by an LF.
    func lineBreaks(before end: Int) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var (feeds, returns, pairs) = (0, 0, 0)
            for index in 0..<end { feeds &+= bytes[index] == 0x0A ? 1 : 0 }
            for index in 0..<end { returns &+= bytes[index] == 0x0D ? 1 : 0 }
            if returns > 0 {
                for index in 1..<max(end, 1) {
                    pairs &+= bytes[index] == 0x0A && bytes[index - 1] == 0x0D ? 1 : 0
                }
            }
            return feeds + returns - pairs
        }
    }
}
