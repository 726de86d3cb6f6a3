import Testing
import WorkQLSyntax

/// For any depth or length of a text, the stack does not overflow and the time is linear.
@Suite struct NestingTests {
    @Test(arguments: [
        ("(", ")", 100_000), ("NOT ", "", 100_000), ("- ", "", 100_000), ("CASE ", "", 100_000),
        ("+", "", 2000), ("f(", ")", 2000), ("CAST(", " AS int)", 2000),
        ("CASE ", " WHEN 1 THEN 2 END", 2000), ("CASE WHEN ", " THEN 1 END", 2000),
        ("CASE WHEN 1 THEN 1 ELSE ", " END", 2000), ("1 IN (", ")", 2000), ("a + (", ")", 2000),
        ("a OR NOT (b = - (", "))", 2000), ("max(b) FILTER (WHERE ", ")", 2000),
        ("max(b) OVER (PARTITION BY ", ")", 2000), ("max(b) OVER (ORDER BY ", ")", 2000),
    ]) func deepNestingIsRefused(_ parts: (String, String, Int)) {
        let (open, close, deepest) = parts
        for depth in [201, deepest] {
            let source =
                "SELECT " + String(repeating: open, count: depth) + "a"
                + String(repeating: close, count: depth)
            #expect(message(source) == "expression nested too deeply", "\(open) × \(depth)")
        }
    }

    /// Nested queries have a lower bound: each takes more of the stack.
    @Test(arguments: [
        ("SELECT (", "SELECT 1", ")"), ("FROM (", "FROM t", ")"), ("(", "SELECT 1", ")"),
        ("SELECT 1 UNION (", "SELECT 1", ")"), ("SELECT EXISTS (", "SELECT 1", ")"),
        ("SELECT a IN (", "SELECT 1", ")"), ("WITH a AS (", "SELECT 1", ") SELECT 1"),
        ("SELECT max((", "SELECT 1", "))"), ("SELECT 1 + (", "SELECT 1", ")"),
        ("SELECT * REPLACE ((", "SELECT 1", ") AS a) FROM t"),
        ("SELECT CASE WHEN (", "SELECT 1", ") THEN 1 END"),
    ]) func deepQueriesAreRefused(_ parts: (String, String, String)) throws {
        let (open, core, close) = parts
        let source = { (depth: Int) in
            String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
        }
        for depth in [201, 100_000] {
            let message = message(source(depth)) ?? ""
            #expect(message.hasSuffix("nested too deeply"), "\(open) × \(depth)")
        }
        let statement = try onlyStatement(source(25))
        #expect(try onlyStatement(statement.description) == statement)
    }

    @Test func deepTablesAreRefused() throws {
        let source = { (depth: Int) in
            "FROM " + String(repeating: "(", count: depth) + "a"
                + String(repeating: " JOIN b USING (c))", count: depth)
        }
        for depth in [51, 100_000] {
            #expect(message(source(depth)) == "tables nested too deeply")
        }
        let statement = try onlyStatement(source(45))
        #expect(try onlyStatement(statement.description) == statement)
    }

    @Test(arguments: [
        ("SELECT 1", " UNION SELECT 1", "set operations"),
        ("SELECT 1", " INTERSECT SELECT 1", "set operations"),
        ("FROM a", " CROSS JOIN a", "joins"), ("FROM a", " LEFT JOIN a ON b", "joins"),
    ]) func longChainsOfTablesAreRefused(_ first: String, _ next: String, _ what: String) throws {
        let longest = try onlyStatement(first + String(repeating: next, count: 150))
        #expect(try onlyStatement(longest.description) == longest)
        #expect(longest.hashValue == (try onlyStatement(longest.description)).hashValue)
        for count in [151, 20_000] {
            #expect(
                message(first + String(repeating: next, count: count))
                    == "more than 150 \(what) in a chain")
        }
    }

    /// Chains in parentheses at the start of chains.
    @Test func heightCountsThroughQueries() {
        let joins = String(repeating: " CROSS JOIN a", count: 100)
        let deep = "FROM ((((((a\(joins))\(joins))\(joins))\(joins))\(joins))\(joins))"
        #expect(message(deep) == "query of too many operators, joins and set operations")
        let unions = String(repeating: " UNION SELECT 1", count: 100)
        let body = "((((((SELECT 1\(unions))\(unions))\(unions))\(unions))\(unions))\(unions))"
        #expect(message(body) == "query of too many operators, joins and set operations")
    }

    /// Expressions that are written without parentheses and printed with them.
    @Test(arguments: ["::int", " IN (1) + 1", " IN :x || 'a'", " IS NULL = b"])
    func climbingChainsAreRefused(_ next: String) throws {
        let chain = { (count: Int) in "SELECT a" + String(repeating: next, count: count) }
        let statement = try onlyStatement(chain(50))
        #expect(try onlyStatement(statement.description) == statement)
        #expect(message(chain(5000))?.hasPrefix("expression ") == true)
    }

    @Test func ordinaryNestingIsRead() throws {
        let depth = 150
        for (open, close) in [("(", ")"), ("NOT ", ""), ("- ", ""), ("f(", ")")] {
            let source =
                "SELECT " + String(repeating: open, count: depth) + "a"
                + String(repeating: close, count: depth)
            let statement = try onlyStatement(source)
            #expect(try onlyStatement(statement.description) == statement)
        }
    }

    @Test(arguments: ["AND", "OR", "+", "||", "*", "IS DISTINCT FROM"])
    func longChainsAreRefused(_ infix: String) throws {
        let chain = { (count: Int) in
            "SELECT " + Array(repeating: "a", count: count).joined(separator: " \(infix) ")
        }
        let longest = try onlyStatement(chain(180))
        #expect(try onlyStatement(longest.description) == longest)
        let message = "expression of more than 180 operators in a chain"
        #expect(self.message(chain(181)) == message)
        #expect(self.message(chain(5000)) == message)
    }

    @Test func heightCountsThroughParentheses() {
        let chain = String(repeating: " + 1", count: 60)
        let source = "SELECT ((((a\(chain))\(chain))\(chain))\(chain))"
        #expect(message(source) == "expression of more than 180 operators in a chain")
    }

    @Test func postfixChainsAreRefused() {
        let source = "SELECT a" + String(repeating: " IS NULL", count: 5000)
        #expect(message(source) == "expression of more than 180 operators in a chain")
    }

    @Test func longListsAreRead() throws {
        let ids = (0..<100_000).map { "'user\($0)'" }.joined(separator: ", ")
        let statement = try onlyStatement("SELECT * FROM checkin WHERE userid IN (\(ids))")
        guard case .query(let query) = statement.kind, case .select(let select) = query.body,
            case .inList(_, let items, _) = select.condition?.kind
        else {
            Issue.record("not a list")
            return
        }
        #expect(items.count == 100_000)
        #expect(items.last == Expression(.literal(.text("user99999"))))
    }

    @Test func longScriptsAreRead() {
        let script = String(repeating: "SELECT 1;\n", count: 5000)
        guard case .complete(let statements) = Parser.parse(script) else {
            Issue.record("refused")
            return
        }
        #expect(statements.count == 5000)
    }

    private func message(_ source: String) -> String? {
        if case .failed(let mistakes) = Parser.parse(source) { return mistakes.first?.message }
        return nil
    }
}
