/// A message with places for values: `unknown column "{name}" in {names}`.
///
/// A place begins with a lowercase letter, so that `${NAME}` and `\p{L}` are none.
struct MessageTemplate {
    enum Part: Equatable {
        case text([UInt8])
        case place(String)
    }

    let parts: [Part]
    /// How many bytes a text has at least.
    let weight: Int
    /// How many letters are its own: of several templates that fit, the one with most is meant.
    let letters: Int
    private let marks: Int
    /// Whether its own words are too few to tell what fits it from what does not.
    let isVague: Bool
    /// Whether it has hardly any: `{what} is {found}`.
    let isVeryVague: Bool

    init(_ text: String) {
        var parts: [Part] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            if let end = Self.endOfPlace(at, in: bytes) {
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = []
                parts.append(.place(String(decoding: bytes[(at + 1)..<(end - 1)], as: UTF8.self)))
                at = end
            } else {
                literal.append(bytes[at])
                at += 1
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        self.parts = parts
        let own = parts.flatMap { part -> [UInt8] in
            if case .text(let text) = part { text } else { [] }
        }
        weight = own.count
        // `write {text}` says what comes.
        let first: [UInt8] = if case .text(let text)? = parts.first { text } else { [] }
        letters = own.count { $0.isLetter }
        marks = own.count { !$0.isLetter && $0 != UInt8(ascii: " ") }
        isVeryVague = letters < 4
        isVague = letters < 8 && first.count { $0.isLowercase } < 5
    }

    /// Behind the bracket that closes the place which begins at an offset; nil where none does.
    private static func endOfPlace(_ start: Int, in bytes: [UInt8]) -> Int? {
        guard bytes[start] == UInt8(ascii: "{"), start + 1 < bytes.count,
            bytes[start + 1].isLowercase
        else { return nil }
        var at = start + 1
        while at < bytes.count, bytes[at].isLetter || bytes[at].isDigit { at += 1 }
        return at < bytes.count && bytes[at] == UInt8(ascii: "}") ? at + 1 : nil
    }

    /// Of two templates with as many letters the one with more marks is meant, and then the one with
    /// fewer places.
    var rank: (letters: Int, marks: Int, places: Int) { (letters, marks, -parts.count) }

    var names: [String] {
        parts.compactMap { if case .place(let name) = $0 { name } else { nil } }
    }

    /// The names of places that stand between quotes, whose values are names and texts of users.
    var quotedNames: Set<String> {
        var names: Set<String> = []
        for index in parts.indices.dropFirst().dropLast() {
            guard case .place(let name) = parts[index], case .text(let before) = parts[index - 1],
                case .text(let after) = parts[index + 1], let quote = before.last,
                after.first == quote
            else { continue }
            if [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(quote) {
                names.insert(name)
            }
        }
        return names
    }

    /// The values of the places in their order, where the text is one of this template; nil where it
    /// is not.
    ///
    /// Of several readings the one is taken in which the first values are shortest. Only places that
    /// touch another may be empty.
    func values(in text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        if case .text(let first)? = parts.first, !text.starts(with: first) { return nil }
        if case .text(let last)? = parts.last,
            text.count < last.count || !text.suffix(last.count).elementsEqual(last)
        {
            return nil
        }
        var values: [ArraySlice<UInt8>] = []
        return read(parts[...], text, &values) ? values : nil
    }

    private func read(
        _ parts: ArraySlice<Part>, _ text: ArraySlice<UInt8>, _ values: inout [ArraySlice<UInt8>]
    ) -> Bool {
        guard let part = parts.first else { return text.isEmpty }
        let rest = parts.dropFirst()
        switch part {
        case .text(let literal):
            return text.starts(with: literal) && read(rest, text.dropFirst(literal.count), &values)
        case .place:
            guard let next = rest.first else {
                guard !text.isEmpty || mayBeEmpty(parts.startIndex) else { return false }
                values.append(text)
                return true
            }
            guard case .text(let literal) = next else {
                // Where one of two places ends and the other begins is seen by nothing: the first
                // takes it all, and the reader of values looks for what the second may have said.
                values.append(text.prefix(0))
                if read(rest, text, &values) { return true }
                values.removeLast()
                return false
            }
            var from = text.startIndex + (mayBeEmpty(parts.startIndex) ? 0 : 1)
            while let at = Self.find(literal, in: text, from: from) {
                // A word does not go on in a value.
                if at > text.startIndex, text[at - 1].isLetter, literal[0].isLetter {
                    from = at + 1
                    continue
                }
                values.append(text[text.startIndex..<at])
                let behind = text[(at + literal.count)...]
                if read(rest.dropFirst(), behind, &values) { return true }
                values.removeLast()
                from = at + 1
            }
            return false
        }
    }

    /// A place that touches another, or stands between quotes.
    private func mayBeEmpty(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        switch parts[index - 1] {
        case .place: return true
        case .text(let before): return before.last.map { "\"'".utf8.contains($0) } ?? false
        }
    }

    private static func find(
        _ literal: [UInt8], in text: ArraySlice<UInt8>, from start: Int
    ) -> Int? {
        guard start <= text.endIndex else { return nil }
        var at = start
        while at + literal.count <= text.endIndex {
            if text[at...].starts(with: literal) { return at }
            at += 1
        }
        return nil
    }
}

extension UInt8 {
    var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isLetter: Bool { (self | 0x20).isLowercase }
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
