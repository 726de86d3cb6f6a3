/// Time clauses in Chinese, each with the English one that it stands for.
enum ChineseTimePhrases {
    typealias Pair = (chinese: String, english: String)

    static let all =
        days + weeks + longer + recent + ago + dates + parts + quarters + thirds + clocks + ranges
        + texts + others

    private static let days: [Pair] = [
        ("SINCE 今天", "SINCE today"), ("SINCE 昨天", "SINCE yesterday"),
        ("SINCE 今日", "SINCE today"), ("SINCE 昨日 UNTIL 今日", "SINCE yesterday UNTIL today"),
        ("SINCE 前天", "SINCE day before yesterday"), ("DURING 今天", "DURING today"),
        ("DURING 昨天", "DURING yesterday"), ("DURING 前天", "DURING day before yesterday"),
        ("DURING 前日", "DURING day before last"), ("DURING 明天", "DURING tomorrow"),
        ("SINCE 前天 THROUGH 昨天", "SINCE day before yesterday THROUGH yesterday"),
        ("SINCE 昨天 UNTIL 现在", "SINCE yesterday UNTIL now"), ("DURING 当天", "DURING today"),
        ("SINCE 昨天+9h", "SINCE yesterday+9h"), ("SINCE 昨天@w", "SINCE yesterday@w"),
        ("SINCE 今天 - 2天", "SINCE today - 2d"),
        ("SINCE 前天+1天12小时", "SINCE day before yesterday+1d12h"),
    ]

    private static let weekdays: [Pair] = [
        ("一", "monday"), ("二", "tuesday"), ("三", "wednesday"), ("四", "thursday"),
        ("五", "friday"), ("六", "saturday"), ("日", "sunday"),
    ]

    private static let weeks: [Pair] =
        weekdays.flatMap { day -> [Pair] in
            [
                ("SINCE 周\(day.chinese)", "SINCE \(day.english)"),
                ("DURING 星期\(day.chinese)", "DURING \(day.english)"),
                ("SINCE 上周\(day.chinese)", "SINCE \(day.english) of last week"),
                ("DURING 本周\(day.chinese)", "DURING \(day.english) of this week"),
                ("DURING 上个星期\(day.chinese)", "DURING \(day.english) of last week"),
                ("DURING 上上周\(day.chinese)", "DURING \(day.english) of week before last"),
                ("DURING 下周\(day.chinese)", "DURING \(day.english) of next week"),
            ]
        } + [
            ("DURING 周天", "DURING sunday"), ("DURING 礼拜天", "DURING sunday"),
            ("SINCE 本周", "SINCE this week"), ("SINCE 上周", "SINCE last week"),
            ("DURING 本周", "DURING this week"), ("DURING 这周", "DURING this week"),
            ("DURING 这个星期", "DURING this week"), ("DURING 上周", "DURING last week"),
            ("DURING 上个星期", "DURING last week"), ("DURING 上一周", "DURING last week"),
            ("DURING 上礼拜", "DURING last week"), ("DURING 下周", "DURING next week"),
            ("DURING 上上周", "DURING week before last"),
            ("SINCE 上上周 UNTIL 上周", "SINCE week before last UNTIL last week"),
            ("SINCE 上周 UNTIL 本周", "SINCE last week UNTIL this week"),
            ("DURING 2026年第32周", "DURING 2026-W32"),
        ]

    private static let longer: [Pair] = [
        ("SINCE 本月", "SINCE this month"), ("SINCE 上月", "SINCE last month"),
        ("DURING 本月", "DURING this month"), ("DURING 这个月", "DURING this month"),
        ("DURING 当月", "DURING this month"), ("DURING 上月", "DURING last month"),
        ("DURING 上个月", "DURING last month"), ("DURING 上一个月", "DURING last month"),
        ("DURING 下个月", "DURING next month"), ("DURING 上上个月", "DURING month before last"),
        ("SINCE 上个月 UNTIL 本月", "SINCE last month UNTIL this month"),
        ("DURING 本季度", "DURING this quarter"), ("DURING 上季度", "DURING last quarter"),
        ("DURING 上个季度", "DURING last quarter"), ("SINCE 本季度", "SINCE this quarter"),
        ("DURING 今年", "DURING this year"), ("DURING 本年", "DURING this year"),
        ("DURING 去年", "DURING last year"), ("DURING 前年", "DURING year before last"),
        ("SINCE 今年", "SINCE this year"), ("SINCE 去年 UNTIL 今年", "SINCE last year UNTIL this year"),
        ("DURING 明年", "DURING next year"), ("SINCE 这个小时", "SINCE this hour"),
        ("SINCE 上个小时 UNTIL 这个小时", "SINCE last hour UNTIL this hour"),
    ]

