import TestSupport
import Testing

/// What COMPARE calls its columns, by the language and the format.
@Suite struct ChineseNameTests {
    private static let query =
        "SELECT count(*) AS n FROM screen_capture DURING last week COMPARE WITH 1w"
    private static let english = "n,n_prev,n_delta,n_pct"
    private static let chinese = "n,n_上期,n_增减,n_环比"
    private static let yearly = "n,n_同期,n_增减,n_同比"

    private func header(
        _ arguments: [String] = [], _ environment: [String: String] = [:], _ query: String = query
    ) throws -> String {
        let run = try CommandRun(
            ["--demo", "-f", "csv"] + arguments + ["-c", query], environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        return String(run.output.prefix { $0 != "\n" && $0 != "\r\n" })
    }

    @Test func onlyAChosenLanguageChangesNames() throws {
        #expect(try header() == Self.english)
        #expect(try header([], ["LANG": "zh_CN.UTF-8"]) == Self.english)
        #expect(try header(["--language", "zh"]) == Self.chinese)
        #expect(try header([], ["WORKQL_LANGUAGE": "zh"]) == Self.chinese)
        #expect(try header([], [:], "SET language = zh; " + Self.query) == Self.chinese)
        #expect(
            try header(
                ["--language", "zh"], ["LANG": "zh_CN.UTF-8"],
                "SET language = en; " + Self.query) == Self.english)
        #expect(
            try header(
                [], ["LANG": "zh_CN.UTF-8"],
                "SET language = zh; RESET language; " + Self.query) == Self.english)
    }

    /// 环比 is a comparison with the period before, and 同比 one with the same of another year.
    @Test(arguments: [
        ("上期", chinese), ("上周", chinese), ("上月", chinese), ("360d", chinese),
        ("去年同期", yearly), ("同比", yearly), ("1y", yearly), ("12mo", yearly), ("2y", yearly),
    ])
    func yearsHaveWordsOfTheirOwn(_ shift: String, _ names: String) throws {
        let query = Self.query.replacing("COMPARE WITH 1w", with: "COMPARE WITH \(shift)")
        #expect(try header(["--language", "zh"], [:], query) == names)
        #expect(try header([], [:], query) == Self.english)
        #expect(try header(["--language", "zh"], [:], query + " ORDER BY n_同比, n_上期") == names)
    }

    @Test(arguments: ["json", "ndjson"]) func programsReadTheReference(_ format: String) throws {
        let run = try CommandRun(
            "--demo", "--language", "zh", "-f", format, "-c", Self.query)
        #expect(run.output.contains("\"n_prev\""))
        #expect(!run.output.contains("上期"))
        let described = try CommandRun(
            "--demo", "--language", "zh", "-f", format, "-c", "DESCRIBE screen_capture")
        #expect(described.output.contains("when it was captured"))
    }

    /// The names of either language order rows in both, and inner names are the reference.
    @Test(arguments: ["en", "zh"]) func scriptsRunInEitherLanguage(_ language: String) throws {
        let query = """
            SELECT department_id, count(*) AS n FROM screen_capture WHERE department_id IN (2, 3, 6)
            DURING last week GROUP BY ALL COMPARE WITH 1w ORDER BY
            """
        let runs = try ["n_pct, n_delta", "n_环比, n_增减"].map {
            try CommandRun("--demo", "--language", language, "-f", "csv", "-c", "\(query) \($0)")
        }
        #expect(runs[0].status == 0 && runs[0].output == runs[1].output, "\(runs[1].errors)")
        let inner = try CommandRun(
            "--demo", "--language", language, "-f", "csv", "-c",
            "SELECT n_prev - n AS less FROM (\(Self.query))")
        #expect(inner.status == 0, "\(inner.errors)")
        #expect(inner.output.hasPrefix("less"))
    }

    /// Words that no table has, with those that are probably meant.
    @Test(arguments: [
        ("考勤", "did you mean \"打卡记录\"?"), ("考勤表", "did you mean \"打卡记录\"?"),
        ("签到", "did you mean \"打卡记录\"?"), ("签到记录", "did you mean \"打卡记录\"?"),
        ("截图", "did you mean \"截屏\"?"), ("截屏记录", "did you mean \"截屏\"?"),
        ("会议", "write 会议录制 or 账户级会议录制"),
        ("录制", "write 会议录制 or 账户级会议录制"),
        ("周报", "did you mean \"汇报记录\"?"), ("日报", "did you mean \"汇报记录\"?"),
        ("成员表", "did you mean \"成员\"?"), ("员工", "did you mean \"成员\"?"),
        ("部门表", "did you mean \"部门\"?"), ("组织架构", "did you mean \"部门\"?"),
        ("天气", "SHOW TABLES lists them"),
    ]) func nearTables(word: String, help: String) throws {
        let run = try CommandRun("--demo", "-c", "SELECT * FROM \(word) SINCE 7d")
        #expect(run.status == 65)
        #expect(run.errors.contains("unknown table \"\(word)\""), "\(run.errors)")
        #expect(run.errors.contains("= help: \(help)\n"), "\(run.errors)")
    }

    /// What a label is without 记录 names its table.
    @Test(arguments: [("打卡", "checkin"), ("汇报", "journal"), ("截屏", "screen_capture")])
    func tablesWithoutRecord(word: String, table: String) throws {
        let short = try CommandRun("--demo", "-c", "DESCRIBE \(word)")
        #expect(short.status == 0)
        #expect(short.output == (try CommandRun("--demo", "-c", "DESCRIBE \(table)").output))
    }

    @Test(arguments: [
        ("打卡记录", "备注", "did you mean \"打卡备注\"?"), ("截屏", "操作系统版本", "操作系统"),
        ("打卡记录", "地点", "help: there are 打卡地点, 打卡地点详情"),
        ("打卡记录", "天气", "help: there are 用户"),
        ("汇报记录", "模板名称", "did you mean \"汇报表单名称\"?"),
        ("汇报记录", "模版", "did you mean \"模板\"?"),
    ]) func nearColumns(table: String, word: String, help: String) throws {
        let run = try CommandRun("--demo", "-c", "SELECT \(word) FROM \(table) SINCE 7d")
        #expect(run.status == 65)
        #expect(run.errors.contains(help), "\(run.errors)")
    }

    /// Names of functions as people of spreadsheets know them.
    @Test(arguments: [
        ("小时(t)", "hour(t)"), ("年份(t)", "year(t)"), ("月份(t)", "month(t)"),
        ("四舍五入(1.5, 0)", "round(x, 2)"), ("计数(*)", "count(*)"), ("长度('x')", "length(s)"),
        ("拼接('a', 'b')", "x || y"), ("如果(TRUE, 1, 2)", "CASE WHEN"),
    ])
    func functionsAreNamedInHelp(_ call: String, _ function: String) throws {
        let run = try CommandRun("--demo", "-c", "SELECT \(call) FROM (SELECT now() AS t)")
        #expect(run.status == 65)
        #expect(run.errors.contains("= help: write \(function)"), "\(run.errors)")
    }

    @Test func descriptionsAreInTheLanguage() throws {
        func lines(_ statement: String) throws -> String {
            try CommandRun("--demo", "--language", "zh", "-c", statement).output
        }
        let described = try lines("DESCRIBE screen_capture")
        #expect(described.contains("1 聊天, 2 通讯录"))
        #expect(!described.contains("(chat)") && !described.contains("captured"))
        #expect(described.hasSuffix("(6 行)\n"))
        #expect(try lines("SHOW SETTINGS LIKE 'timezone'").contains("日期和时间所用的时区"))
        #expect(try lines("SELECT 1 AS a").hasSuffix("(1 行)\n"))
        let plan = try lines("EXPLAIN SELECT count(*) FROM screen_capture DURING last week")
        #expect(plan.contains("合计 ") && plan.contains("本地 "))
        let vertical = try CommandRun(
            "--demo", "--language", "zh", "-f", "vertical", "-c", "SELECT 1 AS a")
        #expect(vertical.output.hasPrefix("── 第 1 行 ──"))
    }
}
