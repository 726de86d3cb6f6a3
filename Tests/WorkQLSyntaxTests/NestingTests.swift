import Testing
import WorkQLSyntax

/// However deep or long a text is, the stack holds and the time stays linear.
@Suite struct NestingTests {
    @Test(arguments: [
        ("(", ")", 100_000), ("NOT ", "", 100_000), ("- ", "", 100_000), ("CASE ", "", 100_000),
        ("+", "", 2000), ("f(", ")", 2000), ("CAST(", " AS int)", 2000),
        ("CASE ", " WHEN 1 THEN 2 END", 2000), ("CASE WHEN ", " THEN 1 END", 2000),
        ("CASE WHEN 1 THEN 1 ELSE ", " END", 2000), ("1 IN (", ")", 2000), ("a + (", ")", 2000),
        ("a OR NOT (b = - (", "))", 2000),
    ]) func deepNestingIsRefused(_ parts: (String, String, Int)) {
        let (open, close, deepest) = parts
        for depth in [201, deepest] {
            let source =
                "SELECT " + String(repeating: open, count: depth) + "a"
                + String(repeating: close, count: depth)
            #expect(message(source) == "expression nested too deeply", "\(open) × \(depth)")
        }
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
        let longest = try onlyStatement(chain(300))
        #expect(try onlyStatement(longest.description) == longest)
        let message = "expression of more than 300 operators in a chain"
        #expect(self.message(chain(301)) == message)
        #expect(self.message(chain(5000)) == message)
    }

    @Test func heightCountsThroughParentheses() {
        let chain = String(repeating: " + 1", count: 100)
        let source = "SELECT ((((a\(chain))\(chain))\(chain))\(chain))"
        #expect(message(source) == "expression of more than 300 operators in a chain")
    }

    @Test func postfixChainsAreRefused() {
        let source = "SELECT a" + String(repeating: " IS NULL", count: 5000)
        #expect(message(source) == "expression of more than 300 operators in a chain")
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
        if case .failed(let diagnostic) = Parser.parse(source) { return diagnostic.message }
        return nil
    }
}
