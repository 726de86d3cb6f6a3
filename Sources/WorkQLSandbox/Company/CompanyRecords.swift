extension Company {
    /// The records of a test's people, as lists.
    ///
    /// The lists may be in any order; omitted ones are empty.
    public struct Records: Sendable, Hashable {
        /// The records of checkin/getcheckindata.
        public var checkins: [CheckinRecord]
        /// The records of security/get_screen_oper_record.
        public var screenCaptures: [ScreenCaptureRecord]
        /// The recordings of WeCom, including those of other apps, which the service does not show.
        public var meetingRecordings: [MeetingRecording]
        /// The recordings of Tencent Meeting.
        public var corpRecordings: [CorpRecording]
        /// The records of oa/journal/get_record_list.
        public var journals: [JournalRecord]

        /// Creates the complete set of records; omitted lists are empty.
        public init(
            checkins: [CheckinRecord] = [], screenCaptures: [ScreenCaptureRecord] = [],
            meetingRecordings: [MeetingRecording] = [], corpRecordings: [CorpRecording] = [],
            journals: [JournalRecord] = []
        ) {
            self.checkins = checkins
            self.screenCaptures = screenCaptures
            self.meetingRecordings = meetingRecordings
            self.corpRecordings = corpRecordings
            self.journals = journals
        }
    }

    /// Creates a company for a test.
    ///
    /// - Parameters:
    ///   - departments: in any order, with one root, whose parent is 0.
    ///   - people: at least one; each belongs to one or more of the departments.
    ///   - agent: the app's visible range; everybody if `nil`.
    ///   - records: the complete set of records; if `nil`, records are generated day by day, as in
    ///     the demo.
    ///   - seed: the seed of everything that is not listed, and of tokens and cursors.
    /// - Throws: ``Mistake`` naming the first field that contradicts the others or the pages.
    public init(
        departments: [Department] = [Department(id: 1, name: "Company", parentid: 0)],
        people: [Person], tags: [Tag] = [], agent: Agent? = nil, records: Records? = nil,
        seed: UInt64 = 1
    ) throws(Mistake) {
        let ordered = try CompanyCheck.parentsFirst(departments)
        let check = CompanyCheck(departments: ordered, people: people, tags: tags)
        try check.checkPeople()
        try check.checkTags()
        let agent = agent ?? Agent(name: "Sandbox", allowedParties: [ordered[0].id])
        try check.check(agent)
        if let records { try check.check(records) }
        let whole = Company(
            seed: seed, departments: ordered, people: people, tags: tags, agent: agent,
            source: .everyday)
        guard let records else {
            self = whole
            return
        }
        self.init(
            seed: seed, departments: ordered, people: people, tags: tags, agent: agent,
            source: .listed(ListedRecords(records, of: whole)))
    }

    var listed: ListedRecords? {
        if case .listed(let records) = source { records } else { nil }
    }
}

/// The listed records, completed with the values that follow from the people who made them.
struct ListedRecords: Sendable {
    private struct AttendanceDay: Hashable {
        let userid: String
        let day: Int
    }

    private(set) var records: Company.Records
    private var checkins: [AttendanceDay: [CheckinRecord]] = [:]

    /// - Parameter company: the company whose people and departments the records name.
    init(_ records: Company.Records, of company: Company) {
        self.records = records
        for index in records.checkins.indices {
            let rule = CheckinRule.rule(
                company.person(records.checkins[index].userid)?.groupid ?? 1)
            let day = rule.attendanceDay(of: records.checkins[index].checkinTime)
            self.records.checkins[index].attendanceDay = day.number
            self.records.checkins[index].attendanceStart = day.start + rule.cut
        }
        for index in records.screenCaptures.indices {
            let person = company.person(records.screenCaptures[index].userid)
            let department = person?.departments[0] ?? 0
            self.records.screenCaptures[index].departmentID = department
            self.records.screenCaptures[index].showsDepartment =
                company.visibleDepartments.contains(department)
        }
        self.records.screenCaptures.sort { $0.time < $1.time }
        for index in records.journals.indices where records.journals[index].departments.isEmpty {
            self.records.journals[index].departments =
                company.person(records.journals[index].creator)?.departments ?? []
        }
        checkins = Dictionary(grouping: self.records.checkins) {
            AttendanceDay(userid: $0.userid, day: $0.attendanceDay)
        }.mapValues { rows in rows.sorted { $0.checkinTime < $1.checkinTime } }
    }

    func checkins(of person: Company.Person, on day: Day) -> [CheckinRecord] {
        checkins[AttendanceDay(userid: person.userid, day: day.number)] ?? []
    }
}