    private static let recent: [Pair] = [
        ("DURING 最近7天", "DURING last 7 days"), ("DURING 最近 7 天", "DURING last 7 days"),
        ("DURING 过去7天", "DURING last 7 days"), ("DURING 近7天", "DURING last 7 days"),
        ("DURING 前7天", "DURING last 7 days"), ("DURING 最近七天", "DURING last 7 days"),
        ("DURING 最近7日", "DURING last 7 days"), ("DURING 最近一周", "DURING last 7 days"),
        ("DURING 近两周", "DURING last 14 days"), ("DURING 近一个月", "DURING past 1 month"),
        ("DURING 近1个月", "DURING past 1 month"), ("DURING 近3个月", "DURING past 3 months"),
        ("DURING 过去三个月", "DURING past 3 months"), ("DURING 最近十二个月", "DURING past 12 months"),
        ("DURING 最近半年", "DURING past 6 months"), ("DURING 最近4个季度", "DURING past 4 quarters"),
        ("DURING 最近2年", "DURING past 2 years"), ("DURING 最近24小时", "DURING last 24 hours"),
        ("SINCE 最近7天", "SINCE 7d@d"), ("SINCE 最近 7 天", "SINCE 7d@d"),
        ("DURING 近30天", "DURING past 30 days"), ("DURING 前三周", "DURING past 3 weeks"),
        ("SINCE 最近两周", "SINCE 14d@d"), ("SINCE 过去3个月", "SINCE 3mo@d"),
        ("SINCE 近二十一天", "SINCE 21d@d"),
        ("SINCE 最近7天 UNTIL 今天", "SINCE 7d@d UNTIL today"),
    ]

    private static let ago: [Pair] = [
        ("SINCE 7天", "SINCE 7d"), ("SINCE 7 天", "SINCE 7 days"), ("SINCE 7天前", "SINCE 7d ago"),
        ("SINCE 7 天前", "SINCE 7 days ago"), ("SINCE 7 天 前", "SINCE 7 days ago"),
        ("SINCE 三天前", "SINCE 3d"), ("SINCE 两周前", "SINCE 2w"), ("SINCE 1个月前", "SINCE 1mo"),
        ("SINCE 3小时前", "SINCE 3h"), ("SINCE 90分钟", "SINCE 90min"), ("SINCE 30秒", "SINCE 30s"),
        ("SINCE 半小时前", "SINCE 30min"), ("SINCE 半天前", "SINCE 12h"), ("SINCE 1年前", "SINCE 1y"),
        ("SINCE 1天12小时前", "SINCE 1d12h"), ("SINCE 1天12小时", "SINCE 1d12h"),
        ("SINCE 7天@d", "SINCE 7d@d"), ("SINCE 7天@d+9小时", "SINCE 7d@d+9h"),
        ("SINCE 现在-90分钟", "SINCE now-90min"), ("SINCE 2个星期以前", "SINCE 2w"),
        ("SINCE 1个季度前", "SINCE 1q"), ("SINCE -7天", "SINCE -7d"), ("SINCE 500毫秒", "SINCE 500ms"),
    ]

    private static let dates: [Pair] = [
        ("SINCE 2026年8月1日", "SINCE 2026-08-01"), ("SINCE 2026年8月1号", "SINCE 2026-08-01"),
        ("SINCE 2026年08月01日", "SINCE 2026-08-01"), ("SINCE 2026 年 8 月", "SINCE 2026-08-01"),
        ("DURING 2026年8月1日", "DURING 2026-08-01"), ("DURING 2026年8月", "DURING 2026-08"),
        ("DURING 2026年8月份", "DURING 2026-08"), ("DURING 2026年", "DURING 2026"),
        ("DURING 2026年第3季度", "DURING 2026-Q3"), ("DURING 2025年四季度", "DURING 2025-Q4"),
        ("SINCE 2026年8月", "SINCE 2026-08-01"), ("SINCE 2026年", "SINCE 2026-01-01"),
        ("SINCE 1月15日", "SINCE january 15"), ("DURING 1月15号", "DURING january 15"),
        ("DURING 1月", "DURING january"), ("DURING 一月", "DURING january"),
        ("SINCE 1月", "SINCE january 1"),
        ("SINCE 1月1日 THROUGH 1月15日", "SINCE january 1 THROUGH january 15"),
        ("SINCE 2026年1月1日 UNTIL 2026年2月1日", "SINCE 2026-01-01 UNTIL 2026-02-01"),
        ("SINCE 2026年1月1日 THROUGH 2026年3月", "SINCE 2026-01-01 THROUGH 2026-03"),
        ("SINCE 2024年2月29日 + 1年 UNTIL 2025年3月2日", "SINCE 2024-02-29 + 1y UNTIL 2025-03-02"),
    ]

