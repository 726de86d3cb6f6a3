import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLCommand
@testable import WorkQLEditor
@testable import WorkQLOutput

@Suite struct CompleterTests {
    private static let vocabulary = {
        var vocabulary = Vocabulary(catalog: .builtIn)
        vocabulary.parameters = [Name("since"), Name("ids")]
        vocabulary.commands = { text, cursor in
            DotCommand.completion(of: text, at: cursor, in: Self.session)
        }
        return vocabulary
    }()

    private static let session = ScriptSession(
        options: ScriptSession.Options(now: Instant(seconds: 0)),
        client: ServiceClient(credentials: Credentials()))

    /// - Parameter text: with a bar at the position of the cursor.
    private func complete(
        _ text: String, _ vocabulary: Vocabulary = Self.vocabulary
    ) throws -> Completion {
        let bar = try #require(text.firstRange(of: "|"))
        let cursor = text[..<bar.lowerBound].utf8.count
        return Completer.complete(text.replacing("|", with: ""), cursor, vocabulary)
    }

    @Test func tablesOfTheProgramAreOffered() throws {
        let roster = LocalTable(
            name: "roster", summary: "who sits where",
            columns: [.text("userid", "id"), .text("desk", "where")]
        ) { _ in AsyncStream<[Value]> { $0.finish() } }
        let own = Vocabulary(catalog: try Catalog.builtIn.adding(roster))
        #expect(try complete("SELECT * FROM ro|", own).candidates.map(\.text) == ["roster"])
        #expect(try complete("SELECT * FROM loc|", own).candidates.map(\.text) == ["local."])
        #expect(try complete("SELECT des| FROM roster", own).candidates.map(\.text) == ["desk"])
    }

