import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax

@Suite struct ChineseTimeTests {
    static func clause(_ text: String) throws -> TimeClause {
        guard case .complete(let statements) = Parser.parse("SELECT a FROM t " + text),
            case .query(let query)? = statements.first?.kind, case .select(let select) = query.body,
            let time = select.time
        else { throw NotRead(text: text, outcome: "\(Parser.parse("SELECT a FROM t " + text))") }
        return time
    }

    struct NotRead: Error { var text: String, outcome: String }

    /// A Friday, the last day of a year, and the day behind the end of February.
    static let nows = [
        "2026-08-14T15:30:45.250+08:00", "2026-12-31T23:59:59+08:00", "2028-03-01T00:00:00+08:00",
    ]

    @Test func twoHundredPhrasesAreThere() {
        #expect(ChineseTimePhrases.all.count >= 200)
        #expect(Set(ChineseTimePhrases.all.map(\.chinese)).count == ChineseTimePhrases.all.count)
    }

    @Test(arguments: ChineseTimePhrases.all.indices)
    func bothLanguagesMeanTheSame(_ index: Int) throws {
        let (chinese, english) = ChineseTimePhrases.all[index]
        let (read, expected) = (try Self.clause(chinese), try Self.clause(english))
        for now in Self.nows {
            let context = try timeContext(now)
            let (left, right) = (outcome(of: read, context), outcome(of: expected, context))
            #expect(left == right, "\(chinese), \(english), \(now)")
        }
    }

    /// The instants, or what is wrong with them.
    private func outcome(of clause: TimeClause, _ context: TimeContext) -> String {
        do {
            let time = try context.resolve(clause)
            return "\(time.since.map { "\($0)" } ?? "-") \(time.until) \(time.hasWrittenEnd)"
        } catch {
            return error.message
        }
    }

    @Test(arguments: ChineseTimePhrases.all.indices)
    func isPrintedInEnglish(_ index: Int) throws {
        let (chinese, english) = ChineseTimePhrases.all[index]
        let (read, expected) = (try Self.clause(chinese), try Self.clause(english))
        guard !chinese.contains("'") else { return }
        #expect(read == expected && "\(read)" == "\(expected)", "\(read) \(expected)")
        #expect(try Self.clause("\(read)") == read)
        #expect("\(read)".utf8.allSatisfy { $0 < 0x80 })
    }

    /// Phrases put together at random are read or refused, and what is read prints and resolves.
    @Test func randomPhrases() throws {
        let pieces = [
            "今", "昨", "前", "天", "日", "上", "下", "本", "这", "个", "周", "星期", "月", "年", "季度", "小时", "分",
            "分钟", "点", "半", "最近", "过去", "近", "至", "到", "一", "五", "十", "两", "7", "15", "2026", "８",
            " ", "前", "之前", "上午", "下午", "中午", "点", "第", "秒", "'", ":", "+", "@d", "AT ", "今天", "昨天",
            "8月15日", "2026年", "现在", "今", "　",
        ]
        var random = SplitMix64(seed: Soak.seed(22))
        let context = try timeContext(Self.nows[0])
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...6, using: &random)
            let phrase = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
            let word = ["SINCE", "DURING", "UNTIL", "THROUGH"].randomElement(using: &random) ?? ""
            let text = "SELECT a FROM t \(word) \(phrase)"
            switch Parser.parse(text) {
            case .complete(let statements):
                guard case .query(let query)? = statements.first?.kind,
                    case .select(let select) = query.body, let time = select.time
                else { continue }
                _ = try? context.resolve(time)
                #expect(try Self.clause("\(time)") == time, "\(text): \(time)")
            case .failed(let mistakes):
                for mistake in mistakes {
                    #expect(mistake.span.end <= text.utf8.count && mistake.span.start >= 0)
                    let bytes = Array(text.utf8)[mistake.span.start..<mistake.span.end]
                    #expect(String(validating: bytes, as: UTF8.self) != nil, "\(text)")
                }
            case .incomplete: break
            }
        }
    }
}
