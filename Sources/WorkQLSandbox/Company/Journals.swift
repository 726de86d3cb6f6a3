/// A report, identified in oa/journal/get_record_list by its uuid.
public struct JournalRecord: Sendable, Hashable {
    /// The id that get_record_detail takes.
    public var journalUUID: String
    /// The author.
    public var creator: String
    /// The creator's departments.
    public internal(set) var departments: [Int]
    /// The id of the form.
    public var templateID: String
    /// The form's name.
    public var templateName: String
    /// The date of the report, in seconds.
    public var reportTime: Int
    /// The time of submission, in seconds: for some reports up to a minute after the report time.
    public var submitTime: Int
    /// The recipients.
    public var receivers: [String]
    /// The recipients who have read it.
    public var readedReceivers: [String]
    /// The field 工作内容.
    public var text: String
    /// The comments, oldest first.
    public var comments: [Comment]

    /// - Parameters:
    ///   - creator: one of the company's people.
    ///   - template: one of ``Company/journalTemplates`` or a template of the test.
    ///   - reportTime: seconds.
    ///   - submitTime: seconds; the report time if nil.
    ///   - readedReceivers: the receivers who have read it.
    public init(
        journalUUID: String, creator: String, template: JournalTemplate, reportTime: Int,
        submitTime: Int? = nil, receivers: [String] = [], readedReceivers: [String] = [],
        text: String = "", comments: [Comment] = []
    ) {
        self.init(
            journalUUID: journalUUID, creator: creator, departments: [],
            templateID: template.templateID, templateName: template.name, reportTime: reportTime,
            submitTime: submitTime ?? reportTime, receivers: receivers,
            readedReceivers: readedReceivers, text: text, comments: comments)
    }

    init(
        journalUUID: String, creator: String, departments: [Int], templateID: String,
        templateName: String, reportTime: Int, submitTime: Int, receivers: [String],
        readedReceivers: [String], text: String, comments: [Comment]
    ) {
        self.journalUUID = journalUUID
        self.creator = creator
        self.departments = departments
        self.templateID = templateID
        self.templateName = templateName
        self.reportTime = reportTime
        self.submitTime = submitTime
        self.receivers = receivers
        self.readedReceivers = readedReceivers
        self.text = text
        self.comments = comments
    }

    /// A comment on a report.
    public struct Comment: Sendable, Hashable {
        /// The id, above 2^53.
        public var commentid: Int
        /// The author.
        public var userid: String
        /// The text.
        public var content: String
        /// The time, in seconds.
        public var commentTime: Int

        /// - Parameter commentTime: seconds.
        public init(commentid: Int, userid: String, content: String, commentTime: Int) {
            self.commentid = commentid
            self.userid = userid
            self.content = content
            self.commentTime = commentTime
        }
    }
}

/// A form of report.
public struct JournalTemplate: Sendable, Hashable {
    /// The id that a filter by template_id takes.
    public let templateID: String
    /// The title of the form.
    public let name: String

    /// Creates a form for a test.
    public init(templateID: String, name: String) {
        self.templateID = templateID
        self.name = name
    }
}

extension Company {
    /// The templates of the demo: 日报, 周报, 月报 and 拜访记录.
    public static let journalTemplates = [
        JournalTemplate(
            templateID: "3TmALk1ogfgKiQE3e3jRwnTUhMTh8vca1N8zUVNUx", name: "日报"),
        JournalTemplate(
            templateID: "3TmALk1ogfgKiQE3e3jRwnTUhMTh8vca1N8zUWeek", name: "周报"),
        JournalTemplate(
            templateID: "3TmALk1ogfgKiQE3e3jRwnTUhMTh8vca1N8zUMonth", name: "月报"),
        JournalTemplate(
            templateID: "3TmALk1ogfgKiQE3e3jRwnTUhMTh8vca1N8zVisit", name: "拜访记录"),
    ]

    /// Returns the reports whose report_time is in [from, until), in the order of submission.
    public func journals(from: Int, until: Int) -> [JournalRecord] {
        journals(from: from, until: until, bySubmission: false)
    }

