import Testing

@testable import WorkQLEditor

@Suite struct EditBufferTests {
    @Test func countsCharactersAsPeopleSeeThem() {
        var buffer = EditBuffer("a👨‍👩‍👧é")
        #expect(buffer.cursor == 3)
        buffer.deleteBackward()
        buffer.deleteBackward()
        #expect(buffer.text == "a")
        // A combining mark joins the preceding character.
        buffer.insert("e")
        buffer.insert("\u{301}")
        #expect(buffer.characters == ["a", "é"])
        #expect(buffer.cursor == 2)
        #expect(buffer.scalarCursor == 3)
        #expect(buffer.utf8Cursor == 4)
    }

    @Test func scalarsKeepTheirPlace() {
        let scalars = Array("aé卡".decomposed.unicodeScalars)
        for (cursor, index) in [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (9, 3)] {
            #expect(EditBuffer(scalars: scalars, cursor: cursor).cursor == index)
        }
    }

    @Test func replacesBytes() {
        var buffer = EditBuffer("打卡 sel x", cursor: 6)
        buffer.replace(utf8: 7..<10, with: "SELECT ")
        #expect(buffer.text == "打卡 SELECT  x")
        #expect(buffer.cursor == 10)
    }

    @Test func movesByLines() {
        var buffer = EditBuffer("SELECT 打卡\nab\n一二三四五", cursor: 9)
        #expect(buffer.moveUp() == false)
        #expect(buffer.moveDown() == true)
        // The column is a screen column, limited to the end of a short line.
        #expect(buffer.cursor == 12)
        buffer.moveCursor(to: 8)
        #expect(buffer.moveDown() == true)
        #expect(buffer.moveDown() == true)
        #expect(buffer.cursor == 14)
        #expect(buffer.moveDown() == false)
        #expect((buffer.lineStart, buffer.lineEnd) == (13, 18))
    }

    @Test func wordsAreLettersOfAnyScript() {
        var buffer = EditBuffer("a.打卡_1 = 'x'")
        #expect(buffer.wordStart == 10)
        buffer.moveCursor(to: 8)
        #expect(buffer.wordStart == 2)
        buffer.moveCursor(to: 1)
        #expect(buffer.wordEnd == 6)
    }

    @Test func whatIsCutComesBack() {
        var buffer = EditBuffer("ab cd", cursor: 2)
        buffer.cut(to: 5)
        buffer.cut(to: 2)
        buffer.moveCursor(to: 0)
        buffer.pasteCut()
        #expect(buffer.text == " cdab")
    }

    @Test func bracketsMatchOutsideText() {
        let buffer = EditBuffer("f(')', (1）)", cursor: 2)
        #expect(buffer.matchingBrackets { $0 == 3 }.map { [$0.0, $0.1] } == [1, 10])
        #expect(EditBuffer("f(", cursor: 2).matchingBrackets { _ in false } == nil)
        #expect(EditBuffer("())", cursor: 3).matchingBrackets { _ in false } == nil)
        let closing = EditBuffer("(a)", cursor: 3).matchingBrackets { _ in false }
        #expect(closing.map { [$0.0, $0.1] } == [2, 0])
    }

    /// libedit counts scalars; the remaining scalars of a character are deleted as well.
    @Test func deletedPartsTakeTheRestWithThem() {
        let family = "a👨‍👩‍👧b"
        let before = EditBuffer(family, cursor: 2)
        let scalars = Array(family.unicodeScalars)
        let after = EditBuffer.settled(
            after: before, scalars: Array(scalars[..<5] + scalars[6...]), cursor: 5)
        #expect(after.text == "ab")
        #expect(after.cursor == 1)
        // The last of equal scalars.
        let equal = EditBuffer.settled(
            after: EditBuffer("aaa"), scalars: ["a", "a"], cursor: 2)
        #expect((equal.text, equal.cursor) == ("aa", 2))
    }

    @Test func cursorStopsBetweenCharacters() {
        let text = "a\u{301}b"
        let scalars = Array(text.unicodeScalars)
        let left = EditBuffer.settled(
            after: EditBuffer(text, cursor: 1), scalars: scalars, cursor: 1)
        #expect(left.cursor == 0)
        let right = EditBuffer.settled(
            after: EditBuffer(text, cursor: 0), scalars: scalars, cursor: 1)
        #expect(right.cursor == 1)
    }
}

extension String {
    fileprivate var decomposed: String {
        String(flatMap { $0 == "é" ? ["e\u{301}"] : [String($0)] }.joined())
    }
}
