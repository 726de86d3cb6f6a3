/// A key that was pressed, or equivalent input.
enum Key: Hashable, Sendable {
    case character(Unicode.Scalar)
    /// Escape, or Alt with a key, or a named key: all bytes that were sent.
    case sequence([UInt8])
    /// A pasted text, with its line breaks converted to `\n`.
    case paste(String)

    /// Whether the key inserts itself into a text, and is not a control character.
    var isLetter: Bool {
        guard case .character(let scalar) = self else { return false }
        return scalar.value >= 0x20 && scalar.value != 0x7F
    }
}

/// Splits a terminal's bytes into keys.
struct KeyDecoder: Sendable {
    private var pending: [UInt8] = []
    /// The part received so far of a paste that has not ended.
    private var pasted: [UInt8]?

    private static let escape: UInt8 = 0x1B
    private static let pasteStart = Array("\u{1B}[200~".utf8)
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    /// Whether more is expected soon: the rest of a character, a sequence or a paste.
    var isPartial: Bool { !pending.isEmpty || pasted != nil }
    /// Whether the bytes received could also be complete: Escape alone, or Alt and `[`.
    var isAmbiguous: Bool { pasted == nil && pending.first == Self.escape }

    /// - Returns: the key that this byte completes; nil if it is incomplete.
    mutating func decode(_ byte: UInt8) -> Key? {
        if pasted != nil { return decodePasted(byte) }
        if let first = pending.first, first >= 0x80, byte & 0xC0 != 0x80 {
            // The bytes before are not a character; this byte begins another one.
            pending = []
            if byte < 0x80, byte != Self.escape { return .character(Unicode.Scalar(byte)) }
            pending = [byte]
            return .character("\u{FFFD}")
        }
        pending.append(byte)
        return pending[0] == Self.escape ? decodeSequence() : decodeCharacter()
    }

    /// - Returns: the key for the bytes received, when no more are expected.
    mutating func flush() -> Key? {
        guard isAmbiguous else { return nil }
        defer { pending = [] }
        return .sequence(pending)
    }

    private mutating func decodePasted(_ byte: UInt8) -> Key? {
        pasted?.append(byte)
        guard byte == Self.pasteEnd.last, let bytes = pasted,
            bytes.suffix(Self.pasteEnd.count) == Self.pasteEnd[...]
        else { return nil }
        pasted = nil
        return .paste(Self.text(ofPasted: bytes.dropLast(Self.pasteEnd.count)))
    }

    /// Returns the text of a paste. Terminals send `\r` for its line breaks. Control characters
    /// other than tabs would be commands if they were typed, and are not part of any statement.
    private static func text(ofPasted bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
            .replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars
        where scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\n" || scalar == "\t" {
            kept.append(scalar)
        }
        return String(kept)
    }

    private mutating func decodeCharacter() -> Key? {
        let length =
            switch pending[0] {
            case 0..<0x80: 1
            case 0xC2..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF5: 4
            default: 1
            }
        guard pending.count >= length else { return nil }
        defer { pending = [] }
        return .character(
            String(decoding: pending, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}")
    }

    private mutating func decodeSequence() -> Key? {
        guard pending.count > 1 else { return nil }
        // Alt with an arrow, as some terminals send it: Escape before the arrow's own sequence.
        let start = pending.count > 2 && pending[1] == Self.escape ? 1 : 0
        let last = pending[pending.count - 1]
        switch pending[start + 1] {
        case UInt8(ascii: "["):
            // Parameters and intermediates, followed by the one byte that ends the sequence.
            guard pending.count > start + 2, !(0x20...0x3F).contains(last) else { return nil }
        case UInt8(ascii: "O"):
            guard pending.count > start + 2 else { return nil }
        case Self.escape:
            guard pending.count > 2 else { return nil }
        case 0xC0...:
            // Alt with a character of several bytes.
            let length = pending[1] >= 0xF0 ? 4 : pending[1] >= 0xE0 ? 3 : 2
            guard pending.count > length else { return nil }
        default: break
        }
        defer { pending = [] }
        if pending == Self.pasteStart {
            pasted = []
            return nil
        }
        return .sequence(pending)
    }
}