    func journals(
        from: Int, until: Int, bySubmission: Bool, of isCreator: (Person) -> Bool = { _ in true }
    ) -> [JournalRecord] {
        near(from, until, of: isCreator).filter {
            (from..<until).contains(bySubmission ? $0.submitTime : $0.reportTime)
        }.sorted { ($0.submitTime, $0.journalUUID) < ($1.submitTime, $1.journalUUID) }
    }

    private func near(
        _ from: Int, _ until: Int, of isCreator: (Person) -> Bool
    ) -> [JournalRecord] {
        if let listed {
            return listed.records.journals.filter { person($0.creator).map(isCreator) ?? false }
        }
        let creators = people.prefix(Company.reporters).filter(isCreator)
        return Day.days(from: from, until: until, margin: 1).flatMap { day in
            creators.flatMap { journals(of: $0, on: day) }
        }
    }

    /// The number of people who write reports: everybody in the demo. A page of reports is searched
    /// among those of all reporters, which in a company of thousands would take longer than any
    /// test's timeout.
    private static let reporters = 240

    /// Returns the report with an identifier, if it exists.
    package func journal(uuid: String) -> JournalRecord? {
        if let listed { return listed.records.journals.first { $0.journalUUID == uuid } }
        guard uuid.hasPrefix(JournalKey.prefix) else { return nil }
        let body = uuid.dropFirst(JournalKey.prefix.count)
        guard let key = IDCodec.value(ofText: body.prefix(8)) else { return nil }
        let (rest, template) = key.quotientAndRemainder(dividingBy: 4)
        let (day, index) = rest.quotientAndRemainder(dividingBy: 256)
        guard people.indices.contains(index) else { return nil }
        return journals(of: people[index], on: Day(number: day)).first {
            $0.journalUUID == uuid && $0.templateID == Company.journalTemplates[template].templateID
        }
    }

    /// Generates 日报 by every second person each working day, 周报 by most on Fridays, 月报 on the last
    /// days of a month, 拜访记录 by sellers.
    private func journals(of person: Person, on day: Day) -> [JournalRecord] {
        guard day.isWorkday else { return [] }
        var random = SplitMix64(seed, .journal, person.index, day.number)
        var records: [JournalRecord] = []
        let sells = !Set(person.departments).isDisjoint(with: [6, 7, 8])
        let chances = [
            person.index % 2 == 0 ? 930 : 50, day.weekday == 5 ? 800 : 0,
            day.next.civil.month != day.civil.month ? 700 : 0, sells ? 250 : 0,
        ]
        for (template, permille) in chances.enumerated() where random.chance(permille: permille) {
            records.append(journal(of: person, on: day, template, &random))
        }
        return records
    }

    private func journal(
        of person: Person, on day: Day, _ template: Int, _ random: inout SplitMix64
    ) -> JournalRecord {
        // A few are dated exactly at midnight, both at the start and at the end of the day.
        let time: Int
        switch random.below(100) {
        case 0: time = day.start
        case 1: time = day.next.start
        default: time = day.start + 61_200 + random.below(14_400)
        }
        let receivers = (0..<random.within(1...3)).map { _ in random.pick(people).userid }
        let form = Company.journalTemplates[template]
        var comments: [JournalRecord.Comment] = []
        if random.chance(permille: 200) {
            comments.append(
                JournalRecord.Comment(
                    commentid: 6_899_287_783_354_824_502 + random.below(1_000_000_000),
                    userid: receivers[0], content: random.pick(["加油", "已阅，“继续保持”", "请补充数据"]),
                    commentTime: time + 600))
        }
        return JournalRecord(
            journalUUID: JournalKey.uuid(day, person, template), creator: person.userid,
            departments: person.departments, templateID: form.templateID, templateName: form.name,
            reportTime: time,
            submitTime: random.chance(permille: 100) ? time + random.below(60) : time,
            receivers: receivers, readedReceivers: Array(receivers.prefix(random.below(3))),
            text: random.pick(Phrases.work), comments: comments)
    }
}

private enum JournalKey {
    static let prefix = "41eJejN57EJNzr8HrZfmKy"

    static func uuid(_ day: Day, _ person: Company.Person, _ template: Int) -> String {
        let key = (day.number * 256 + person.index) * 4 + template
        var tail = SplitMix64(41, .journal, key)
        return prefix + IDCodec.text(key) + tail.word(37)
    }
}
