import TestSupport
import Testing
import WorkQLPlanner

@testable import WorkQLCommand

/// The statements of `.help` and `.functions` about functions are true.
@Suite struct FunctionPageTests {
    /// Every example is a statement that runs, and returns one value a row.
    @Test func examplesRun() throws {
        let examples = Function.all.map(FunctionPage.example)
        let run = try CommandRun(
            "--demo", "--quiet", "--now", "2026-08-15T12:00", "-f", "csv", "-c",
            examples.joined(separator: " "))
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func pagesNameOtherNames() throws {
        let page = try #require(FunctionPage(of: "STRING_AGG")).text()
        #expect(page.hasPrefix("group_concat(x, ', ' ORDER BY y)\n  the values joined by a text"))
        #expect(page.contains("also called string_agg and listagg"))
        #expect(FunctionPage(of: "min")?.functions.count == 2)
        #expect(FunctionPage(of: "medain") == nil)
    }
}
