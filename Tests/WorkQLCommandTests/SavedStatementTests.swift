import Foundation
import TestSupport
import Testing

/// SAVE and RUN as statements, and FORMAT at the end of others.
@Suite struct SavedStatementTests {
    private func run(_ text: String, in data: String, _ options: String...) throws -> CommandRun {
        try CommandRun(
            ["-f", "csv", "--quiet"] + options + ["-c", text],
            environment: ["XDG_DATA_HOME": data])
    }

    @Test func runsWhatItSaves() throws {
        try withFolder { data in
            let saved = try run(
                "PARAM n INT = 2; SAVE twice AS SELECT :n * 2 AS x -- twice", in: data)
            #expect(saved.status == 0)
            #expect(saved.output == "")
            let path = data + "/workql/queries/twice.wql"
            #expect(
                try String(contentsOfFile: path, encoding: .utf8)
                    == "PARAM n INT = 2;\nSELECT :n * 2 AS x;\n")
            #expect(try run("RUN twice", in: data).output == "x\n4\n")
            #expect(try run("RUN twice; RUN twice n = 21", in: data).output == "x\n4\n\nx\n42\n")
            #expect(
                try run("RUN twice n = 3; SELECT * FROM _", in: data).output.hasSuffix("x\n6\n"))
            #expect(try run("SELECT 7 AS a; SAVE again AS SELECT a FROM _", in: data).status == 0)
            #expect(try run("SELECT 8 AS a; RUN again", in: data).output == "a\n8\n\na\n8\n")
        }
    }

    /// The error ended the process.
    @Test(arguments: ["SELECT nosuch FROM member", "SELECT x FROM (SELECT nosuch FROM member) q"])
    func mistakesInsideLETAreErrors(_ query: String) throws {
        try withFolder { data in
            let answer = try run("LET a = (\(query)); SELECT * FROM a", in: data, "--demo")
            #expect(answer.status == 65)
            #expect(answer.errors.contains("error[E0402]: unknown column \"nosuch\" in member"))
        }
    }

    @Test func parametersOfEachType() throws {
        try withFolder { data in
            let saved = try run(
                """
                PARAM ids LIST = ('a'), since DATE = '2026-01-01', d DURATION = 1d, t TEXT = 'x',
                  yes BOOL = TRUE, r REAL = 0.5;
                SAVE every AS SELECT u, :since + 1 AS day, :d / 1h AS hours, :t AS t, :yes AS yes,
                  :r AS r FROM unnest(:ids) AS u
                """, in: data)
            #expect(saved.status == 0, "\(saved.errors)")
            let answer = try run(
                """
                RUN every ids = ('b', 'c,d', 'e "f"'), since = 2026-08-01, d = 2h, t = 'it''s',
                  yes = FALSE, r = -1.5
                """, in: data)
            #expect(
                answer.output == """
                    u,day,hours,t,yes,r
                    b,2026-08-02,2.0,it's,false,-1.5
                    "c,d",2026-08-02,2.0,it's,false,-1.5
                    "e ""f""\",2026-08-02,2.0,it's,false,-1.5

                    """, "\(answer.errors)")
        }
    }

    /// The values of RUN keep the types of their literals, and those of -p are texts.
    @Test(
        arguments: [
            ("5", "integer,5"), ("-1.5", "real,-1.5"), ("'5'", "text,5"), ("TRUE", "boolean,true"),
            ("NULL", "null,"), ("2026-08-01", "date,2026-08-01"),
            ("DATE '2026-08-01'", "date,2026-08-01"), ("TIME '09:00'", "time,09:00:00"),
            ("TIMESTAMP '2026-08-01 09:00'", "timestamp,2026-08-01T09:00:00+08:00"),
        ])
    func valuesKeepTheirTypes(_ literal: String, _ answer: String) throws {
        try withFolder { data in
            let query = "SELECT typeof(:x) AS t, :x AS x"
            for text in ["SAVE q AS \(query)", "PARAM x ANY = 1; SAVE q AS \(query)"] {
                try? FileManager.default.removeItem(atPath: data + "/workql/queries/q.wql")
                #expect(try run(text, in: data).status == 0)
                let given = try run("RUN q x = \(literal)", in: data)
                if text.hasPrefix("SAVE") {
                    #expect(given.output == "t,x\n\(answer)\n", "\(given.errors)")
                }
                #expect(
                    try CommandRun(
                        ["-f", "csv", "--quiet", "q", "-p", "x=5"],
                        environment: ["XDG_DATA_HOME": data]
                    ).output == (text.hasPrefix("SAVE") ? "t,x\ntext,5\n" : "t,x\ninteger,5\n"))
            }
        }
    }

    @Test func valuesOfDeclaredTypes() throws {
        try withFolder { data in
            let saved = try run(
                "PARAM n INT = 2, s TEXT = 'a', d DATE = 2026-08-01, l LIST = ('a'); "
                    + "SAVE q AS SELECT :n AS n, :s AS s, :d AS d, 1 IN :l AS l", in: data)
            #expect(saved.status == 0, "\(saved.errors)")
            for (arguments, answer) in [
                ("n = 3, s = 5, d = 2026-08-02, l = (1, 2)", "3,5,2026-08-02,true"),
                ("n = NULL, s = NULL, d = NULL, l = (2)", ",,,false"),
            ] {
                let given = try run("RUN q \(arguments)", in: data)
                #expect(given.output == "n,s,d,l\n\(answer)\n", "\(given.errors)")
            }
        }
    }

    @Test func refusesWhatItCannotDo() throws {
        try withFolder { data in
            #expect(try run("SAVE a AS SELECT 1 AS x", in: data).status == 0)
            func errors(_ text: String) throws -> String { try run(text, in: data).errors }
            let taken = try errors("SAVE a AS SELECT 2 AS x")
            #expect(taken.contains("the query a already exists\n --> <command>:1:6\n"))
            #expect(taken.contains("  = help: SAVE OR REPLACE a AS … replaces it\n"))
            #expect(
                try run("SAVE OR REPLACE a AS SELECT 2 AS x; RUN a", in: data).output == "x\n2\n")
            #expect(
                try errors("SAVE doctor AS SELECT 1 AS x").contains("workql doctor is a command"))
            #expect(try errors("RUN b").contains("no saved query or file is named b"))
            #expect(try errors("RUN a n = 1").contains("no script declares a parameter n"))
            #expect(try run("PARAM n INT = 1; SAVE c AS SELECT 1 / :n AS x", in: data).status == 0)
            #expect(try errors("RUN c n = 'x'").contains("parameter n takes a whole number"))
            #expect(try errors("RUN c n = 1, n = 2").contains("parameter n is given twice"))
            let folder = data + "/workql/queries/"
            try "PARAM m INT; SELECT :m AS m;".write(
                toFile: folder + "needs.wql", atomically: true, encoding: .utf8)
            #expect(try errors("RUN needs").contains("= help: write RUN needs m = …"))
            #expect(try run("RUN needs m = 5", in: data).output == "m\n5\n")
            try "SELECT 1 AS x;\nSELECT y;".write(
                toFile: folder + "wrong.wql", atomically: true, encoding: .utf8)
            let wrong = try run("RUN wrong", in: data)
            #expect(wrong.status == 65)
            #expect(wrong.errors.contains("wrong.wql:2: unknown column \"y\""))
            try "RUN loop".write(toFile: folder + "loop.wql", atomically: true, encoding: .utf8)
            #expect(try errors("RUN loop").contains("a query that runs itself never ends"))
        }
    }

    /// The names of files mean the same wherever a saved query runs.
    @Test(arguments: [
        "SELECT count(*) AS n FROM '花名册.csv'", "SELECT n FROM (SELECT * FROM '花名册.csv') q",
        "SELECT count(*) AS n FROM 'part*.csv'", "SELECT count(*) AS n FROM './sub/../花名册.csv'",
        "SELECT sum(a.n) AS n FROM '花名册.csv' a JOIN '花名册.csv' b USING (n)",
        "SELECT 1 AS n WHERE 1 IN (SELECT n FROM '花名册.csv')",
        "WITH c AS (SELECT n FROM '花名册.csv' WITH (header = 1)) SELECT n FROM c -- '花名册.csv'",
        "SELECT n FROM (VALUES (1)) v(n) ORDER BY (SELECT n FROM '花名册.csv')",
    ])
    func filesAreFoundFromOtherFolders(_ query: String) throws {
        try withFolder { data in
            try withFolder { folder in
                for name in ["花名册.csv", "part1.csv"] {
                    try "n\n1\n".write(
                        toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
                }
                try FileManager.default.createDirectory(
                    atPath: folder + "/sub", withIntermediateDirectories: true)
                func run(_ arguments: [String], in folder: String) throws -> CommandRun {
                    try CommandRun(
                        ["-f", "csv", "--quiet"] + arguments,
                        environment: ["XDG_DATA_HOME": data], folder: URL(filePath: folder))
                }
                let saved = try run(["-c", "SAVE a1 AS \(query)"], in: folder)
                #expect(saved.status == 0, "\(saved.errors)")
                for place in [folder, folder + "/sub", "/"] {
                    for arguments in [["-c", "RUN a1"], ["a1"]] {
                        let answer = try run(arguments, in: place)
                        #expect(answer.output == "n\n1\n", "\(place) \(answer.errors)")
                    }
                }
                let named = try run(
                    ["-c", "LET r = (SELECT n FROM '花名册.csv'); SAVE a2 AS SELECT n FROM r"],
                    in: folder)
                #expect(named.status == 0, "\(named.errors)")
                #expect(try run(["a2"], in: "/").output == "n\n1\n")
            }
        }
    }

    /// A parameter that a saved query uses is declared by it.
    @Test(arguments: [
        ("SELECT :谁 AS n", "谁 ANY", "谁 = 'a'", "a"),
        ("SELECT 1 AS n LIMIT :多少", "多少 INT", "多少 = 1", "1"),
        ("SELECT 2 IN :ids AS n", "ids LIST", "ids = (1, 2)", "true"),
        ("SELECT DATE '2026-08-02' > :d AS n", "d DATE", "d = 2026-08-01", "true"),
        ("SELECT 1.5 < :x AS n", "x REAL", "x = 2", "true"),
        ("SELECT TIME '09:00' < :t AS n", "t TIME", "t = '10:00'", "true"),
        (
            "SELECT count(*) > 0 AS n FROM 打卡记录 WHERE 用户 = :谁 DURING 上周", "谁 TEXT",
            "谁 = 'lisi'", "true"
        ),
        (
            "SELECT count(*) > 0 AS n FROM checkin WHERE userid = 'lisi' SINCE :since",
            "since TEXT", "since = '7d'", "true"
        ),
        (
            "SELECT count(*) > 0 AS n FROM checkin WHERE userid = 'lisi' DURING :期间",
            "期间 TEXT", "期间 = 'last week'", "true"
        ),
    ])
    func parametersAreDeclaredByTheirUse(
        _ query: String, _ declaration: String, _ argument: String, _ answer: String
    ) throws {
        try withFolder { data in
            func demo(_ arguments: String...) throws -> CommandRun {
                try CommandRun(
                    ["--demo", "--now", "2026-08-08", "-f", "csv", "--quiet"] + arguments,
                    environment: ["XDG_DATA_HOME": data])
            }
            let saved = try demo("-c", "SAVE late2 AS \(query)")
            #expect(saved.status == 0, "\(saved.errors)")
            let text = try String(
                contentsOfFile: data + "/workql/queries/late2.wql", encoding: .utf8)
            #expect(text == "PARAM \(declaration);\n\(query);\n")
            let answered = try demo("-c", "RUN late2 \(argument)")
            #expect(answered.output == "n\n\(answer)\n", "\(answered.errors)")
            let plain = argument.replacing(" = ", with: "=").replacing("'", with: "")
                .replacing("(", with: "").replacing(")", with: "").replacing(", ", with: ",")
            let given = try demo("late2", "-p", plain)
            #expect(given.output == "n\n\(answer)\n", "\(given.errors)")
            let missing = try demo("-c", "RUN late2")
            #expect(missing.errors.contains("of late2 has no value"), "\(missing.errors)")
        }
    }

    @Test func formatsOfStatements() throws {
        try withFolder { folder in
            let mixed = try run(
                "SELECT 1 AS a FORMAT json; SELECT 2 AS a; SELECT 3 AS a FORMAT 'markdown'",
                in: folder)
            #expect(
                mixed.output == "[\n{\"a\":1}\n]\na\n2\n\n| a |\n| ---: |\n| 3 |\n",
                "\(mixed.output)")
            let vertical = try run("SELECT 1 AS a\\G SELECT 2 AS a", in: folder)
            #expect(vertical.output.hasPrefix("── row 1 "))
            #expect(vertical.output.hasSuffix("a\n2\n"))
            #expect(
                try run("SELECT 1 AS a FORMAT cvs", in: folder).errors == """
                    error[E1002]: "cvs" is not a format
                     --> <command>:1:22
                      |
                    1 | SELECT 1 AS a FORMAT cvs
                      |                      ^^^
                      = help: did you mean "csv"?

                    """)
            // Formats are checked before the first statement runs.
            #expect(try run("SELECT 1 AS a; SELECT 2 AS a FORMAT no", in: folder).output == "")
            let file = folder + "/a.csv"
            let contrary = try run("SELECT 1 AS a FORMAT json", in: folder, "-o", file)
            #expect(
                contrary.errors.contains("a.csv has the extension of csv, but the format is json"))
            #expect(!FileManager.default.fileExists(atPath: file))
            #expect(try run("SELECT 1 AS a FORMAT csv", in: folder, "-o", file).status == 0)
        }
    }
}
