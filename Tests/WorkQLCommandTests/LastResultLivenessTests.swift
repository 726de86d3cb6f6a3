import TestSupport
import Testing

@testable import WorkQLCommand

@Suite struct KeptAnswersTests {
    /// One digit for each statement: whether its answer is kept.
    @Test(arguments: [
        (["SELECT 1; SELECT 2"], "00"),
        (["SELECT 1; FROM _; SELECT 2"], "100"),
        (["SELECT 1; SELECT 2; SHOW TABLES; SELECT * FROM _ AS x; FROM _"], "01110"),
        (["SELECT 1; SET max_calls = 1; DESCRIBE _"], "110"),
        (["SELECT '_'; SELECT _a, \"b_\" -- _"], "00"),
        (["SELECT 1; SELECT * FROM \"_\""], "10"),
        (["SELECT 1; SELECT n FROM (SELECT 2) WHERE n IN (SELECT n FROM _)"], "10"),
        (["LET a = (SELECT * FROM _); SELECT 1; SELECT 2; FROM a"], "1111"),
        (["SELECT 1; SELECT 2", "COPY (FROM _) TO 'a.csv'"], "010"),
    ])
    func whatIsReadLater(texts: [String], kept: String) throws {
        let scripts = try texts.map { text in
            var script = Script(name: "x", bytes: Array(text.utf8))
            try script.parse()
            return script
        }
        let answers = LastResultLiveness(scripts)
        let found = scripts.enumerated().map { number, script in
            script.statements.indices.map { answers.contains($0, of: number) ? "1" : "0" }.joined()
        }.joined()
        #expect(found == kept)
    }

    @Test func scriptsReadTheLastResult() throws {
        let script =
            "SELECT 1 AS n UNION ALL SELECT 2; SELECT sum(n) AS s FROM _; SELECT s + 1 FROM _"
        let run = try CommandRun("--demo", "--quiet", "-f", "csv", "-c", script, "-c", "FROM _")
        #expect(run.errors == "")
        #expect(run.output == "n\n1\n2\n\ns\n3\n\ns + 1\n4\n\ns + 1\n4\n")
        #expect(run.status == 0)
    }

    @Test func fixesAreTold() throws {
        let run = try CommandRun(
            "--demo", "--error-format", "json", "-c", "SELECT c.useridd FROM checkin c SINCE 1d")
        #expect(run.errors.contains(#""fix":{"end":16,"start":9,"text":"userid"}"#))
        let file = try CommandRun("--demo", "--error-format", "json", "-c", "SET timezon = 'UTC'")
        #expect(file.errors.contains(#""fix":{"end":11,"start":4,"text":"timezone"}"#))
    }
}
