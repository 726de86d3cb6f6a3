/// The people of the sandbox and their records.
///
/// There are three kinds: the demo's, whose people and habits are always the same;
/// ``generated(people:checkinsPerDay:seed:)``, of any size; and those of tests,
/// ``init(departments:people:tags:agent:records:seed:)``:
///
///     let company = try Company(
///         people: [
///             Company.Person(userid: "amy", name: "Amy"),
///             Company.Person(userid: "ben", name: "Ben"),
///         ],
///         records: Company.Records(
///             checkins: [
///                 CheckinRecord(
///                     userid: "amy", checkinType: "上班打卡", checkinTime: 1_785_718_800,
///                     exceptionType: "时间异常")
///             ]))
///     let server = try await SandboxServer.start(SandboxConfiguration(company: company))
///
/// The functions that return records are the ground truth with which a test compares the rows
/// received over HTTP. Records that are not listed are a pure function of the seed: nothing is
/// stored, every call returns the same records, and there are records for every day, past or
/// future; the services omit those after ``SandboxConfiguration/present``.
///
/// Instants are seconds since 1970-01-01T00:00:00Z, ranges are half-open; the company's zone is
/// +08:00.
public struct Company: Sendable {
    /// The seed from which everything that is not listed is derived.
    public let seed: UInt64
    /// The people in the roster's order.
    public let people: [Person]
    /// The departments, parents first.
    public let departments: [Department]
    /// The tags of the address book.
    public let tags: [Tag]
    /// The app's visible range.
    public let agent: Agent

    /// The departments visible to the app: the allowed ones and all departments below them.
    package let visibleDepartments: Set<Int>

    let source: RecordSource
    private let places: [String: Int]

    /// Creates the demo's company of 240 people in twelve departments; four of the people are not
    /// visible to the app.
    public init(seed: UInt64 = 1) {
        self.init(
            seed: seed, departments: Company.allDepartments, people: Roster.people(seed: seed),
            tags: Company.allTags, agent: Company.theAgent, source: .everyday)
    }

    /// - Parameters:
    ///   - departments: parents first.
    ///   - people: their index and visibility need not be set.
    init(
        seed: UInt64, departments: [Department], people: [Person], tags: [Tag], agent: Agent,
        source: RecordSource
    ) {
        self.seed = seed
        self.departments = departments
        self.tags = tags
        self.agent = agent
        self.source = source
        let tags = tags.filter { agent.allowedTags.contains($0.tagid) }
        var departmentIDs = Set(agent.allowedParties + tags.flatMap(\.partylist))
        for department in departments where departmentIDs.contains(department.parentid) {
            departmentIDs.insert(department.id)
        }
        visibleDepartments = departmentIDs
        let userids = Set(agent.allowedUserids + tags.flatMap(\.userids))
        self.people = people.enumerated().map { place, person in
            var person = person
            person.index = place
            person.isVisible =
                userids.contains(person.userid)
                || !departmentIDs.isDisjoint(with: person.departments)
            return person
        }
        places = Dictionary(
            people.enumerated().map { ($0.element.userid.lowercased(), $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Returns the person with an id, compared without case; `nil` if there is none.
    public func person(_ userid: String) -> Person? {
        places[userid.lowercased()].map { people[$0] }
    }

    /// The people visible to the app, in the roster's order.
    public var visiblePeople: [Person] { people.filter(\.isVisible) }

    /// The people outside the app's visible range: four of the demo's.
    package var hiddenUserids: [String] { people.filter { !$0.isVisible }.map(\.userid) }

    static let allTags: [Tag] = [
        Tag(tagid: 1, tagname: "乒乓球协会", userids: ["zhangsan", "wangwu", "u007", "u031"]),
        Tag(tagid: 2, tagname: "信息联络人", userids: ["lisi", "fangyuan"], partylist: [11]),
        Tag(tagid: 3, tagname: "夜班", userids: ["zhaoliu"], partylist: [4]),
    ]

    /// 董事会办公室 (12) and the root are not allowed as departments. Two of the office's people are
    /// visible nevertheless, one by userid and one by tag; so are the two who belong only to the
    /// root.
    static let theAgent = Agent(
        name: "HR助手", allowedUserids: ["zhangsan", "lisi", "heping", "xuwei", "Li.Lei"],
        allowedParties: [2, 6, 9, 10, 11], allowedTags: [2, 3])
}

/// The source of a company's records.
enum RecordSource: Sendable {
    /// Activities computed day by day.
    case everyday
    /// The same number of check-ins each day; all other records as for `everyday`.
    case regular(RegularCheckins)
    case listed(ListedRecords)
}
