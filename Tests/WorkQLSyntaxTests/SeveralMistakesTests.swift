import Testing
import WorkQLSyntax

/// Several mistakes are reported at once, but none that follows from another.
@Suite struct SeveralMistakesTests {
    private func messages(_ source: String) -> [String] {
        switch Parser.parse(source) {
        case .complete: ["complete"]
        case .incomplete(let diagnostic): ["incomplete: " + diagnostic.message]
        case .failed(let mistakes): mistakes.map(\.message)
        }
    }

    @Test(arguments: [
        // Each statement has its own.
        (
            "SELEC 1; SELECT 2; SHOW TABLS",
            [
                #"expected a statement, found "SELEC""#,
                #"expected TABLES, FUNCTIONS, SETTINGS, QUOTA or STORE, found "TABLS""#,
            ]
        ),
        // So has each clause, if it is certain to be one.
        (
            "SELECT * FORM checkin WHERE a == 'b' ODER BY c",
            [#"expected "," or FROM, found "FORM""#, #"expected a clause or ";", found "ODER""#]
        ),
        (
            "SELECT a b c FROM t WEHRE x = 1 GRUOP BY y LIMIT 1, 2",
            [
                #"expected "," or FROM, found "c""#, #"expected a clause or ";", found "WEHRE""#,
                "LIMIT takes one number",
            ]
        ),
        (
            "SELECT 7m FROM t WHERE 1 < 2 < 3 GROUP BY ORDER BY a",
            [
                "ambiguous unit \"m\" in 7m", "comparisons cannot be chained",
                "expected an expression, found ORDER",
            ]
        ),
        (
            "SELECT a + FROM t UNION SELECT b FROM u WHERE ORDER BY 1",
            ["expected an expression, found FROM", "expected an expression, found ORDER"]
        ),
        (
            "EXPLAIN SELECT order FROM t SINCE 7m GROUP BY a",
            ["expected an expression, found ORDER", "ambiguous unit \"m\" in 7m"]
        ),
        ("SELECT a FROM t GROUP BY a WHERE b ORDER BY", ["WHERE comes too late"]),
        ("SELECT * EXCEPT (a) FROM t", ["* EXCEPT is not supported"]),
        ("SELECT a FROM t WHERE a IS DISTINCT b FROM c LIMIT 5", ["expected FROM, found \"b\""]),
        ("FROM t SINCE 7d WHERE x = DURING 1", ["expected an expression, found DURING"]),
        ("SELECT 1 ORDER BY a OR INTERSECT b", ["expected an expression, found INTERSECT"]),
        // A keyword used as a name does not begin a clause.
        ("SELECT a FROM t WHERE limit = 5", ["expected an expression, found LIMIT"]),
        ("SELECT group, x FROM t", ["expected an expression, found GROUP"]),
        // After an open parenthesis nothing is certain.
        (
            "SELECT a FROM t WHERE (b = 1 AND c GROUP BY d; SELEC 1",
            ["expected \")\", found GROUP", "expected a statement, found \"SELEC\""]
        ),
        ("SELECT a IN (1, 2 FROM t WHERE = 5", ["expected \",\" or \")\", found FROM"]),
        (
            "WITH a AS (SELECT b c d FROM t WHERE) SELECT 1 1; SELECT , FROM t",
            ["expected \",\" or FROM, found \"d\"", "expected an expression, found \",\""]
        ),
        // A semicolon may be missing, and a quote.
        ("SELECT 1 SELECT 2 FROM t WHERE 5 5", ["expected \",\" or FROM, found SELECT"]),
        ("SELECT ‘x’ FROM t WHERE 5 5; SELEC 1", ["unexpected character ‘"]),
        ("SELECT 1 2; SELECT 'x", [#"expected "," or FROM, found 2"#, "unterminated string"]),
        // The incomplete end of a statement follows from its mistake.
        ("SELECT * FORM t WHERE", [#"expected "," or FROM, found "FORM""#]),
        ("SELECT 1 2; SELECT", [#"expected "," or FROM, found 2"#, early]),
        ("SELECT 1; SELECT", ["incomplete: " + early]),
        // Invalid characters are reported at their position, and the rest is parsed.
        (
            "SELECT a & b FROM t WHERE c ≤ 5; SELECT 1x",
            ["unexpected character &", "unexpected character ≤", "unknown unit \"x\" in 1x"]
        ),
        // At most five.
        (
            "@; @; @; @; @; @; SELECT 'x",
            Array(repeating: "expected a statement, found \"@\"", count: 5)
        ),
    ]) func tells(_ source: String, _ expected: [String]) {
        #expect(messages(source) == expected)
    }

    private static let early = "expected an expression, found the end of the text"

    /// A statement with one mistake in each of its clauses has at most that number of messages.
    @Test func followUpsAreNotTold() {
        let wrong = [
            "SELECT a + ", "FROM ,", "WHERE a = = b", "SINCE 7m", "TIMESERIES x", "GROUP BY",
            "HAVING OR", "COMPARE WITH 5", "ORDER BY NULLS NULLS x", "LIMIT 1 2",
        ]
        for first in wrong.indices {
            for second in wrong.indices where second > first {
                let source = "\(wrong[first]) \(wrong[second])"
                let text = first == 0 ? source : "SELECT a FROM t \(source)"
                let count = messages(text).count
                #expect((1...2).contains(count), "\(text)")
            }
        }
    }
}
