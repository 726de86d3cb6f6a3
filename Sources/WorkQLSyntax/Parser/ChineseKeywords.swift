/// What to write for Chinese words that stand where a keyword or an operator is expected.
package enum ChineseKeywords {
    /// Returns the help for a word; nil if nothing particular is known of it.
    package static func help(for word: String) -> String? { words[word] }

    private static let words: [String: String] = {
        var words: [String: String] = [:]
        func add(_ help: String, _ names: String) {
            for name in names.split(separator: ",") { words[String(name)] = help }
        }
        add("write x LIKE '%text%'", "包含,含有,包括,含,类似")
        add("write x NOT LIKE '%text%'", "不包含,不含,不包括")
        add("write x IN ('a', 'b')", "属于,在")
        add("write =", "等于,是,为")
        add("write <>", "不等于,不是")
        add("write >", "大于,晚于,超过,高于,多于")
        add("write <", "小于,早于,低于,少于")
        add("write >=", "大于等于,不小于,不少于,不早于,至少")
        add("write <=", "小于等于,不大于,不超过,不晚于,至多")
        add("write x BETWEEN a AND b", "介于,之间")
        add("write AND", "并且,而且,且,和,与")
        add("write OR", "或者,或")
        add("write x IS NULL", "为空,是空")
        add("write x IS NOT NULL", "非空,不为空")
        add(
            "write TIMESERIES 每天 before GROUP BY, or GROUP BY date(t)",
            "按天,每天,按日,每日")
        add(
            "write TIMESERIES 每周 before GROUP BY, or GROUP BY date_trunc('week', t)",
            "按周,每周,按星期,每星期")
        add(
            "write TIMESERIES 每月 before GROUP BY, or GROUP BY date_trunc('month', t)",
            "按月,每月,每个月")
        add("write TIMESERIES 每小时 before GROUP BY, or GROUP BY hour(t)", "按小时,每小时")
        add("write COMPARE WITH 环比 behind GROUP BY", "环比,比上期,与上期相比")
        add("write COMPARE WITH 同比 behind GROUP BY", "同比,比去年,与去年相比")
        add("write GROUP BY and columns", "分组,按,汇总,各,每人,每个人,按人,按部门")
        add("write ORDER BY and columns, DESC for the greatest first", "排序,降序,升序,倒序,从高到低,从大到小")
        add("write LIMIT 10", "前十,前10,限制,最多")
        add("write SELECT …", "查询,选择,查,查找,统计,显示,列出,看,查看,计算")
        add("write EXPLAIN SELECT …", "解释,计划")
        add("write DESCRIBE 打卡记录", "描述,说明,结构")
        add("write SHOW TABLES", "有哪些表,所有表,表")
        add("write SET language = zh", "设置,设定")
        add("write WHERE and a condition", "其中,条件,当,如果,筛选")
        add("write AS and a name", "作为,命名为,叫")
        return words
    }()
}
