/// A company of 240 people whose every day can be computed.
///
/// A pure function of its seed: nothing is stored, every call returns the same, and records exist
/// for any day, past or future. The functions that return records are the ground truth to which a
/// test compares what came over HTTP.
///
/// Instants are seconds since 1970-01-01T00:00:00Z, ranges half-open; the company lives at +08:00.
public struct Company: Sendable {
    public let seed: UInt64
    public let people: [Person]
    public let departments: [Department]
    public let tags: [Tag]
    public let agent: Agent

    /// The departments which the app may see, allowed ones and everything below them.
    public let visibleDepartments: Set<Int>

    private let peopleByUserid: [String: Int]

    public init(seed: UInt64 = 1) {
        self.seed = seed
        departments = Company.allDepartments
        tags = Company.allTags
        agent = Company.theAgent
        people = Roster.people(seed: seed)
        visibleDepartments = Company.visibleDepartmentIDs
        peopleByUserid = Dictionary(
            people.map { ($0.userid, $0.index) }, uniquingKeysWith: { first, _ in first })
    }

    public func person(_ userid: String) -> Person? {
        peopleByUserid[userid].map { people[$0] }
    }

    /// The people the app may see, in the roster's order.
    public var visiblePeople: [Person] { people.filter(\.isVisible) }

    /// The four people outside the app's visible range.
    public var hiddenUserids: [String] { people.filter { !$0.isVisible }.map(\.userid) }

    static let allTags: [Tag] = [
        Tag(
            tagid: 1, tagname: "乒乓球协会", userids: ["zhangsan", "wangwu", "u007", "u031"],
            partylist: []),
        Tag(tagid: 2, tagname: "信息联络人", userids: ["lisi", "fangyuan"], partylist: [11]),
        Tag(tagid: 3, tagname: "夜班", userids: ["zhaoliu"], partylist: [4]),
    ]

    /// 董事会办公室 (12) and the root are not allowed as departments. Two of the office's people
    /// are seen all the same, one named and one by tag; so are the two who belong only to the root.
    static let theAgent = Agent(
        agentid: 1_000_005, name: "HR助手",
        allowedUserids: ["zhangsan", "lisi", "heping", "xuwei", "Li.Lei"],
        allowedParties: [2, 6, 9, 10, 11], allowedTags: [2, 3])

    static let visibleDepartmentIDs: Set<Int> = {
        var visible = Set(theAgent.allowedParties)
        for department in allDepartments where visible.contains(department.parentid) {
            visible.insert(department.id)
        }
        return visible
    }()
}
