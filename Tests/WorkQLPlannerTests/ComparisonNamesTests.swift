import Testing
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

@Suite struct ComparisonNamesTests {
    @Test(arguments: [
        (ComparisonNames.english, ["n", "n_prev", "n_delta", "n_pct"]),
        (.chinese, ["n", "n_上期", "n_增减", "n_环比"]),
    ])
    func nameTheColumnsBesideAnAggregate(_ names: ComparisonNames, _ columns: [String]) throws {
        var environment = PlanningContext()
        environment.comparisonNames = names
        let planner = Planner(
            catalog: .builtIn, context: try timeContext(ChineseTimeTests.nows[0]),
            environment: environment)
        let text = "SELECT count(*) AS n FROM screen_capture DURING last week COMPARE WITH 1w"
        guard case .complete(let statements) = Parser.parse(text),
            case .query(let query)? = statements.first?.kind
        else {
            Issue.record("not read")
            return
        }
        #expect(try planner.plan(query).columns.map(\.name) == columns)
    }
}
