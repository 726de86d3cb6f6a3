import Testing
import WorkQLCatalog

@testable import WorkQLOutput

/// The formats line and latex.
@Suite struct LineWriterTests {
    @Test func lineIsAColumnAndItsValue() throws {
        let text = try written(
            { LineWriter($0, nullText: "∅") }, ["userid": .text, "次数": .integer, "at": .timestamp],
            [["lisi", 3, 1_785_546_000], ["a\nb\u{1B}", nil, nil]]
        ).text
        #expect(
            text == """
                userid = lisi
                  次数 = 3
                    at = 2026-08-01 09:00:00

                userid = a⏎b␛
                  次数 = ∅
                    at = ∅

                """)
    }

    @Test func linesOfSeveralResults() throws {
        let none = try written({ LineWriter($0) }, ["a": .text], [])
        #expect(none.text == "")
        let both = try written({ LineWriter($0) }, ["a": .text], [["x"]], after: none)
        #expect(both.text == "\na = x\n")
    }

    @Test func latexIsATabular() throws {
        let text = try written(
            { LaTeXWriter($0) }, ["user_id": .text, "n": .integer, "备注": .text],
            [
                ["50% & #1", 3, "a\\b {c} ~^<>|$"], ["[x]", nil, "*two\r\n[lines"],
                ["--'' ``", -1, ""],
            ]
        ).text
        #expect(
            text == ##"""
                \begin{tabular}{lrl}
                \hline
                user\_id & n & 备注 \\
                \hline
                50\% \& \#1 & 3 & a\textbackslash{}b \{c\} \textasciitilde{}\textasciicircum{}\textless{}\textgreater{}\textbar{}\$ \\
                {}[x] & \textit{NULL} & \shortstack[l]{{}*two\\{}[lines} \\
                -{}-'{}' `{}` & -1 &  \\
                \hline
                \end{tabular}

                """##)
    }
}
