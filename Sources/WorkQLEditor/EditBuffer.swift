import WorkQLSyntax

/// A text being edited and the index of the cursor, both counted in user-perceived characters.
struct EditBuffer: Hashable, Sendable {
    private(set) var characters: [Character]
    /// The index of the character under the cursor; the number of characters if it is at the end.
    private(set) var cursor: Int
    /// The text that was cut last.
    private(set) var cut = ""

    init(_ text: String = "", cursor: Int? = nil) {
        characters = Array(text)
        self.cursor = min(cursor ?? characters.count, characters.count)
    }

    /// - Parameter cursor: the cursor in scalars; inside a character it is moved to the character's
    ///   end.
    init(scalars: some Collection<Unicode.Scalar>, cursor: Int) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        characters = Array(String(view))
        var index = 0
        var passed = 0
        while index < characters.count, passed < cursor {
            passed += characters[index].unicodeScalars.count
            index += 1
        }
        self.cursor = index
    }

    var text: String { String(characters) }
    var scalars: [Unicode.Scalar] { characters.flatMap(\.unicodeScalars) }
    var isEmpty: Bool { characters.isEmpty }

    /// The cursor, counted in scalars.
    var scalarCursor: Int { characters[..<cursor].reduce(0) { $0 + $1.unicodeScalars.count } }
    /// The cursor, as an offset in the text's UTF-8.
    var utf8Cursor: Int { characters[..<cursor].reduce(0) { $0 + $1.utf8.count } }

    // MARK: Changes

    mutating func insert(_ text: String) {
        replace(cursor..<cursor, with: text)
    }

    /// Replaces a range and moves the cursor to the end of the new text.
    mutating func replace(_ range: Range<Int>, with text: String) {
        let before = String(characters[..<range.lowerBound]) + text
        // The characters are split again from the whole text, because a character may combine with
        // the one before it.
        let all = Array(before + String(characters[range.upperBound...]))
        cursor = min(Array(before).count, all.count)
        characters = all
    }

    /// Replaces a range of the text's UTF-8.
    mutating func replace(utf8 range: Range<Int>, with text: String) {
        replace(index(utf8: range.lowerBound)..<index(utf8: range.upperBound), with: text)
    }

    private func index(utf8 offset: Int) -> Int {
        var passed = 0
        return characters.firstIndex { character in
            defer { passed += character.utf8.count }
            return passed >= offset
        } ?? characters.count
    }

    mutating func deleteForward() {
        guard cursor < characters.count else { return }
        replace(cursor..<cursor + 1, with: "")
    }

    mutating func deleteBackward() {
        guard cursor > 0 else { return }
        replace(cursor - 1..<cursor, with: "")
    }

    /// Deletes the text between the cursor and another index, and keeps it for `paste`.
    mutating func cut(to index: Int) {
        let index = min(max(index, 0), characters.count)
        let range = min(index, cursor)..<max(index, cursor)
        guard !range.isEmpty else { return }
        cut = String(characters[range])
        replace(range, with: "")
    }

    /// Sets the cut text, which outlives the text that it was cut from.
    mutating func keep(cut text: String) { cut = text }

    mutating func pasteCut() { insert(cut) }

    mutating func moveCursor(to index: Int) { cursor = min(max(index, 0), characters.count) }

    // MARK: Lines

    var lineStart: Int {
        characters[..<cursor].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
    }

    var lineEnd: Int { characters[cursor...].firstIndex(where: \.isNewline) ?? characters.count }

    /// Moves to the line above, to the same column of the screen or the line's end. Returns false
    /// on the first line.
    mutating func moveUp() -> Bool {
        guard lineStart > 0 else { return false }
        let column = width(lineStart..<cursor)
        cursor = lineStart - 1
        move(toColumn: column, from: lineStart)
        return true
    }

    /// Moves to the line below. Returns false on the last line.
    mutating func moveDown() -> Bool {
        guard lineEnd < characters.count else { return false }
        let column = width(lineStart..<cursor)
        cursor = lineEnd + 1
        move(toColumn: column, from: cursor)
        return true
    }

    private func width(_ range: Range<Int>) -> Int {
        characters[range].reduce(0) { $0 + $1.displayWidth }
    }

    private mutating func move(toColumn column: Int, from start: Int) {
        let end = characters[start...].firstIndex(where: \.isNewline) ?? characters.count
        var passed = 0
        cursor = start
        while cursor < end, passed + characters[cursor].displayWidth <= column {
            passed += characters[cursor].displayWidth
            cursor += 1
        }
    }

    // MARK: Words

    /// The index at which the word before the cursor begins.
    var wordStart: Int {
        var index = cursor
        while index > 0, !characters[index - 1].isWord { index -= 1 }
        while index > 0, characters[index - 1].isWord { index -= 1 }
        return index
    }

    /// The index at which the word after the cursor ends.
    var wordEnd: Int {
        var index = cursor
        while index < characters.count, !characters[index].isWord { index += 1 }
        while index < characters.count, characters[index].isWord { index += 1 }
        return index
    }

    // MARK: Brackets

    /// Returns the closing brackets that no bracket before them in the statement opens. Those that
    /// are opened may be closed by what is still to be typed.
    func unopenedBrackets(isText: (Int) -> Bool) -> [Int] {
        var depth = 0
        return characters.indices.filter { index in
            guard !isText(index) else { return false }
            if characters[index] == ";" || characters[index] == "；" { depth = 0 }
            guard let direction = characters[index].bracketDirection else { return false }
            depth += direction
            guard depth < 0 else { return false }
            depth = 0
            return true
        }
    }

    /// Returns the bracket under or before the cursor and its partner; nil if there is none.
    ///
    /// - Parameter isText: whether a character is part of a quoted text or a comment, whose
    ///   brackets are not matched.
    func matchingBrackets(isText: (Int) -> Bool) -> (Int, Int)? {
        for index in [cursor - 1, cursor]
        where characters.indices.contains(index) && !isText(index) {
            guard let direction = characters[index].bracketDirection else { continue }
            var depth = 0
            var at = index
            while characters.indices.contains(at) {
                if !isText(at) { depth += characters[at].bracketDirection ?? 0 }
                if depth == 0 { return (index, at) }
                at += direction
            }
        }
        return nil
    }
}

