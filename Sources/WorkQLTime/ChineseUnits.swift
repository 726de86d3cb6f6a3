extension TimeUnit {
    /// The counted units in Chinese, the longer spellings first: `3个月`, `2小时`.
    ///
    /// `月` alone is not among them, for `3月` is March, and `分` is a part of a clock.
    package static let chineseSpellings: [(spelling: String, unit: TimeUnit)] = [
        ("毫秒", .millisecond), ("秒钟", .second), ("秒", .second),
        ("分钟", .minute), ("个小时", .hour), ("小时", .hour), ("个钟头", .hour), ("钟头", .hour),
        ("天", .day), ("个星期", .week), ("星期", .week), ("个礼拜", .week), ("礼拜", .week),
        ("周", .week), ("个月", .month), ("个季度", .quarter), ("季度", .quarter), ("年", .year),
    ]

    /// A counted unit in Chinese: `天`, `个月`.
    package init?(chinese text: String) {
        guard let found = Self.chineseSpellings.first(where: { $0.spelling == text }) else {
            return nil
        }
        self = found.unit
    }
}
