/// Finds names in Chinese by what a keyboard types for them: the first letters of their characters
/// in pinyin, `zs` for 张三. A character that is read in several ways is found by each.
package enum PinyinInitials {
    /// Bits of the letters by the scalars of the characters.
    private static let letters: [UInt32: UInt32] = {
        var letters: [UInt32: UInt32] = [:]
        for (letter, characters) in PinyinTable.characters {
            guard let bit = bit(of: letter) else { continue }
            for scalar in characters.unicodeScalars { letters[scalar.value, default: 0] |= bit }
        }
        return letters
    }()

    private static func bit(of letter: Character) -> UInt32? {
        guard let ascii = letter.lowercased().utf8.first, (0x61...0x7A).contains(ascii) else {
            return nil
        }
        return 1 << UInt32(ascii - 0x61)
    }

    /// Whether a name begins with characters of these initials; letters and digits stand for
    /// themselves. No name does where no character is Chinese, nor of one letter alone.
    ///
    /// Takes time linear in the typed text.
    package static func areTyped(_ typed: String, of name: String) -> Bool {
        Typed(typed)?.begins(name) ?? false
    }

    /// Typed initials, prepared for the comparison with many names.
    package struct Typed: Sendable {
        private let initials: [(ascii: UInt32, bit: UInt32?)]

        /// Returns nil if no name begins with the text.
        package init?(_ text: String) {
            guard text.utf8.count > 1, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
            initials = text.lowercased().map { letter in
                (letter.unicodeScalars.first?.value ?? 0, PinyinInitials.bit(of: letter))
            }
        }

        /// Whether a name begins with characters of the initials.
        package func begins(_ name: String) -> Bool {
            var scalars = name.unicodeScalars.makeIterator()
            var hasChinese = false
            for initial in initials {
                guard let scalar = scalars.next()?.value else { return false }
                if let bit = initial.bit, scalar >= 0x80,
                    let bits = PinyinInitials.letters[scalar]
                {
                    guard bits & bit != 0 else { return false }
                    hasChinese = true
                } else {
                    let isUpper = (0x41...0x5A).contains(scalar)
                    guard (isUpper ? scalar + 0x20 : scalar) == initial.ascii else { return false }
                }
            }
            return hasChinese
        }
    }
}