    private static let parts: [Pair] = [
        ("DURING 大前天", "DURING 3 days before today"), ("SINCE 大前天", "SINCE 3 days before today"),
        ("SINCE 大前天 UNTIL 昨天", "SINCE 3 days before today UNTIL yesterday"),
        ("DURING 后天", "DURING day after tomorrow"), ("DURING 大后天", "DURING 3 days after today"),
        ("SINCE 大前天9点", "SINCE 3 days before today AT '09:00'"),
        ("DURING 去年8月", "DURING august of last year"),
        ("DURING 去年 8 月", "DURING august of last year"),
        ("DURING 去年的8月份", "DURING august of last year"),
        ("SINCE 去年8月", "SINCE august 1 of last year"),
        ("SINCE 去年8月15日", "SINCE august 15 of last year"),
        ("DURING 去年8月15日", "DURING august 15 of last year"),
        ("SINCE 去年8月15日 9点", "SINCE august 15 of last year AT '09:00'"),
        ("DURING 去年十二月", "DURING december of last year"),
        ("DURING 前年12月31日", "DURING december 31 of year before last"),
        ("DURING 明年1月", "DURING january of next year"),
        ("DURING 今年1月", "DURING january of this year"),
        ("DURING 今年1月15日", "DURING january 15 of this year"),
        ("DURING 去年8月至10月", "SINCE august 1 of last year THROUGH october of last year"),
        (
            "DURING 去年11月1日至12月15日",
            "SINCE november 1 of last year THROUGH december 15 of last year"
        ),
        (
            "DURING 去年12月至今年1月",
            "SINCE december 1 of last year THROUGH january of this year"
        ),
        ("DURING 去年1月至今年3月", "SINCE january 1 of last year THROUGH march of this year"),
        ("DURING 上月15日", "DURING day 15 of last month"),
        ("DURING 上个月15号", "DURING day 15 of last month"),
        ("DURING 上个月的15号", "DURING day 15 of last month"),
        ("DURING 本月1日", "DURING day 1 of this month"),
        ("DURING 当月1日", "DURING day 1 of this month"),
        ("SINCE 上月25日 THROUGH 本月24日", "SINCE day 25 of last month THROUGH day 24 of this month"),
        ("DURING 上月25日至本月24日", "SINCE day 25 of last month THROUGH day 24 of this month"),
        ("DURING 上月1日至15日", "SINCE day 1 of last month THROUGH day 15 of last month"),
        ("DURING 上上个月1日", "DURING day 1 of month before last"),
        ("DURING 上周末", "SINCE saturday of last week THROUGH sunday of last week"),
        ("DURING 本周末", "SINCE saturday of this week THROUGH sunday of this week"),
        ("DURING 今年上半年", "SINCE january 1 of this year THROUGH june of this year"),
        ("DURING 去年下半年", "SINCE july 1 of last year THROUGH december of last year"),
        ("DURING 上半年", "SINCE january 1 of this year THROUGH june of this year"),
        ("SINCE 月初", "SINCE this month"), ("SINCE 本月初", "SINCE this month"),
        ("SINCE 上月初 UNTIL 月初", "SINCE last month UNTIL this month"),
        ("DURING 年初至今", "SINCE this year"), ("DURING 月初至昨天", "SINCE this month THROUGH yesterday"),
        ("SINCE 年初", "SINCE this year"), ("SINCE 去年初", "SINCE last year"),
        ("SINCE 季度初", "SINCE this quarter"), ("DURING 今年以来", "SINCE this year"),
        ("SINCE 上月以来", "SINCE last month"), ("SINCE 1月1日起", "SINCE january 1"),
        ("DURING '大前天'", "DURING '3 days before today'"),
        ("DURING '去年8月'", "DURING 'august of last year'"),
        ("SINCE '去年8月15日 9点'", "SINCE 'august 15 of last year at 09:00'"),
        ("DURING '上月15日'", "DURING 'day 15 of last month'"),
        ("DURING '后天'", "DURING 'day after tomorrow'"), ("SINCE '月初'", "SINCE 'this month'"),
        ("DURING '前年12月'", "DURING 'december of year before last'"),
    ]