    @Test(arguments: CompletionCase.all)
    func offers(_ example: CompletionCase) throws {
        let offered = try complete(example.text).candidates.map(\.text)
        if let exactly = example.exactly { #expect(offered == exactly) }
        for text in example.including { #expect(offered.contains(text), "\(text) in \(offered)") }
        for text in example.excluding { #expect(!offered.contains(text), "\(text) in \(offered)") }
        #expect(Set(offered).count == offered.count)
    }

    /// Who reads Chinese is offered times in Chinese, and the English ones that begin as is typed.
    @Test(arguments: [
        (
            "FROM checkin DURING |", ["今天", "上周", "本月", "今年", "2026年8月", "2026年1月"],
            ["yesterday", "现在", "2026年9月"]
        ),
        ("FROM checkin SINCE |", ["7天前", "昨天", "昨天9点", "现在"], ["7d", "2026年8月"]),
        ("FROM checkin SINCE 7|", ["7d", "7d@d"], []),
        ("FROM checkin DURING ye|", ["yesterday"], ["今天"]),
        ("FROM checkin DURING 上周 TIMESERIES |", ["每天", "每周"], ["1d"]),
        ("FROM checkin DURING 上周 COMPARE WITH |", ["上期", "去年同期"], ["1w"]),
        ("SELECT 日| FROM days(上周)", ["日期"], ["date"]),
    ])
    func timesInChinese(_ text: String, with: [String], without: [String]) throws {
        var vocabulary = Vocabulary(
            catalog: .builtIn, today: CivilDate(year: 2026, month: 8, day: 15))
        vocabulary.isChinese = true
        let found = try complete(text, vocabulary).candidates
        let offered = found.map(\.text)
        for word in with { #expect(offered.contains(word), "\(word) in \(offered)") }
        for word in without { #expect(!offered.contains(word), "\(word) in \(offered)") }
        let codes = try complete("FROM screen_capture WHERE screen_shot_type = |", vocabulary)
        #expect(codes.candidates.first { $0.text == "1" }?.description == "聊天")
        for found in found where !found.text.utf8.allSatisfy({ $0 < 0x80 }) {
            #expect(EnglishWords.found(in: found.description).isEmpty || found.text == "日期")
        }
    }

    // MARK: Values

    /// The knowledge of a session after `SELECT … FROM member`, a LET and a result.
    private static let informed = {
        var vocabulary = Self.vocabulary
        let people = [
            ("zhangsan", "张三"), ("zhangsanfeng", "张三丰"), ("lisi", "李四"), ("wangwu", "王五"),
            ("Zhao.Liu", "赵六"), ("zhangsan", "张三"), ("chen_hao", nil), ("o-brien", "O'Brien"),
        ]
        let departments: [(Int64, String?)] = [
            (1, "总部"), (2, "研发中心"), (20, "研发一部"), (3, "财务部"), (4, nil),
        ]
        vocabulary.people = DirectoryNames(
            people: people.map { DirectoryNames.Person(userid: $0.0, name: $0.1) },
            departments: departments.map { DirectoryNames.Department(id: $0.0, name: $0.1) })
        vocabulary.lastColumns = [
            ResultColumn(name: "userid", type: .text), ResultColumn(name: "次数", type: .integer),
            ResultColumn(name: "late minutes", type: .real),
        ]
        if case .complete(let statements) = Parser.parse(
            "SELECT userid AS who, count(*) AS times FROM checkin GROUP BY ALL"),
            case .query(let query)? = statements.first?.kind
        {
            vocabulary.queries = [Name("late"): query]
        }
        return vocabulary
    }()

    @Test(arguments: CompletionCase.ofValues)
    func offersValues(_ example: CompletionCase) throws {
        let offered = try complete(example.text, Self.informed).candidates.map(\.text)
        if let exactly = example.exactly { #expect(offered == exactly) }
        for text in example.including { #expect(offered.contains(text), "\(text) in \(offered)") }
        for text in example.excluding { #expect(!offered.contains(text), "\(text) in \(offered)") }
    }

    /// Until the people are known, Tab says how they become so.
    @Test func unknownPeopleAreHinted() throws {
        let hint = "the people are not known yet: SELECT * FROM member; fetches them"
        for text in [
            "FROM checkin WHERE userid = 'zs|", "FROM checkin WHERE userid IN ('lisi', 'zs|",
            "FROM member WHERE name = '张|", "SELECT * FROM checkin WHERE userid = 张|",
        ] {
            #expect(try complete(text, Self.vocabulary).hint == hint, "\(text)")
            #expect(try complete(text, Self.informed).hint == nil, "\(text)")
        }
        for text in [
            "FROM checkin WHERE checkin_type = 'zs|", "SELECT 'zs|", "SELECT zzz|",
            "FROM checkin WHERE userid LIKE 'zs|",
        ] {
            #expect(try complete(text, Self.vocabulary).hint == nil, "\(text)")
        }
    }

    @Test func valuesSayWhatTheyMean() throws {
        func described(_ text: String) throws -> [String] {
            try complete(text, Self.informed).candidates.map { "\($0.text) \($0.description)" }
        }
        #expect(
            try described("FROM checkin WHERE userid = '张三|")
                == ["'zhangsan' 张三", "'zhangsanfeng' 张三丰"])
        #expect(
            try described("FROM screen_capture WHERE department_id = 2|")
                == ["2 研发中心", "20 研发一部"])
        #expect(try described("FROM member WHERE name = '王|") == ["'王五' wangwu"])
        #expect(
            try described("SELECT checkin_ti|")
                == ["checkin_time 打卡时间 · checkin"])
    }

    /// Of many people, enough are offered for Tab to insert their common prefix.
    @Test func manyPeopleAreFoundInNoTime() throws {
        func vocabulary(of count: Int) -> Vocabulary {
            var vocabulary = Self.vocabulary
            vocabulary.people = DirectoryNames(
                people: (0..<count).map {
                    let digits = String(100_000 + $0)
                    return .init(userid: "user\(digits)", name: "员工\(String(digits.reversed()))")
                },
                departments: (0..<count / 50).map { .init(id: Int64($0), name: "部门\($0)") })
            return vocabulary
        }
        let many = vocabulary(of: 50_000)
        let texts = [
            "FROM checkin WHERE userid = '|", "FROM checkin WHERE userid = 'user149|",
            "FROM checkin WHERE userid = '员工9|", "FROM screen_capture WHERE department_id = 部门7|",
        ]
        for text in texts { #expect(try !complete(text, many).candidates.isEmpty) }
        // Initials of nobody are compared with every name.
        let nobody = "FROM checkin WHERE userid = 'zq|"
        #expect(try complete(nobody, many).candidates.isEmpty)
        #expect(try complete("FROM checkin WHERE userid = 'yg1|", many).candidates.count > 2)
        let all = try complete("FROM checkin WHERE userid = '|", many).candidates.map(\.text)
        #expect(all.count == Completer.maxPeople)
        #expect(all.first == "'user100000'" && all.last == "'user149999'")
        func work(_ vocabulary: Vocabulary, _ text: String) throws -> Int {
            try (0..<7).map { _ in
                let start = Self.threadClock
                _ = try complete(text, vocabulary)
                return Self.threadClock - start
            }.min() ?? 0
        }
        // A build without optimization takes several times as long.
        #if DEBUG
            let limit = 40_000_000
        #else
            let limit = 5_000_000
        #endif
        for text in texts + [nobody] { #expect(try work(many, text) < limit, "\(text)") }
    }

    @Test func candidatesSayWhatTheyAre() throws {
        func description(_ text: String) throws -> String? {
            try complete(text).candidates.first?.description
        }
        #expect(try description("SELECT ifn|") == "ifnull(x, y): y where x is NULL")
        #expect(
            try description("SELECT checkin_ti| FROM checkin")
                == "timestamp · 打卡时间 · time of the check-in; for 未打卡 the time it was due")
        #expect(try description("FROM scr|")?.hasPrefix("截屏/录屏管理 · ") == true)
        #expect(try description("FROM screen_capture WHERE screen_shot_type = 1|") == "聊天, chat")
        #expect(try description("FROM checkin SINCE tod|") == "its midnight")
        #expect(try description("SET time|") == "the time zone of dates and times")
        #expect(try description(".qui|") == "end the shell, like exit and Ctrl-D")
    }

    @Test func aCandidateTakesThePlaceOfWhatIsTyped() throws {
        #expect(try complete("SELECT 打卡, us| FROM checkin").replaced == 15..<17)
        #expect(try complete("FROM checkin WHERE checkin_type = '上|").replaced == 34..<38)
        #expect(try complete("SELECT :si|").replaced == 7..<10)
        #expect(try complete("SELECT |").replaced == 7..<7)
    }

    // MARK: Files

    @Test func filesAreFoundInTheSessionsFolder() throws {
        try withFolder { folder in
            for name in ["花名册.csv", "roster.CSV", "notes.md", ".hidden.csv", "it's.json"] {
                try "userid,部门\na,1\n".write(
                    toFile: folder + "/" + name, atomically: true, encoding: .utf8)
            }
            try FileManager.default.createDirectory(
                atPath: folder + "/data", withIntermediateDirectories: false)
            try "x\n1\n".write(
                toFile: folder + "/data/deep.csv", atomically: true, encoding: .utf8)
            var vocabulary = Self.vocabulary
            vocabulary.folder = folder
            func offered(_ text: String) throws -> [String] {
                try complete(text, vocabulary).candidates.map(\.text)
            }
            #expect(
                try offered("SELECT * FROM '|") == [
                    "'data/", "'it''s.json'", "'roster.CSV'", "'花名册.csv'",
                ])
            #expect(try offered("SELECT * FROM '花|") == ["'花名册.csv'"])
            #expect(try offered("SELECT * FROM 'data/|") == ["'data/deep.csv'"])
            #expect(try offered("FROM checkin JOIN 'ro|") == ["'roster.CSV'"])
            #expect(try offered("DESCRIBE 'it''|") == ["'it''s.json'"])
            #expect(try offered("COPY (SELECT 1) TO 'ro|") == ["'roster.CSV'"])
            #expect(try offered("SELECT * FROM '\(folder)/ro|") == ["'\(folder)/roster.CSV'"])
            #expect(try offered("SELECT * FROM '.h|") == ["'.hidden.csv'"])
            #expect(try offered("SELECT * FROM 'nowhere/|") == [])
            #expect(try offered("SELECT 'ro|") == [])
        }
    }

    @Test func everyEndingOfAFormatIsOffered() {
        #expect(FileNames.writable == Set(OutputFormat.allEndings))
    }

    /// A folder of a hundred thousand files must not block typing.
    @Test func ofAHugeFolderOnlySoMuchIsRead() throws {
        try withFolder { folder in
            for number in 0..<FileNames.maxNames + 20 {
                _ = FileManager.default.createFile(atPath: "\(folder)/\(number).csv", contents: nil)
            }
            #expect(
                FileNames.beginning(with: "", in: folder, endings: FileNames.readable).count
                    == FileNames.maxNames)
        }
    }

    @Test func columnsOfASmallFileAreKnown() throws {
        try withFolder { folder in
            try "userid,部门 名\na,1\n".write(
                toFile: folder + "/r.csv", atomically: true, encoding: .utf8)
            let large = "n\n" + String(repeating: "1\n", count: 70_000)
            try large.write(toFile: folder + "/l.csv", atomically: true, encoding: .utf8)
            var settings = try Settings(flags: Settings.Flags(), environment: [:])
            settings.services = [:]
            var session = try settings.session(now: Instant(seconds: 0))
            session.enter(folder: folder)
            let vocabulary = Vocabulary(session, Translation())
            func offered(_ text: String) throws -> [String] {
                try complete(text, vocabulary).candidates.map(\.text)
            }
            #expect(try offered("SELECT r.| FROM 'r.csv' r") == ["userid", "\"部门 名\""])
            #expect(try offered("SELECT r.| FROM 'l.csv' r") == [])
            #expect(try offered("SELECT r.| FROM 'none.csv' r") == [])
        }
    }

    // MARK: Any input

    /// For every cursor position in every text, there is an answer that fits the text.
    @Test func everyPlaceOfEveryTextHasAnAnswer() {
        let texts =
            CompletionCase.all.map { $0.text.replacing("|", with: "") }
            + ["'", "\"", ":", "(((", ")))", "FROM (", "WITH a AS (", "WITH", "；：'打", "a.b.c.d."]
        for text in texts {
            for cursor in 0...text.utf8.count {
                let found = Completer.complete(text, cursor, Self.vocabulary)
                #expect(0...cursor ~= found.replaced.lowerBound, "\(text) at \(cursor)")
                #expect(found.replaced.upperBound <= cursor, "\(text) at \(cursor)")
            }
        }
    }

    /// Names that refer to each other in a cycle have no columns, and do not loop forever.
    @Test func circlesEnd() throws {
        let text = "WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT a.| FROM a"
        #expect(try complete(text).candidates.map(\.text) == [])
    }

    /// Sixteen times the text may take slightly more than sixteen times the work, not 256 times: by
    /// the thread's own clock, which excludes the work of other threads.
    @Test func workIsLinearInTheText() throws {
        func work(lines: Int) throws -> Int {
            let columns = (1...lines).map { "  (lat + \($0)) * 2 AS c\($0)," }
            let text = "SELECT\n\(columns.joined(separator: "\n"))\n  us| FROM checkin SINCE 7d"
            return try (0..<5).map { _ in
                let start = Self.threadClock
                let offered = try complete(text).candidates.map(\.text)
                try #require(offered == ["userid"])
                return Self.threadClock - start
            }.min() ?? 0
        }
        #expect(try work(lines: 3_200) < 64 * work(lines: 200))
    }

    /// The time of this thread in nanoseconds.
    private static var threadClock: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
