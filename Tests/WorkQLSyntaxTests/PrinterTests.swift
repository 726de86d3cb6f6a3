import Testing
import WorkQLSyntax

/// The printer's functions for callers: the canonical form itself is tested with the round trip.
@Suite struct PrinterTests {
    private func expression(_ source: String) throws -> Expression {
        let statement = try onlyStatement("SELECT \(source)")
        guard case .query(let query) = statement.kind, case .select(let select) = query.body,
            case .expression(let expression, _) = select.items.first?.kind
        else { throw Diagnostic("no expression", at: Span(0, 0)) }
        return expression
    }

    @Test func asksForSpecialsFirst() throws {
        let printer = Printer { expression in
            switch expression.kind {
            case .column(_, let name): "c.\(Printer.name(name.text))"
            case .literal(.duration): "(60)"
            case .call(let call) where call.name == Name("NOW"): "1234"
            default: nil
            }
        }
        let source = "now() - 7d < a AND b IN (c, 'x') AND -(-d) > count(e)"
        #expect(
            printer.print(try expression(source))
                == "1234 - (60) < c.a AND c.b IN (c.c, 'x') AND - -c.d > count(c.e)")
    }

    @Test("A numbered parameter is printed as it is written, and is not the named one")
    func numberedParameters() throws {
        for source in ["$1 + $22", "a IN $3", "a BETWEEN $1 AND :b"] {
            #expect(Printer().print(try expression(source)) == source)
        }
        #expect(try expression("$1") == Expression(.parameter(Name("1"))))
    }

    @Test func specialsMayTakeOperationsWhole() throws {
        let printer = Printer { expression in
            if case .binary(.add, _, _) = expression.kind { return "plus(…)" }
            return nil
        }
        #expect(printer.print(try expression("a + b + c - d")) == "plus(…) - d")
        #expect(printer.print(try expression("(a + b) * c")) == "plus(…) * c")
        #expect(printer.print(try expression("-(a + b)")) == "-plus(…)")
        let minus = Printer { $0 == Expression(.parameter(Name("p"))) ? "-5" : nil }
        #expect(minus.print(try expression("-:p")) == "- -5")
        #expect(minus.print(try expression("1 - :p")) == "1 - -5")
    }

    @Test(arguments: [
        ("a + b || c", "(a + b) || c"),
        ("a OR b OR c AND d AND e", "a OR b OR (c AND d AND e)"),
        ("a - b - c + d", "a - b - c + d"),
        ("a - b * c / d % (e - f)", "a - (b * c / d % (e - f))"),
        ("NOT a = b", "NOT (a = b)"),
        ("-a * b", "(-a) * b"),
        ("a IN (b + 1, c) IS NULL", "(a IN (b + 1, c)) IS NULL"),
        ("a = b IS NULL", "(a = b) IS NULL"),
        ("a LIKE b || c", "a LIKE (b || c)"),
        ("f(a + b)", "f(a + b)"),
        ("x BETWEEN 1 AND 2 AND y", "(x BETWEEN 1 AND 2) AND y"),
    ]) func fullParentheses(_ source: String, _ printed: String) throws {
        let tree = try expression(source)
        #expect(Printer(parentheses: .full).print(tree) == printed)
        #expect(try expression(printed) == tree)
    }

    /// A saved query is kept as it is printed, so that what is printed must be read as it was meant.
    @Test(arguments: [
        ("(a OR b)", "(a OR b)"), ("(a = 1)", "(a = 1)"), ("(NOT a)", "(NOT a)"),
        ("(a IN (1))", "(a IN (1))"), ("(a LIKE 'x')", "(a LIKE 'x')"),
        ("(a IS NULL)", "(a IS NULL)"), ("(a || b)", "a || b"), ("(a + 1)", "a + 1"),
        ("date(a)", "date(a)"),
    ]) func keysOfPivot(_ source: String, _ printed: String) throws {
        func pivot(_ key: String) -> String {
            "PIVOT t ON \(key) IN (SELECT b FROM u) USING count(*) GROUP BY c"
        }
        let outcome = Parser.parse(pivot(source))
        guard case .complete(let statements) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(Printer().print(statements) == pivot(printed) + ";")
        #expect(Parser.parse(pivot(printed)) == outcome)
    }

    @Test func quotes() {
        #expect(Printer.name("userid") == "userid")
        #expect(Printer.name("Select") == "\"Select\"")
        #expect(Printer.name("a\"b") == "\"a\"\"b\"")
        #expect(Printer.name("") == "\"\"")
        #expect(Printer.name("1a") == "\"1a\"")
        #expect(Printer.name("打卡") == "打卡")
        #expect(Printer.quoted("it's") == "'it''s'")
    }

    @Test func realsStayReals() {
        let printer = Printer()
        for value in [0, 1, -1, 1e15, 1e16, 0.1, 1e-7, 1e300] {
            let text = printer.print(.real(value))
            #expect(Double(text) == value && text.contains { $0 == "." || $0 == "e" })
        }
        #expect(printer.print(.real(.infinity)) == "9e999")
        #expect(printer.print(.real(-.infinity)) == "-9e999")
        #expect(printer.print(.real(.nan)) == "NULL")
    }
}