    private static let quarters: [Pair] = [
        ("DURING 去年第3季度", "SINCE july 1 of last year THROUGH september of last year"),
        ("DURING 去年三季度", "SINCE july 1 of last year THROUGH september of last year"),
        ("DURING 去年的第四季度", "SINCE october 1 of last year THROUGH december of last year"),
        (
            "DURING 前年第1季度",
            "SINCE january 1 of year before last THROUGH march of year before last"
        ),
        ("DURING 今年第一季度", "SINCE january 1 of this year THROUGH march of this year"),
        ("SINCE 今年 第 1 季度", "SINCE january 1 of this year THROUGH march of this year"),
        ("DURING 第1季度", "SINCE january 1 THROUGH march of this year"),
        ("DURING 第一季度", "SINCE january 1 THROUGH march of this year"),
        ("DURING 第四季度", "SINCE october 1 THROUGH december of this year"),
        ("DURING 本年度", "DURING this year"), ("DURING 上年度", "DURING last year"),
        ("DURING 二〇二六年一月", "DURING 2026-01"), ("DURING 二零二五年", "DURING 2025"),
        ("DURING 二〇二五年三季度", "DURING 2025-Q3"), ("SINCE 昨天 UNTIL 当前", "SINCE yesterday UNTIL now"),
    ]

    private static let thirds: [Pair] = [
        ("DURING 本月上旬", "SINCE day 1 of this month THROUGH day 10 of this month"),
        ("DURING 上月中旬", "SINCE day 11 of last month THROUGH day 20 of last month"),
        ("DURING 上个月的下旬", "SINCE day 21 of last month THROUGH last month"),
        ("DURING 1月上旬", "SINCE january 1 THROUGH january 10 of this year"),
        ("DURING 2月下旬", "SINCE february 21 THROUGH february of this year"),
        ("DURING 去年8月中旬", "SINCE august 11 of last year THROUGH august 20 of last year"),
        ("DURING 去年2月下旬", "SINCE february 21 of last year THROUGH february of last year"),
        ("DURING 2026年8月上旬", "SINCE 2026-08-01 THROUGH 2026-08-10"),
        ("DURING 2024年2月下旬", "SINCE 2024-02-21 THROUGH 2024-02"),
        ("SINCE 八月中旬", "SINCE august 11 THROUGH august 20 of this year"),
    ]

    private static let clocks: [Pair] = [
        ("SINCE 昨天9点", "SINCE yesterday AT '09:00'"), ("SINCE 昨天 9点", "SINCE yesterday AT '09:00'"),
        ("SINCE 昨天 9 点 30 分", "SINCE yesterday AT '09:30'"),
        ("SINCE 昨天9点半", "SINCE yesterday AT '09:30'"),
        ("SINCE 昨天9点一刻", "SINCE yesterday AT '09:15'"),
        ("SINCE 昨天9点30分15秒", "SINCE yesterday AT '09:30:15'"),
        ("SINCE 昨天9时30分", "SINCE yesterday AT '09:30'"),
        ("SINCE 昨天9点整", "SINCE yesterday AT '09:00'"),
        ("SINCE 昨天上午9点", "SINCE yesterday AT '09:00'"),
        ("SINCE 昨天下午3点", "SINCE yesterday AT '15:00'"),
        ("SINCE 昨天下午三点半", "SINCE yesterday AT '15:30'"),
        ("SINCE 昨天晚上8点", "SINCE yesterday AT '20:00'"),
        ("SINCE 昨天中午12点", "SINCE yesterday AT '12:00'"),
        ("SINCE 昨天凌晨2点", "SINCE yesterday AT '02:00'"),
        ("SINCE 昨天早上8点", "SINCE yesterday AT '08:00'"),
        ("SINCE 昨天下午15点", "SINCE yesterday AT '15:00'"),
        ("SINCE 前天9点", "SINCE day before yesterday AT '09:00'"),
        ("SINCE 1月15日 9点", "SINCE january 15 AT '09:00'"),
        ("SINCE 1月15日9点30分", "SINCE january 15 AT '09:30'"),
        ("SINCE 2026年1月15日 9点", "SINCE 2026-01-15 AT '09:00'"),
        ("SINCE 2026-01-15 9点", "SINCE 2026-01-15 AT '09:00'"),
        ("SINCE 周一9点 UNTIL 周一18点", "SINCE monday AT '09:00' UNTIL monday AT '18:00'"),
        ("SINCE 上周五下午3点", "SINCE friday of last week AT '15:00'"),
        ("SINCE 昨天 AT '9点'", "SINCE yesterday AT '09:00'"),
        ("SINCE 昨天 AT 9点", "SINCE yesterday AT '09:00'"),
        ("SINCE yesterday 9点", "SINCE yesterday AT '09:00'"),
        ("SINCE 7天 9点", "SINCE 7d AT '09:00'"),
        ("SINCE 昨天9点+30分钟", "SINCE yesterday AT '09:00' + 30min"),
        ("SINCE 凌晨0点", "SINCE today AT '00:00'"),
    ]

