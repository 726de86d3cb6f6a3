import Testing
import WorkQLCatalog
import WorkQLPlanner

@testable import WorkQLOutput

@Suite struct MarkupWriterTests {
    private func markdown(_ output: Output) -> MarkupWriter {
        MarkupWriter(output, dialect: .markdown)
    }

    private func html(_ output: Output) -> MarkupWriter { MarkupWriter(output, dialect: .html) }

    @Test func writesMarkdown() throws {
        let first = try written(
            markdown, ["name": .text, "n": .integer, "t": .timestamp],
            [["张三", 3, 1_785_546_000], [nil, nil, nil], ["", -1, nil], ["NULL", 0, nil]])
        let both = try written(markdown, ["a|b": .text], [], after: first)
        #expect(
            both.text == """
                | name | n | t |
                | --- | ---: | --- |
                | 张三 | 3 | 2026-08-01 09:00:00 |
                | *NULL* | *NULL* | *NULL* |
                |  | -1 | *NULL* |
                | NULL | 0 | *NULL* |

                | a\\|b |
                | --- |

                """)
    }

    @Test func markdownShowsTextAsItIs() throws {
        let output = try written(
            markdown, ["a": .text],
            [
                ["*b* _c_ `d` [e](f) ~g~ \\"], ["<b>&amp;"], ["two\r\nlines\n"],
                ["\u{1B}[31m\u{202E}"],
            ])
        #expect(
            output.text == """
                | a |
                | --- |
                | \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\~g\\~ \\\\ |
                | &lt;b&gt;&amp;amp; |
                | two<br>lines<br> |
                | ␛\\[31m&lt;202E&gt; |

                """)
    }

    @Test func writesHTML() throws {
        let first = try written(
            html, ["<a>": .text, "n": .integer],
            [["<script>\"&'\n\u{1B}", 3], [nil, nil], [.bytes([0x61, 0xFF]), 1]])
        let both = try written(html, ["b": .text], [], after: first)
        #expect(
            both.text == """
                <!DOCTYPE html>
                <meta charset="utf-8">
                <title>WorkQL</title>
                <table>
                <thead>
                <tr><th>&lt;a&gt;</th><th>n</th></tr>
                </thead>
                <tbody>
                <tr><td>&lt;script&gt;&quot;&amp;'<br>␛</td><td style="text-align: right">3</td></tr>
                <tr><td><em>NULL</em></td><td><em>NULL</em></td></tr>
                <tr><td>a\u{FFFD}</td><td style="text-align: right">1</td></tr>
                </tbody>
                </table>

                <table>
                <thead>
                <tr><th>b</th></tr>
                </thead>
                <tbody>
                </tbody>
                </table>

                """)
    }
}
