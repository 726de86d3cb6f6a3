import WorkQLPages

/// A code for each number of 64 bits.
struct WordCodes {
    /// By their codes.
    private(set) var words: [UInt64] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { words.count }

    mutating func removeAll() { self = WordCodes() }

    @inline(__always)
    mutating func code(of word: UInt64) -> UInt32 {
        var slot = Self.hash(word) & (slots.count - 1)
        while true {
            let code = slots[slot]
            if code < 0 { break }
            if words[Int(code)] == word { return UInt32(code) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(words.count)
        words.append(word)
        if 2 * words.count > slots.count { grow() }
        return UInt32(words.count - 1)
    }

    /// The maximum number of pairs for which a table is worth its initialization.
    private static let maximumPairs = 1 << 16

    /// Replaces each group by the code of the pair of the group and its code.
    ///
    /// - Parameters:
    ///   - groupCount: a number that is greater than each group.
    ///   - codeCount: a number that is greater than each code.
    mutating func combine(
        _ codes: [UInt32], of codeCount: Int, into groups: inout [UInt32], of groupCount: Int
    ) {
        let pairs = groupCount * codeCount
        if pairs <= Self.maximumPairs, pairs <= 4 * groups.count {
            var known = [UInt32](repeating: .max, count: pairs)
            groups.withUnsafeMutableBufferPointer { groups in
                codes.withUnsafeBufferPointer { codes in
                    known.withUnsafeMutableBufferPointer { known in
                        for position in groups.indices {
                            let (group, code) = (groups[position], codes[position])
                            let pair = Int(group) &* codeCount &+ Int(code)
                            var own = known[pair]
                            if own == .max {
                                own = self.code(of: UInt64(group) << 32 | UInt64(code))
                                known[pair] = own
                            }
                            groups[position] = own
                        }
                    }
                }
            }
            return
        }
        var last: (word: UInt64, code: UInt32)?
        for position in groups.indices {
            let word = UInt64(groups[position]) << 32 | UInt64(codes[position])
            if last?.word != word { last = (word, code(of: word)) }
            groups[position] = last?.code ?? 0
        }
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 2 * slots.count)
        for (code, word) in words.enumerated() {
            var slot = Self.hash(word) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    @inline(__always)
    private static func hash(_ word: UInt64) -> Int {
        let product = (word ^ word >> 32) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: product >> 24)
    }
}

/// A code for each text.
struct TextCodes {
    private var offsets: [UInt32] = [0]
    private var bytes: [UInt8] = []
    private var hashes: [UInt64] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { hashes.count }
    var byteCount: Int { bytes.count }

    /// By their codes.
    var vector: TextVector { TextVector(offsets: offsets, bytes: bytes, validity: .all) }

    mutating func code(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = Self.hash(text)
        var slot = Int(truncatingIfNeeded: hash >> 24) & (slots.count - 1)
        while true {
            let code = Int(slots[slot])
            if code < 0 { break }
            if hashes[code] == hash, equals(text, code) { return UInt32(code) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(hashes.count)
        hashes.append(hash)
        bytes.append(contentsOf: text)
        offsets.append(UInt32(bytes.count))
        if 2 * hashes.count > slots.count { grow() }
        return UInt32(hashes.count - 1)
    }

    private func equals(_ text: UnsafeBufferPointer<UInt8>, _ code: Int) -> Bool {
        let (start, end) = (Int(offsets[code]), Int(offsets[code + 1]))
        guard end - start == text.count else { return false }
        return text.elementsEqual(bytes[start..<end])
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 2 * slots.count)
        for (code, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash >> 24) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = UInt64(text.count)
        let raw = UnsafeRawBufferPointer(text)
        var index = 0
        while raw.count - index >= 8 {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 8
        }
        while index < raw.count {
            hash = (hash ^ UInt64(raw[index])) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 1
        }
        return hash
    }
}
