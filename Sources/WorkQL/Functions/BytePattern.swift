/// A pattern of LIKE or GLOB over the bytes of UTF-8, as SQLite reads it.
///
/// LIKE: `%` is any text and `_` one character, ASCII letters match in either case, and an escape
/// character that the user chooses removes the meaning of the character after it. GLOB: `*` is any
/// text, `?` one character, `[a-z]` and `[^a-z]` one of some characters, and case matters.
struct BytePattern {
    enum Dialect { case like, glob }

    /// Tokens below 256 are bytes; tokens from `sets` on are character sets.
    private enum Token {
        static let one: UInt16 = 256
        static let any: UInt16 = 257
        /// Matches nothing: the pattern is incomplete.
        static let none: UInt16 = 258
        static let sets: UInt16 = 259
    }

    private struct CharacterSet {
        var isInverted = false
        var ranges: [ClosedRange<UInt32>] = []

        func contains(_ scalar: UInt32) -> Bool {
            ranges.contains { $0.contains(scalar) } != isInverted
        }
    }

    private var tokens: [UInt16] = []
    private var sets: [CharacterSet] = []
    private let ignoresCase: Bool

    init(_ pattern: [UInt8], _ dialect: Dialect, escape: Unicode.Scalar? = nil) {
        ignoresCase = dialect == .like
        let scalars = Array(String(decoding: pattern, as: UTF8.self).unicodeScalars)
        switch dialect {
        case .like: readLike(scalars, escape)
        case .glob: readGlob(scalars)
        }
    }

    private mutating func readLike(_ scalars: [Unicode.Scalar], _ escape: Unicode.Scalar?) {
        var isEscaped = false
        for scalar in scalars {
            if isEscaped {
                append(scalar)
                isEscaped = false
            } else if scalar == escape {
                isEscaped = true
            } else if scalar == "%" {
                appendAny()
            } else if scalar == "_" {
                tokens.append(Token.one)
            } else {
                append(scalar)
            }
        }
        if isEscaped { tokens.append(Token.none) }
    }

    private mutating func readGlob(_ scalars: [Unicode.Scalar]) {
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "*": appendAny()
            case "?": tokens.append(Token.one)
            case "[": index = readSet(scalars, from: index)
            default: append(scalar)
            }
        }
    }

    /// Reads a set.
    ///
    /// - Returns: the index after the set.
    private mutating func readSet(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        var set = CharacterSet()
        var index = start
        func next() -> Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
        if next() == "^" {
            set.isInverted = true
            index += 1
        }
        if next() == "]" {
            set.ranges.append(0x5D...0x5D)
            index += 1
        }
        var prior: UInt32?
        while let scalar = next(), scalar != "]" {
            index += 1
            if scalar == "-", let lower = prior, let upper = next(), upper != "]" {
                index += 1
                if lower <= upper.value { set.ranges.append(lower...upper.value) }
                prior = nil
            } else {
                set.ranges.append(scalar.value...scalar.value)
                prior = scalar.value
            }
        }
        let number = Int(Token.sets) + sets.count
        guard next() != nil, number <= Int(UInt16.max) else {
            tokens.append(Token.none)
            return scalars.count
        }
        tokens.append(UInt16(number))
        sets.append(set)
        return index + 1
    }

    private mutating func appendAny() {
        if tokens.last != Token.any { tokens.append(Token.any) }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        for byte in UTF8.encode(scalar) ?? UTF8.EncodedScalar() {
            tokens.append(UInt16(ignoresCase ? Self.folded(byte) : byte))
        }
    }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Returns whether a text matches. The time is linear in the length of the text if no letters
    /// are between two `%`; backtracking to the last `%` never goes further back.
    ///
    /// - Parameter mustStop: called at intervals.
    /// - Returns: nil when it was stopped.
    func matches(
        _ text: UnsafeRawBufferPointer, unless mustStop: () -> Bool = { false }
    ) -> Bool? {
        tokens.withUnsafeBufferPointer { tokens in
            let (count, length) = (tokens.count, text.count)
            var (index, token, steps) = (0, 0, 0)
            var retreat: (index: Int, token: Int)?
            while index < length {
                steps &+= 1
                if steps & 0xF_FFFF == 0, mustStop() { return nil }
                if token < count {
                    let wanted = tokens[token]
                    if wanted == Token.any {
                        token += 1
                        if token == count { return true }
                        retreat = (index, token)
                        continue
                    }
                    if let next = matched(wanted, text, at: index) {
                        index = next
                        token += 1
                        continue
                    }
                }
                guard let last = retreat else { return false }
                index = Self.end(of: text, at: last.index)
                token = last.token
                // If the token is a byte, it matches only where that byte occurs.
                let first = tokens[token]
                if first < 256 {
                    while index < length, !same(text[index], first) { index += 1 }
                    steps &+= index - last.index
                }
                retreat = (index, token)
            }
            while token < count, tokens[token] == Token.any { token += 1 }
            return token == count
        }
    }

    @inline(__always)
    private func same(_ byte: UInt8, _ wanted: UInt16) -> Bool {
        UInt16(ignoresCase ? Self.folded(byte) : byte) == wanted
    }

    /// Returns the index after the text that a token matches; nil if it does not match.
    @inline(__always)
    private func matched(
        _ wanted: UInt16, _ text: UnsafeRawBufferPointer, at index: Int
    ) -> Int? {
        if wanted < 256 { return same(text[index], wanted) ? index + 1 : nil }
        if wanted == Token.none { return nil }
        let end = Self.end(of: text, at: index)
        if wanted == Token.one { return end }
        let scalar = String(decoding: text[index..<end], as: UTF8.self).unicodeScalars.first
        guard let scalar else { return nil }
        return sets[Int(wanted - Token.sets)].contains(scalar.value) ? end : nil
    }

    /// Returns the index after the character at an index.
    @inline(__always)
    private static func end(of text: UnsafeRawBufferPointer, at index: Int) -> Int {
        var end = index + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
