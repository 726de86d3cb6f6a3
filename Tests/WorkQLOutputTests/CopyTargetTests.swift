import Testing
import WorkQL
import WorkQLSyntax

@testable import WorkQLOutput

@Suite struct CopyTargetTests {
    private func presentation(_ statement: String) throws -> Presentation {
        guard case .complete(let statements) = Parser.parse(statement),
            case .copy(_, to: let file, let options) = statements[0].kind
        else { throw UserError(.query, "not parsed: \(statement)") }
        return try Presentation(copyingTo: file, options)
    }

    @Test(arguments: [
        ("COPY (SELECT 1) TO 'x.csv'", "csv"),
        ("COPY (SELECT 1) TO 'x.json' (FORMAT json)", "json"),
        ("COPY (SELECT 1) TO 'x.txt' (FORMAT csv, HEADER)", "csv"),
        ("COPY (SELECT 1) TO 'x' WITH (format = 'TSV', header = off)", "tsv"),
    ])
    func formats(_ statement: String, _ format: String) throws {
        #expect(try presentation(statement).format.name == format)
    }

    @Test(arguments: [
        ("'x.txt'", "x.txt has an unknown extension"),
        ("'x.csv' (FORMAT json)", "x.csv has the extension of csv, but the format is json"),
        ("'x.csv' (FORMAT pdf)", "\"pdf\" is not a format"),
        ("'x.json' (HEADER)", "header does not apply to json"),
        ("'x.tsv' (DELIMITER ';')", "delimiter does not apply to tsv"),
        ("'x.xlsx' (BOM)", "bom does not apply to xlsx"),
        ("'x.csv' (DELIMITER '；')", "a delimiter is one ASCII character"),
        (
            "'x.csv' (DELIMITER ';', NULL 'a;b')",
            "the text of NULL contains the delimiter or a quote"
        ),
    ])
    func refusals(_ target: String, _ message: String) throws {
        let error = try #require(throws: UserError.self) {
            try presentation("COPY (SELECT 1) TO \(target)")
        }
        #expect(error.message == message)
        #expect(error.help != nil)
    }
}
