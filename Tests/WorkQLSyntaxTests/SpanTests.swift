import Testing
import WorkQLSyntax
import WorkQLTime

/// Every part of a tree has its span in the text.
@Suite struct SpanTests {
    private let source =
        "SELECT c.名 AS n, (a + 1) * 2 FROM wecom.checkin c WHERE userid IN ('张三') SINCE 7d@d"
        + " UNTIL today LIMIT :n WITH TIMEZONE 'UTC'; DESC t"

    private func text(_ span: Span?) -> String? {
        span.map { String(decoding: Array(source.utf8)[$0.start..<$0.end], as: UTF8.self) }
    }

    @Test func spansCoverTheirText() throws {
        guard case .complete(let statements) = Parser.parse(source), statements.count == 2,
            case .query(let query) = statements[0].kind, case .select(let select) = query.body,
            case .table(let from, let tableAlias, _) = select.from.first?.kind,
            case .expression(let first, let alias) = select.items[0].kind,
            case .column(let qualifier, let name) = first.kind,
            case .expression(let second, _) = select.items[1].kind,
            case .binary(_, let sum, let two) = second.kind,
            case .inList(let operand, let items, _) = select.condition?.kind,
            case .from(let since, .until(let until)) = select.time?.range,
            case .describe(let table) = statements[1].kind
        else {
            Issue.record("another tree")
            return
        }
        #expect(text(statements[0].span) == source.split(separator: ";").first.map(String.init))
        #expect(text(select.items[0].span) == "c.名 AS n")
        #expect(text(first.span) == "c.名")
        #expect(text(qualifier.first?.span) == "c")
        #expect(text(name.span) == "名")
        #expect(text(alias?.span) == "n")
        #expect(text(second.span) == "(a + 1) * 2")
        #expect(text(sum.span) == "(a + 1)")
        #expect(text(two.span) == "2")
        #expect(text(from.span) == "wecom.checkin")
        #expect(text(tableAlias?.name.span) == "c")
        #expect(text(select.condition?.span) == "userid IN ('张三')")
        #expect(text(operand.span) == "userid")
        #expect(text(items.first?.span) == "'张三'")
        #expect(text(select.time?.span) == "SINCE 7d@d UNTIL today")
        #expect(text(since?.span) == "7d@d")
        #expect(text(until.span) == "today")
        #expect(text(query.limit?.span) == ":n")
        #expect(text(query.timeZone?.span) == "WITH TIMEZONE 'UTC'")
        #expect(text(table.span) == "t")
    }

    @Test func spansOfRelationsCoverTheirText() throws {
        let source =
            "SELECT * EXCLUDE a, count(*) OVER () n FROM s.t AS x SINCE 7d JOIN (FROM 'r.csv') q USING (b)"
            + " TIMESERIES 1d FILL 0 COMPARE WITH 1w UNION FROM t SINCE 3d WITH TIMEZONE 'UTC'"
        func text(_ span: Span?) -> String? {
            span.map { String(decoding: Array(source.utf8)[$0.start..<$0.end], as: UTF8.self) }
        }
        guard case .query(let query) = try onlyStatement(source).kind,
            case .combined(_, _, .select(let first), .select(let second)) = query.body,
            case .join(_, let table, let subquery, _) = first.from.first?.kind,
            case .table(_, _, let time) = table.kind,
            case .query(let inner, let alias) = subquery.kind,
            case .select(let select) = inner.body,
            case .file(let file, _) = select.from.first?.kind
        else {
            Issue.record("another tree")
            return
        }
        #expect(first.items.map { text($0.span) } == ["* EXCLUDE a", "count(*) OVER () n"])
        #expect(
            text(first.from.first?.span) == "s.t AS x SINCE 7d JOIN (FROM 'r.csv') q USING (b)")
        #expect(text(table.span) == "s.t AS x SINCE 7d")
        #expect(text(time?.span) == "SINCE 7d")
        #expect(text(subquery.span) == "(FROM 'r.csv') q")
        #expect(text(alias?.name.span) == "q")
        #expect(text(file.span) == "'r.csv'")
        #expect(text(select.items.first?.span) == "FROM")
        #expect(text(first.timeSeries?.span) == "TIMESERIES 1d FILL 0")
        #expect(text(first.comparison?.span) == "COMPARE WITH 1w")
        #expect(second.time == nil)
        #expect(text(query.time?.span) == "SINCE 3d")
        #expect(text(query.timeZone?.span) == "WITH TIMEZONE 'UTC'")
    }
}
