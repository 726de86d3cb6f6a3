// Times in Chinese, where the time language may stand.

import WorkQLTime

extension Parser {
    /// Whether a time in Chinese may begin here.
    var isAtChinese: Bool {
        switch current.kind {
        case .chineseTime: true
        case .word: bytes[current.start] >= 0x80
        case .integer, .duration: peek().kind == .word && bytes[peek().start] >= 0x80
        default: false
        }
    }

    /// Nil, with nothing taken, where none begins.
    mutating func chineseTime() throws(Diagnostic) -> ChineseTime? {
        try chinese { (reader) throws(ChineseTimeMistake) in try reader.time() }
    }

    /// A time of day as AT takes it.
    mutating func chineseClock() throws(Diagnostic) -> String? {
        try chinese { (reader) throws(ChineseTimeMistake) in try reader.clock() }
    }

    /// A duration that begins with a word: `三天`, `半小时`.
    mutating func chineseDuration() throws(Diagnostic) -> DurationLiteral? {
        guard at(.word) else { return nil }
        return try chinese { (reader) throws(ChineseTimeMistake) in reader.duration() }
    }

    /// `8月1日至8月15日`: the last day or longer period is included, the last time of day is not.
    mutating func chineseRange() throws(Diagnostic) -> TimeClause.Range? {
        let start = current.start
        guard
            let (first, last) = try chinese({ (reader) throws(ChineseTimeMistake) in
                try reader.range()
            })
        else { return nil }
        guard let last else { return .from(first.point, nil) }
        let span = span(from: start)
        var since = first.point
        since.span = span
        guard last.clock == nil, case .period(let kind) = last.base else {
            var until = last.point
            until.span = span
            return .from(since, .until(until))
        }
        return .from(since, .through(Period(kind, span: span)))
    }

    /// What a reader takes has to end where a token does.
    private mutating func chinese<Value>(
        _ read: (inout ChineseTimeReader) throws(ChineseTimeMistake) -> Value?
    ) throws(Diagnostic) -> Value? {
        guard isAtChinese else { return nil }
        let start = current.start
        var reader = ChineseTimeReader(bytes, at: start)
        let value: Value
        do throws(ChineseTimeMistake) {
            guard let found = try read(&reader) else { return nil }
            value = found
        } catch {
            throw error.diagnostic(at: Span(error.range.lowerBound, error.range.upperBound))
        }
        while current.start < reader.position, !at(.endOfText) { advance() }
        guard lastEnd > reader.position else { return value }
        let tail = Span(reader.position, lastEnd)
        let written = text(Span(start, reader.position))
        let whole = text(Span(start, lastEnd))
        let hint = TimeHints.help(for: whole)
        let near = hint == nil ? nearChineseTime(whole) : nil
        var mistake = Diagnostic(
            .malformedInstant, "unexpected \"\(text(tail).clipped)\" after \(written)", at: tail,
            help: hint ?? near.map { "write \($0)" } ?? "for example \(Self.chineseExamples)")
        mistake.fix = near.flatMap { Diagnostic.Fix($0, replacing: Span(start, lastEnd)) }
        throw mistake
    }

    static let chineseExamples = "昨天, 上周五, 最近7天, 2026年8月 or 8月15日"

    /// The phrase that was probably meant.
    private func nearChineseTime(_ written: String) -> String? {
        nearest(written, in: ChineseTimeReader.phrases)
    }

    /// The mistake that what stands here is no time.
    mutating func unknownTime(
        _ what: String, after keyword: Keyword, among words: [Keyword], help: String
    ) -> Diagnostic {
        let wanted = "\(what) after \(keyword.rawValue)"
        let written = text(current)
        if let hint = TimeHints.help(for: written), at(.word) || at(.chineseTime) {
            let shown = isAtChinese ? written.clipped : "\"\(written.clipped)\""
            return Diagnostic(
                .unexpectedWord, "expected \(wanted), found \(shown)", at: current.span, help: hint)
        }
        guard isAtChinese, at(.word) || at(.chineseTime) else {
            return unexpected(wanted, among: words, help: help)
        }
        return Diagnostic(
            .unexpectedWord,
            "expected \(wanted), found \(written.clipped)",
            at: current.span, writing: nearChineseTime(written),
            otherwise: "for example \(Self.chineseExamples)")
    }

    /// A month or a year where only SINCE takes its start for granted.
    func refusePeriod(
        _ time: ChineseTime, from start: Int, after keyword: Keyword
    ) throws(Diagnostic) {
        guard keyword != .since, time.clock == nil, case .period(let kind) = time.base else {
            return
        }
        switch kind {
        case .month, .monthOfYear, .monthOfYearAway, .year, .week, .quarter:
            throw isPeriod(
                text(span(from: start)), span(from: start), keyword, day: "\(time.point)")
        default: return
        }
    }
}

extension ChineseTimeReader {
    /// The phrases that have no numbers, for near names and for completion.
    package static let phrases = [
        "今天", "昨天", "前天", "大前天", "明天", "后天", "本周", "上周", "下周", "上上周", "本月", "上月", "上上个月", "本季度",
        "上季度",
        "今年", "去年", "前年", "现在", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "上周一", "上周五",
        "本周一", "本周五", "最近7天", "最近30天", "最近3个月",
    ]
}
