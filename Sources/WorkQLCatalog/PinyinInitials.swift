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
        guard typed.utf8.count > 1, typed.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        var rest = name.unicodeScalars[...]
        var hasChinese = false
        for letter in typed {
            guard let scalar = rest.popFirst() else { return false }
            if let bits = letters[scalar.value], let bit = bit(of: letter) {
                guard bits & bit != 0 else { return false }
                hasChinese = true
            } else {
                guard Character(scalar).lowercased() == letter.lowercased() else { return false }
            }
        }
        return hasChinese
    }
}
