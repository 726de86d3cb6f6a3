// Long texts on lines of a given width.

/// A line of a longer text.
package struct TextLine: Hashable, Sendable {
    package var text: Substring
    /// The width in columns of a terminal.
    package var width: Int
}

extension String {
    /// Returns the lines of the text for a place of so many columns.
    ///
    /// A line ends after spaces, which it does not keep, after a comma inside a word (JSON), beside
    /// a wide character, such as a Chinese one, and always after `⏎`, the visible form of a line
    /// break. Marks such as ， do not begin a line, and （ does not end one. A word longer than a
    /// line is divided.
    ///
    /// - Parameters:
    ///   - width: the number of columns. A wide character takes two even if there is one.
    ///   - ambiguous: the number of columns of a character of ambiguous width, 1 or 2.
    package func lines(ofWidth width: Int, ambiguous: Int = 1) -> [TextLine] {
        var lines: [TextLine] = []
        // The line being filled, and its width up to the current character.
        var start = startIndex
        var used = 0
        // The last position where the line may end, and the width up to there.
        var end: (index: Index, used: Int)?
        var previous: Character?

        func line(_ start: Index, _ end: Index) -> TextLine {
            var text = self[start..<end]
            while text.last == " " { text.removeLast() }
            return TextLine(text: text, width: text.displayWidth(ambiguous: ambiguous))
        }

        for index in indices {
            let character = self[index]
            let room = character.displayWidth(ambiguous: ambiguous)
            if index > start, let previous, previous.mayEndLine(before: character) {
                end = (index, used)
            }
            // Spaces at the end of a line need no room.
            if used + room > width, index > start, character != " " {
                if let last = end {
                    lines.append(line(start, last.index))
                    (start, used) = (last.index, used - last.used)
                }
                if used + room > width, index > start {
                    lines.append(line(start, index))
                    (start, used) = (index, 0)
                }
                end = nil
            }
            used += room
            previous = character
            if character == "⏎" {
                let next = self.index(after: index)
                lines.append(line(start, next))
                (start, used, end) = (next, 0, nil)
            }
        }
        if start < endIndex || lines.isEmpty { lines.append(line(start, endIndex)) }
        return lines
    }
}

extension Character {
    /// Returns whether a line may end between this character and the next one.
    ///
    /// - Parameter dividesWords: whether it may end after a comma inside a word, as in JSON.
    package func mayEndLine(before next: Character, dividesWords: Bool = true) -> Bool {
        if next == " " { return false }
        if self == " " { return true }
        if next.cannotBeginLine || cannotEndLine { return false }
        if self == "," || self == ";" { return dividesWords && !next.isNumber }
        return displayWidth > 1 || next.displayWidth > 1
    }

    /// The rule for the beginning of a line in Chinese and Japanese typesetting.
    private var cannotBeginLine: Bool {
        "，。、；：？！）》〉」』】〕〗｝］”’…—～·％‰℃々ー　,.;:?!)]}>%".contains(self)
    }

    private var cannotEndLine: Bool { "（《〈「『【〔〖｛［“‘￥＄([{<".contains(self) }
}