extension EditBuffer {
    /// Returns the buffer that users expect after a command that counts scalars: if a part of a
    /// character was deleted, the rest of it is deleted too, and the cursor does not stop inside a
    /// character.
    ///
    /// - Parameters:
    ///   - before: the buffer before the command.
    ///   - scalars: the text after it.
    ///   - cursor: the cursor after it, in scalars.
    static func settled(
        after before: EditBuffer, scalars: [Unicode.Scalar], cursor: Int
    ) -> EditBuffer {
        let old = before.scalars
        if old == scalars {
            // A move to the left that ended inside a character continues to its beginning.
            var buffer = EditBuffer(scalars: scalars, cursor: cursor)
            if cursor < before.scalarCursor, buffer.scalarCursor > cursor {
                buffer.moveCursor(to: buffer.cursor - 1)
            }
            buffer.cut = before.cut
            return buffer
        }
        var buffer = EditBuffer(scalars: scalars, cursor: cursor)
        if scalars.count < old.count {
            let start = zip(old, scalars).prefix { $0 == $1 }.count
            // The cursor is where the deletion happened; the common prefix alone would not
            // determine which of several equal scalars was deleted.
            let index = min(start, cursor)
            let end = index + old.count - scalars.count
            if old[end...].elementsEqual(scalars[index...]) {
                let whole = before.characterRange(scalars: index..<end)
                buffer = before
                buffer.replace(whole, with: "")
            }
        }
        buffer.cut = before.cut
        return buffer
    }

    /// Returns the characters that a range of scalars overlaps.
    private func characterRange(scalars range: Range<Int>) -> Range<Int> {
        var passed = 0
        var (start, end) = (characters.count, characters.count)
        for (index, character) in characters.enumerated() {
            let next = passed + character.unicodeScalars.count
            if passed <= range.lowerBound, range.lowerBound < next { start = index }
            if passed < range.upperBound, range.upperBound <= next { end = index + 1 }
            passed = next
        }
        return start..<max(start, end)
    }
}

extension Character {
    fileprivate var isWord: Bool { isLetter || isNumber || self == "_" }

    fileprivate var bracketDirection: Int? {
        switch self {
        case "(", "（": 1
        case ")", "）": -1
        default: nil
        }
    }
}
