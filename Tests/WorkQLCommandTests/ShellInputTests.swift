import Testing
import WorkQLSyntax

@testable import WorkQLCommand

@Suite struct ShellInputTests {
    @Test(arguments: [
        "SELECT 1;", "SELECT 1； ", "SELECT 1; -- done", "SELECT 1;\n",
        "SHOW TABLES", "DESCRIBE checkin", "SET timezone = 'UTC'", "RESET timezone", "", " \n",
        "-- x",
        "SELECT 1 -- c\n ;", "SELECT 1 /* x */;", "SELECT 1 /* ; */ ；", "SELECT 1 -- ;\n;",
        "SELECT 1\n/* a\n b */ -- c\n;", "/* a */ SELECT 1; /* b */",
        ".mode csv\nSELECT 1;", "SELECT 1;\n.mode csv", "SELECT 1;\n.nullvalue '\n",
        "SELECT 1\\G", "SELECT 1 \\gx\n", "SELECT 1 FORMAT csv;", "SELEC 1", "help", ".help",
        "exit", "QUIT ;", "SELECT (1;",
    ])
    func ends(text: String) {
        #expect(ShellInput.isFinished(text))
    }

    @Test(arguments: [
        "SELECT", "SELECT 1", "SELECT * FROM checkin\nWHERE", "SELECT 'a;", "SELECT 1; SELECT",
        "SELECT 1; SELECT 2", "SELECT 1\\G SELECT 2", "SELECT 1 FORMAT csv", "/* ;",
        "SELECT 1 -- ;", "LET a = 1", "EXPLAIN SELECT 1", "SELECT 1\n", "SELECT 1\n\n",
        "FORGET checkin\n", "FORGET checkin\n\n", "COPY (SELECT 1) TO 'a.csv'\n", "SELECT 1 -- c\n",
        "SAVE a AS SELECT 1\n", "RUN a\n", "REFRESH FROM checkin\n\n", "FROM checkin\n\n\n",
        "SELECT 'a\n", "SELECT\n", "SELECT 1 /* ; */", "SELECT 1 /* x\n;", "SELECT 1 -- a\n-- ;",
        ".mode csv\nSELECT 1", "SELECT 1;\n.mode csv\nSELECT (", "SELECT a\n.b FROM t",
    ])
    func goesOn(text: String) {
        #expect(!ShellInput.isFinished(text))
    }

    @Test func kinds() {
        #expect(ShellInput(" \n") == .nothing)
        #expect(ShellInput(" exit; ") == .leave)
        #expect(ShellInput("Quit") == .leave)
        #expect(ShellInput(" .mode  csv \n") == .command("mode", "csv"))
        #expect(ShellInput(".") == .command("", ""))
        #expect(ShellInput(".quit ;") == .command("quit", ""))
        #expect(ShellInput(".tables；") == .command("tables", ""))
        // What the key of the dot gives in Chinese input.
        #expect(ShellInput("．tables") == .command("tables", ""))
        #expect(ShellInput(" 。表 打卡") == .command("表", "打卡"))
        #expect(
            ShellInput(".explain SELECT 'a  b' ; ") == .command("explain", "SELECT 'a  b'"))
        #expect(ShellInput("exit_code") == .statements)
    }

    /// Returns the names of commands and the text of statements into which an input is split.
    private func parts(_ text: String) -> ([String], [String]) {
        let typed = TypedText(text)
        guard case .complete(let statements) = Parser.parse(utf8: typed.statements) else {
            return (typed.commands.map(\.name), ["?"])
        }
        #expect(typed.statements.count == text.utf8.count)
        return (
            typed.commands.map {
                ([$0.name] + ($0.arguments.isEmpty ? [] : [$0.arguments])).joined(separator: " ")
            },
            statements.map {
                String(decoding: Array(text.utf8)[$0.span.start..<$0.span.end], as: UTF8.self)
            }
        )
    }

    @Test func linesOfASessionAreTakenApart() {
        let cases: [(text: String, commands: [String], statements: [String])] = [
            ("SELECT 1;\n.mode csv\nSELECT 2;", ["mode csv"], ["SELECT 1", "SELECT 2"]),
            (".mode csv\n.timer on", ["mode csv", "timer on"], []),
            ("  .nullvalue 'it''s ;\nSELECT 1;", ["nullvalue 'it''s"], ["SELECT 1"]),
            ("SHOW TABLES\n.mode csv\nSELECT 2", ["mode csv"], ["SHOW TABLES", "SELECT 2"]),
            ("SELECT 1\n\n.mode csv", ["mode csv"], ["SELECT 1"]),
            ("SELECT 1； -- 一\n/* 二 */\n.mode csv", ["mode csv"], ["SELECT 1"]),
            ("SELECT 1;　\n.mode csv；", ["mode csv"], ["SELECT 1"]),
            (
                ".explain SELECT *\nFROM checkin;\nSELECT 1", ["explain SELECT *\nFROM checkin"],
                ["SELECT 1"]
            ),
            ("SELECT 1;\nexit;\nSELECT 2", ["quit"], ["SELECT 1", "SELECT 2"]),
            ("SELECT '\n.mode csv\n';", [], ["SELECT '\n.mode csv\n'"]),
            ("/*\n.mode csv\n*/ SELECT 1", [], ["SELECT 1"]),
            ("SELECT r\n.name, 1\n+\n.5 FROM r;", [], ["SELECT r\n.name, 1\n+\n.5 FROM r"]),
            ("SELECT \"\n.a\"", [], ["SELECT \"\n.a\""]),
            ("-- it's\n.mode csv", ["mode csv"], []),
        ]
        for one in cases {
            let (commands, statements) = parts(one.text)
            #expect(commands == one.commands, "\(one.text)")
            #expect(statements == one.statements, "\(one.text)")
        }
    }
}
