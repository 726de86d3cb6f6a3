/// What to write for words that mean a time to their writers and no certain one to anybody else:
/// holidays, `weekend`, `上旬`, `25日`, `7天内`. The nearest name would be a time that was not meant.
enum TimeHints {
    /// Returns the help for what stands where a time is expected; nil if nothing particular is known
    /// of it.
    static func help(for written: String) -> String? {
        let word = written.lowercased()
        if let help = words[word] { return help }
        return word.utf8.allSatisfy({ $0 < 0x80 }) ? quarter(word) : chinese(written)
    }

    private static let words: [String: String] = {
        var words: [String: String] = [:]
        func add(_ help: String, _ names: String) {
            for name in names.split(separator: ",") { words[String(name)] = help }
        }
        add(
            "write SINCE saturday of last week THROUGH sunday of last week",
            "weekend,weekends")
        add(
            "name a period, such as last week; workdays(last week) lists its working days",
            "weekdays,workdays,workday,weekday")
        func addHoliday(_ dates: String, _ names: String) {
            add("write the dates of the holiday: \(dates)", names)
        }
        addHoliday(
            "SINCE 2026-10-01 THROUGH 2026-10-07", "holiday,holidays,christmas,easter,newyear")
        add("write a time of day: SINCE yesterday AT '18:00'", "tonight,night,evening,morning,noon")
        add("write how many: last 3 days", "recently,recent,lately")
        add("write last 2 weeks", "fortnight")

        add("write 本月上旬 or 上月上旬", "上旬")
        add("write 本月中旬 or 上月中旬", "中旬,月中")
        add("write 本月下旬 or 上月下旬", "下旬")
        add("write 第1季度", "一季度,1季度,第一季")
        add("write 第2季度", "二季度,2季度,第二季")
        add("write 第3季度", "三季度,3季度,第三季")
        add("write 第4季度", "四季度,4季度,第四季")
        add(
            "name a period, such as 上周; workdays(上周) lists its working days",
            "工作日,双休日,休息日,节假日,法定假日,假期")
        // The holiday's own dates: another one's would be taken for them.
        addHoliday("2026年1月1日至1月3日", "元旦,元旦节")
        addHoliday("2026年2月15日至2月23日", "除夕,春节,过年,春假")
        addHoliday("2026年3月3日", "元宵,元宵节")
        addHoliday("2026年3月8日", "妇女节")
        addHoliday("2026年4月4日至4月6日", "清明,清明节")
        addHoliday("2026年5月1日至5月5日", "五一,五一节,劳动节")
        addHoliday("2026年6月1日", "六一,儿童节")
        addHoliday("2026年6月19日至6月21日", "端午,端午节")
        addHoliday("2026年8月19日", "七夕")
        addHoliday("2026年9月10日", "教师节")
        addHoliday("2026年9月25日至9月27日", "中秋,中秋节")
        addHoliday("2026年10月1日至10月7日", "国庆,国庆节,十一,黄金周")
        addHoliday("2026年11月11日", "双十一")
        addHoliday("2026年12月25日", "圣诞,圣诞节")
        addHoliday("2026年7月1日至8月31日", "暑假")
        addHoliday("2026年1月20日至2月20日", "寒假")
        add(
            "write a time of day: SINCE 昨天18点",
            "昨晚,昨夜,今晚,今夜,当晚,前晚,今早,今晨,明早,昨早,早上,上午,中午,下午,晚上,傍晚,凌晨")
        add("write how many: 最近3天", "最近,近期,近来,近日,前几天,这几天,近几天,最近几天,前些天,前段时间,最近一段时间")
        for (name, day) in otherDays { add("write \(day)", name) }
        add("write 15天前", "半个月前,半月前")
        add("write 最近15天", "半个月,最近半个月,近半个月,半月")
        add("write the year with its number: 2023年", "大前年")
        add(
            "write the period itself; COMPARE WITH 去年同期 compares it with a year before",
            "去年同期,同期,上年同期")
        add("write the date with its year: 2025年8月15日", "去年今天,去年今日,上月今天,上月今日")
        return words
    }()

    /// Names of days that are not read, some of them because they depend on another day.
    private static let otherDays = [
        "次日": "明天", "翌日": "明天", "明儿": "明天", "昨儿": "昨天", "今儿": "今天", "前儿": "前天", "后儿": "后天",
    ]

    /// `q3`
    private static func quarter(_ word: String) -> String? {
        guard word.count == 2, word.hasPrefix("q"), let last = word.last, "1234".contains(last)
        else { return nil }
        return "write the year before it: 2026-Q\(last)"
    }

    /// The parts of a day, with the hours from which and to which they usually are.
    private static let partsOfDay: [(String, Int, Int)] = [
        ("凌晨", 0, 6), ("早上", 6, 9), ("早晨", 6, 9), ("上午", 6, 12), ("中午", 11, 13),
        ("下午", 12, 18), ("傍晚", 17, 19), ("晚上", 18, 24),
    ]

    private static func chinese(_ written: String) -> String? {
        for (part, first, last) in partsOfDay where written.hasSuffix(part) {
            var day = written.dropLast(part.count)
            guard !day.isEmpty else { break }
            if let other = otherDays[String(day)] { day = other[...] }
            let end = last == 24 ? "THROUGH \(day)" : "UNTIL \(day) \(last)点"
            return "write hours: SINCE \(day) \(first)点 \(end)"
        }
        if written.hasSuffix("工作日") {
            return "workdays(\(written.dropLast(3))) lists the working days"
        }
        for ending in ["期间", "假期", "长假", "放假", "当天", "那天"] where written.hasSuffix(ending) {
            if let help = words[String(written.dropLast(ending.count))] { return help }
        }
        if let first = written.first, "廿卅".contains(first) {
            return "write the number in digits, and its month: 本月25日 or 上月25日"
        }
        if let match = written.wholeMatch(of: /[0-9零一二三四五六七八九十]{1,3}[日号]/) {
            let (this, last) = ("本月\(match.output)", "上月\(match.output)")
            return "write its month: \(this) or \(last)"
        }
        if let match = written.wholeMatch(of: /第([0-9一二三四五六七八九十]{1,3}周)/) {
            let example = "2026年第\(match.1)"
            return "write its year: \(example)"
        }
        // Without 第 they are counted, like 7天.
        if let match = written.wholeMatch(of: /[0-9零一二两三四五六七八九十]{1,3}(?:周|个?星期|个?礼拜)/) {
            let (since, last) = ("SINCE \(match.output)前", "DURING 最近\(match.output)")
            return "write \(since) for all until now, or \(last) for whole units"
        }
        if let match = written.wholeMatch(of: /[最近过去]*(.*[年月周天日时钟度])(以内|之内|内|以来|来)/) {
            let (since, last) = ("SINCE \(match.1)前", "DURING 最近\(match.1)")
            return "write \(since) for all until now, or \(last) for whole units"
        }
        return nil
    }
}
