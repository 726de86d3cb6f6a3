import TestSupport
import Testing

/// The headings of columns, by the language and by `headers`.
@Suite struct HeadingTests {
    private func headings(
        _ statement: String, _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) throws -> String {
        let run = try CommandRun(
            ["--demo", "-f", "csv"] + arguments + ["-c", statement], environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        return String(run.output.prefix { $0 != "\n" && $0 != "\r\n" })
    }

    private static let labelled = [
        (
            "SELECT userid, count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 7d GROUP BY ALL",
            "userid,n", "用户id,n"
        ),
        (
            "SELECT 用户, 打卡时间 FROM 打卡记录 WHERE 用户 = 'lisi' SINCE 7d", "用户,打卡时间",
            "用户,打卡时间"
        ),
        (
            "DESCRIBE checkin", "column,type,pushed,description,label,values",
            "列,类型,条件,说明,中文名,取值"
        ),
        ("SHOW TABLES", "table,service,description,label", "表,服务,说明,中文名"),
        ("SHOW SETTINGS", "setting,value,description", "设置,当前值,说明"),
        (
            "SHOW FUNCTIONS LIKE 'sum'", "function,signature,kind,description,other_names",
            "函数,写法,种类,说明,别名"
        ),
        ("SHOW QUOTA", "endpoint,quota,used,left,until", "接口,配额,已用,剩余,重置时间"),
        (
            "SUMMARIZE SELECT 1 AS a",
            "column,type,min,max,distinct,avg,std,q25,q50,q75,count,null_percentage",
            "列,类型,最小值,最大值,不同值数,平均值,标准差,下四分位数,中位数,上四分位数,行数,空值百分比"
        ),
        ("EXPLAIN SELECT 1 AS a", "plan", "计划"),
    ]

    /// Names are a contract, which a language does not change; `headers` asks for the terms.
    @Test(arguments: labelled)
    func headersDecide(_ statement: String, _ names: String, _ labels: String) throws {
        #expect(try headings(statement) == names)
        #expect(try headings(statement, [], ["LANG": "zh_CN.UTF-8"]) == names)
        #expect(try headings(statement, ["--language", "zh"]) == names)
        let own = try headings("SET headers = label; " + statement)
        #expect(own == labels)
        #expect(
            try headings("SET headers = label; " + statement, ["--language", "zh"]) == own)
        #expect(try headings("SET headers = label; RESET headers; " + statement) == names)
    }

    /// Formats for programs have the names.
    @Test(arguments: ["json", "ndjson"]) func programsReadNames(_ format: String) throws {
        let run = try CommandRun(
            "--demo", "-f", format, "-c", "SET headers = label; SUMMARIZE SELECT 1 AS a")
        #expect(run.output.contains("\"null_percentage\"") && !run.output.contains("空值"))
    }

    /// The settings and their words in Chinese.
    @Test(arguments: [
        ("SET 语言 = 中文", "language", "zh"), ("SET language = '中文'", "language", "zh"),
        ("SET 语言 = 英文", "language", "en"), ("SET headers = 标签", "headers", "label"),
        ("SET headers = 中文", "headers", "label"), ("SET 表头 = 中文名", "headers", "label"),
        ("SET 列标题 = 名称", "headers", "name"), ("SET 时区 = 'Asia/Tokyo'", "timezone", "Asia/Tokyo"),
        ("SET 分页 = 关闭", "pager", "off"), ("SET csv_bom = 开", "csv_bom", "on"),
        ("SET 节假日 = NULL", "holidays", ""), ("SET 最大调用次数 = 5", "max_calls", "5"),
        ("SET 表头 = 标签; RESET 表头", "headers", "name"),
        ("SET 语言 = 英文", "时区", "Asia/Shanghai"),
    ])
    func settingsAreUnderstoodInChinese(
        _ statement: String, _ setting: String, _ value: String
    ) throws {
        let run = try CommandRun(
            "--demo", "-f", "ndjson", "-c", "\(statement); SHOW SETTINGS LIKE '\(setting)'")
        #expect(run.status == 0, "\(run.errors)")
        let shown = value.isEmpty ? "\"value\":null" : "\"value\":\"\(value)\""
        #expect(run.output.contains(shown), "\(run.output)")
    }

    /// The statements that Chinese words after SHOW mean.
    @Test(arguments: [
        ("SHOW 表", "write SHOW TABLES"), ("SHOW 设置", "write SHOW SETTINGS"),
        ("SHOW 函数", "write SHOW FUNCTIONS"), ("SHOW 配额", "write SHOW QUOTA"),
        ("SHOW 时区", "a setting is shown by SHOW SETTINGS LIKE '时区'"),
        ("SHOW timezone", "a setting is shown by SHOW SETTINGS LIKE 'timezone'"),
    ])
    func showSaysWhatToWrite(_ statement: String, _ help: String) throws {
        let run = try CommandRun("--demo", "-c", statement)
        #expect(run.status == 65)
        #expect(run.errors.contains("help: " + help), "\(run.errors)")
    }

    @Test func otherWordsAreRefused() throws {
        let run = try CommandRun("--demo", "--language", "zh", "-c", "SET 语言 = 法文")
        #expect(run.status == 65)
        #expect(run.errors.contains("SET language = zh"), "\(run.errors)")
        let other = try CommandRun("--demo", "--language", "zh", "-c", "SET 天气 = 晴")
        #expect(other.status == 65 && other.errors.contains("SHOW SETTINGS"))
    }
}
