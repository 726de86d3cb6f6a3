import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSyntax

@testable import WorkQLServer

/// Functions of the catalog with arguments that nobody expects: whatever a client sends, the server
/// of the others goes on.
@Suite struct CatalogFunctionTests {
    private static func answer(_ text: String) throws(UserError) -> [[ServerValue]] {
        let session = SessionFacts(
            user: "lisa", database: "workql", processID: 1, settings: [:], catalog: .builtIn)
        let answer = try TableCatalogHandler().answer(text, parameters: [], session: session)
        return answer?.rows ?? []
    }

    private static let extremes = [
        "9223372036854775807", "-9223372036854775808", "0", "-1", "2147483648", "NULL",
        "''", "'x'", "'a,b'", "'{1,2}'", "'[1,2]'", "ARRAY[1, 2]", "1e308", "-1e308", "1.5", "true",
        "'checkin'", "'𠮷'", "'%9223372036854775807$s%s'", "'(a'", "'\\'", "date '2026-08-01'",
    ]

    @Test("Any arguments, and any number of them, give an answer or an error")
    func anyArguments() throws {
        var random = SplitMix64(seed: Soak.seed(11))
        let names =
            (CatalogFunction.types.keys.filter { !$0.hasPrefix("workql_") })
            + ["bitand", "bitxor", "bitnot", "array_agg", "greatest", "left", "right", "format"]
        let handler = TableCatalogHandler()
        let session = SessionFacts(
            user: "lisa", database: "workql", processID: 1, settings: [:], catalog: .builtIn)
        var (answers, errors) = (0, 0)
        for name in names.sorted() {
            for _ in 0..<(Soak.isOn ? 2000 : 12) {
                let count = Int.random(in: 0...4, using: &random)
                let list = (0..<count).map { _ in
                    Self.extremes.randomElement(using: &random) ?? "0"
                }
                let call = "\(name)(\(list.joined(separator: ", ")))"
                let text =
                    Bool.random(using: &random)
                    ? "SELECT \(call) FROM pg_database" : "SELECT * FROM \(call) AS v, pg_database"
                do {
                    _ = try handler.answer(text, parameters: [], session: session)
                    answers += 1
                } catch {
                    #expect(!error.message.contains("number of arguments"), "\(text): \(error)")
                    errors += 1
                }
            }
        }
        #expect(answers > 300 && errors > 300)
    }

    @Test(
        "Bounds of functions are PostgreSQL's",
        arguments: [
            ("split_part('a,b,c', ',', -1)", "c"), ("split_part('a,b,c', ',', 9)", ""),
            ("left('abc', -2)", "a"), ("right('abc', -9223372036854775807)", ""),
            ("left('abc', 9223372036854775807)", "abc"),
        ])
    func bounds(_ expression: String, _ wanted: String) throws {
        #expect(try Self.answer("SELECT \(expression) FROM pg_database") == [[.text(wanted)]])
    }

    @Test(
        "What PostgreSQL refuses is refused with its code",
        arguments: [
            ("split_part('a', ',', 0)", "22023"),
            ("generate_series(1, 9223372036854775807)", "54000"),
            ("generate_series(-9223372036854775807, 9223372036854775807)", "54000"),
            ("generate_series(1, 2, 0)", "22023"), ("pg_table_is_visible()", "42883"),
            ("format_type(1)", "42883"), ("bitand(1)", "42883"), ("generate_series(1)", "42883"),
        ])
    func refused(_ expression: String, _ state: String) {
        let error = #expect(throws: UserError.self) {

            try Self.answer("SELECT * FROM \(expression), pg_database")

        }
        #expect(error?.state == state)
    }

    @Test("A series may begin and end where the numbers do")
    func series() throws {
        let (first, last) = (Int64.min, Int64.max)
        for (arguments, count) in [
            ("\(last), \(first), \(first)", 2), ("\(last - 4), \(last), 3", 2),
            ("\(last), \(first)", 0), ("\(first), \(last), \(last)", 3),
        ] {
            let rows = try Self.answer(
                "SELECT s.v FROM generate_series(\(arguments)) AS s(v), pg_database")
            #expect(rows.count == count, "\(arguments)")
        }
    }
}
