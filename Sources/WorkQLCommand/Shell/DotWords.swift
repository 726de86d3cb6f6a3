import WorkQLSyntax

/// The words after a dot command's name.
///
/// They are separated by spaces; single or double quotes keep a word together, and a doubled quote
/// inside them represents the quote itself.
struct DotWords: Hashable, Sendable {
    struct Word: Hashable, Sendable {
        /// The text without its quotes.
        var text: String
        /// The offset of its beginning in the line's UTF-8, including its quote.
        var start: Int
        /// The quote that is still open at the end of the line.
        var open: Character?
    }

    private(set) var words: [Word] = []
    /// Whether only another word can follow: the line is empty or ends with a space.
    private(set) var isBetweenWords = true

    init(_ line: String) {
        var offset = 0
        var characters = line[...]
        func next() -> Character? {
            guard let character = characters.popFirst() else { return nil }
            offset += character.utf8.count
            return character
        }
        while let first = characters.first {
            guard !first.isWhitespace else {
                _ = next()
                isBetweenWords = true
                continue
            }
            isBetweenWords = false
            var word = Word(text: "", start: offset)
            while let character = characters.first, word.open != nil || !character.isWhitespace {
                _ = next()
                switch (word.open, character) {
                case (let open?, _) where character == open:
                    if characters.first == open {
                        word.text.append(character)
                        _ = next()
                    } else {
                        word.open = nil
                    }
                case (nil, "'"), (nil, "\""): word.open = character
                default: word.text.append(character)
                }
            }
            words.append(word)
        }
    }

    /// Returns the words, all of whose quotes are closed.
    func closed() throws(UserError) -> [String] {
        if let word = words.last, let quote = word.open {
            throw UserError(
                .usage, "the quote before \(word.text) is not closed",
                help: "add \(quote) after it; inside quotes, write \(quote)\(quote) for one")
        }
        return words.map(\.text)
    }

    /// Returns a word quoted so that it is read as one word.
    static func quoted(_ word: String) -> String {
        let needsQuotes =
            word.isEmpty || word.contains { $0.isWhitespace || $0 == "'" || $0 == "\"" }
        return needsQuotes ? "'" + word.replacing("'", with: "''") + "'" : word
    }
}