    private static let ranges: [Pair] = [
        ("DURING 1月1日至1月15日", "SINCE january 1 THROUGH january 15"),
        ("DURING 1月1日 到 15日", "SINCE january 1 THROUGH january 15"),
        ("DURING 2026年1月1日至15日", "SINCE 2026-01-01 THROUGH 2026-01-15"),
        ("DURING 2026年1月1日至2月15日", "SINCE 2026-01-01 THROUGH 2026-02-15"),
        ("DURING 2026年1月至3月", "SINCE 2026-01-01 THROUGH 2026-03"),
        ("DURING 上周一至周五", "SINCE monday of last week THROUGH friday of last week"),
        ("DURING 上周二到上周四", "SINCE tuesday of last week THROUGH thursday of last week"),
        ("DURING 上月至今", "SINCE last month"), ("SINCE 上周至昨天", "SINCE last week THROUGH yesterday"),
        ("SINCE 昨天9点至18点", "SINCE yesterday AT '09:00' UNTIL yesterday AT '18:00'"),
        ("SINCE 昨天9点到今天", "SINCE yesterday AT '09:00' THROUGH today"),
        ("SINCE 前天到昨天 12点", "SINCE day before yesterday UNTIL yesterday AT '12:00'"),
    ]

    /// Between quotes.
    private static let texts: [Pair] = [
        ("SINCE '昨天'", "SINCE 'yesterday'"), ("SINCE '昨天 9点'", "SINCE 'yesterday at 09:00'"),
        ("SINCE '昨天 09:00'", "SINCE 'yesterday at 09:00'"), ("SINCE '7天前'", "SINCE '7 days ago'"),
        ("DURING '最近3个月'", "DURING 'past 3 months'"), ("SINCE '近一年'", "SINCE 'past 1 year'"),
        ("SINCE '最近7天'", "SINCE 'last 7 days'"), ("DURING '最近 7 天'", "DURING 'last 7 days'"),
        ("DURING '上周'", "DURING 'last week'"), ("DURING '上周五'", "DURING 'friday of last week'"),
        ("DURING '上上周五'", "DURING 'friday of week before last'"),
        ("DURING '前天'", "DURING 'day before yesterday'"),
        ("DURING '1月'", "DURING 'january'"), ("SINCE '1月15日 9点30分'", "SINCE 'january 15 at 09:30'"),
        ("SINCE '2026年1月15日 9点'", "SINCE '2026-01-15 09:00'"),
        ("SINCE ' 昨天 '", "SINCE 'yesterday'"),
        ("SINCE '2026年1月15日下午3点半'", "SINCE '2026-01-15 15:30'"),
        ("DURING '2026年第3季度'", "DURING '2026-Q3'"),
        ("SINCE '现在'", "SINCE 'now'"),
        ("SINCE '上周五下午3:30'", "SINCE 'friday of last week at 15:30'"),
        ("DURING '去年'", "DURING 'last year'"), ("DURING '周一'", "DURING 'monday'"),
    ]

    private static let others: [Pair] = [
        ("UNTIL 本月", "UNTIL this month"), ("UNTIL 今天", "UNTIL today"),
        ("THROUGH 昨天", "THROUGH yesterday"), ("THROUGH 上周五", "THROUGH friday of last week"),
        ("SINCE 上月 THROUGH 上周五", "SINCE last month THROUGH friday of last week"),
        ("SINCE　昨天　UNTIL　今天", "SINCE yesterday UNTIL today"),
    ]
}
