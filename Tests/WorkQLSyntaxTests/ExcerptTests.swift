import Testing
import WorkQLSyntax

@Suite struct ExcerptTests {
    private func excerpt(
        _ source: String, _ start: Int, _ end: Int, _ message: String = "x", help: String? = nil
    ) -> String {
        Excerpt(
            Diagnostic(message, at: Span(start, end), help: help), in: source, named: "late.wql"
        )
        .text()
    }

    @Test func pointsAtTheLine() {
        let source = "-- who is late\n\nSELECT useridd FROM checkin\nSINCE 7d"
        #expect(
            excerpt(
                source, 23, 30, #"unknown column "useridd" in checkin"#,
                help: #"did you mean "userid"?"#)
                    == """
                    error: unknown column "useridd" in checkin
                     --> late.wql:3:8
                      |
                    3 | SELECT useridd FROM checkin
                      |        ^^^^^^^
                      = help: did you mean "userid"?
                    """)
    }

    @Test func labelsNotes() {
        let note = Excerpt(Diagnostic("seen", at: Span(0, 1)), in: "a", named: "-")
        #expect(note.text(label: "note").hasPrefix("note: seen\n"))
    }

    @Test func pointsUnderWideCharacters() {
        #expect(
            excerpt("SELECT 姓名, 部门 FROM 打卡", 15, 21)
                == """
                error: x
                 --> late.wql:1:12
                  |
                1 | SELECT 姓名, 部门 FROM 打卡
                  |              ^^^^
                """)
        // A family of seven scalars and a letter with its accent are one character each.
        #expect(
            excerpt("'👨‍👩‍👧e\u{301}' x", 24, 25)
                == """
                error: x
                 --> late.wql:1:6
                  |
                1 | '👨‍👩‍👧e\u{301}' x
                  |       ^
                """)
    }

    @Test func expandsTabs() {
        #expect(
            excerpt("\ta\tb", 3, 4)
                == """
                error: x
                 --> late.wql:1:4
                  |
                1 |     a    b
                  |          ^
                """)
    }

    @Test func neutralizesWhatCouldAct() {
        #expect(
            Excerpt(
                Diagnostic("x\u{1B}[2J", at: Span(7, 10)), in: "SELECT \u{202E}\u{0}",
                named: "a\nb"
            ).text()
                == #"""
                error: x\u{1B}[2J
                 --> a\u{A}b:1:8
                  |
                1 | SELECT \u{202E}\u{0}
                  |        ^^^^^^^^
                """#)
    }

    @Test func endsOfTextGetOneCaret() {
        #expect(excerpt("SELECT", 6, 6).hasSuffix("1 | SELECT\n  |       ^"))
        #expect(excerpt("", 0, 0).hasSuffix("1 |\n  | ^"))
        #expect(excerpt("a\n", 2, 2).hasSuffix("2 |\n  | ^"))
        #expect(excerpt("a\r\nb", 1, 1).hasSuffix("1 | a\n  |  ^"))
        // Spans beyond the text are treated as its end.
        #expect(excerpt("ab", 9, 12).hasSuffix("1 | ab\n  |   ^"))
    }

    @Test func longSpansShowTheirFirstLine() {
        #expect(excerpt("a bcd\nefg", 2, 8).hasSuffix(":1:3\n  |\n1 | a bcd\n  |   ^^^"))
        #expect(excerpt("a bcd\r\nefg", 2, 9).hasSuffix("1 | a bcd\n  |   ^^^"))
    }

    @Test func skipsTheByteOrderMark() {
        #expect(excerpt("\u{FEFF}ab", 4, 5).hasSuffix(":1:2\n  |\n1 | ab\n  |  ^"))
    }

    @Test func widensTheMarginWithTheNumber() {
        let source = String(repeating: "\n", count: 99) + "a"
        #expect(
            excerpt(source, 99, 100, help: "h")
                == """
                error: x
                   --> late.wql:100:1
                    |
                100 | a
                    | ^
                    = help: h
                """)
    }

    @Test func windowsLongLines() {
        let list = (100..<5000).map { "'\($0)'" }.joined(separator: ", ")
        let source = "SELECT a IN (\(list)) b c"
        let middle = source.utf8.count / 2
        for start in [0, 20, 60, 1000, middle, source.utf8.count - 30, source.utf8.count - 1] {
            let text = excerpt(source, start, start + 5)
            let lines = text.split(separator: "\n").map(String.init)
            let shown = lines[3].dropFirst(4)
            #expect(shown.displayWidth <= Excerpt.width && shown.displayWidth > 90)
            #expect(shown.hasPrefix("…") == (start > 60))
            #expect(shown.hasSuffix("…") == (start < source.utf8.count - 60))
            // The carets are below the text of the span.
            let under = lines[4].dropFirst(4).prefix { $0 == " " }.count
            let span = source.dropFirst(start).prefix(5)
            #expect(shown.dropFirst(under).hasPrefix(span))
            #expect(lines[4].filter { $0 == "^" }.count == span.count)
            #expect(lines[1].hasSuffix(":1:\(start + 1)"))
        }
    }

    @Test func windowsLongSpans() {
        let source = "SELECT '" + String(repeating: "中", count: 50_000) + "'"
        let lines = excerpt(source, 7, source.utf8.count).split(separator: "\n").map(String.init)
        #expect(lines[3].displayWidth <= Excerpt.width + 4)
        #expect(lines[4].hasPrefix("  |        ^^^^"))
    }
}
