/// A format of cells that shows a number as something else than a number: with leading zeros
/// (`0000`), with letters before it (`"E"0000`), with signs within it (`0000-00-00`, `00":"00`), or
/// as a word (`[=1]"男";"女"`).
struct NumberCode {
    let code: String
    /// The number of digits that are always shown; nil if no number is shown as its digits.
    private let zeros: Int?

    private enum Part: Equatable {
        /// `0`, `#` or `?`
        case digit(Character)
        /// Characters that are shown as they are, other than blanks.
        case literal
        /// Anything else: points, commas, blanks, `%`, exponents.
        case other
    }

    init?(_ code: String) {
        let sections = Self.sections(code)
        let hasCondition = sections.contains { section in
            ["[=", "[<", "[>"].contains(where: section.hasPrefix)
        }
        // Other sections are for negative numbers, zero and text, unless there are conditions.
        let shown = sections.prefix(hasCondition ? 3 : 1).filter { !$0.hasPrefix("[=0]") }
        let parts = shown.map(Self.parts)
        if parts.contains(where: Self.isWord) || parts.contains(where: Self.isDivided) {
            self.code = shown.count > 1 ? code : String(sections[0])
            zeros = nil
            return
        }
        guard let first = parts.first else { return nil }
        let digits = first.drop { $0 == .literal }
        let hasLetters = digits.count < first.count
        guard !digits.isEmpty, digits.allSatisfy({ $0 == .digit("0") }),
            digits.count > 1 || hasLetters
        else { return nil }
        self.code = String(sections[0])
        zeros = hasLetters ? nil : digits.count
    }

    /// Returns whether a number is not shown as its digits.
    func changes(_ digits: String) -> Bool { zeros.map { digits.utf8.count < $0 } ?? true }

    /// Whether a section shows a word instead of the number.
    private static func isWord(_ parts: [Part]) -> Bool {
        parts.contains(.literal) && parts.allSatisfy { $0 == .literal }
    }

    /// Whether signs are between the digits of a number.
    private static func isDivided(_ parts: [Part]) -> Bool {
        let isDigit = { (part: Part) in if case .digit = part { true } else { false } }
        guard let first = parts.firstIndex(where: isDigit),
            let last = parts.lastIndex(where: isDigit)
        else { return false }
        return parts[first..<last].contains(.literal)
    }

    private static func sections(_ code: String) -> [Substring] {
        var sections: [Substring] = []
        var start = code.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in code.indices {
            switch code[index] {
            case _ where isEscaped: isEscaped = false
            case "\\" where !isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case ";" where !isQuoted:
                sections.append(code[start..<index])
                start = code.index(after: index)
            default: break
            }
        }
        return sections + [code[start...]]
    }

    private static func parts(_ section: Substring) -> [Part] {
        var parts: [Part] = []
        var rest = section
        func literal(_ text: Substring) -> Part {
            text.allSatisfy(\.isWhitespace) ? .other : .literal
        }
        while let character = rest.popFirst() {
            switch character {
            case "0", "#", "?": parts.append(.digit(character))
            case "\"":
                let text = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(text.count + 1)
                if !text.isEmpty { parts.append(literal(text)) }
            case "\\":
                parts.append(literal(rest.prefix(1)))
                rest = rest.dropFirst()
            // Widths and repetitions of a character.
            case "_", "*":
                rest = rest.dropFirst()
                parts.append(.other)
            case "[": rest = rest.drop { $0 != "]" }.dropFirst()
            case "E" where ["+", "-"].contains(rest.first):
                rest = rest.dropFirst()
                parts.append(.other)
            case "-" where !parts.isEmpty, ":": parts.append(.literal)
            default: parts.append(.other)
            }
        }
        return parts
    }
}
