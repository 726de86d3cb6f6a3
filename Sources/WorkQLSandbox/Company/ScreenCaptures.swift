/// One row of security/get_screen_oper_record.
public struct ScreenCaptureRecord: Sendable, Hashable {
    /// The time, in seconds.
    public var time: Int
    /// The person who made the capture.
    public var userid: String
    /// The person's main department; the service shows it only if it is visible to the app.
    public internal(set) var departmentID: Int
    /// The type: 1 聊天, 2 通讯录, 3 邮件, 4 文件, 5 日程, 6 其他.
    public var screenShotType: Int
    /// A description of the screen's content.
    public var screenShotContent: String
    /// The system: iOS or iPad.
    public var system: String
    /// Whether a row shows its department_id: 仅当department_id在应用可见范围内才返回.
    public internal(set) var showsDepartment: Bool
}

extension ScreenCaptureRecord {
    /// Creates a record of a test; the department is the person's.
    ///
    /// - Parameters:
    ///   - time: seconds.
    ///   - userid: one of the company's people.
    ///   - screenShotType: 1…6, as above.
    public init(
        time: Int, userid: String, screenShotType: Int = 6, screenShotContent: String = "",
        system: String = "iOS"
    ) {
        self.init(
            time: time, userid: userid, departmentID: 0, screenShotType: screenShotType,
            screenShotContent: screenShotContent, system: system, showsDepartment: false)
    }
}

extension Company {
    /// Returns the captures whose time is in [from, until), oldest first.
    ///
    /// - Parameter userids: returns only the captures of these people; `nil` for those of all
    ///   people, including hidden ones.
    public func screenCaptures(
        userids: Set<String>? = nil, from: Int, until: Int
    ) -> [ScreenCaptureRecord] {
        let near =
            listed?.records.screenCaptures
            ?? Day.days(from: from, until: until).flatMap(screenCaptures)
        return near.filter {
            from <= $0.time && $0.time < until && userids?.contains($0.userid) ?? true
        }
    }

    /// Returns a day's captures, oldest first: about 110 on a working day, so that 14 days fill
    /// more than one page of 1000.
    func screenCaptures(on day: Day) -> [ScreenCaptureRecord] {
        var random = SplitMix64(seed, .screenCapture, day.number)
        let count = day.isWorkday ? random.within(100...130) : random.within(20...35)
        var records: [ScreenCaptureRecord] = []
        for index in 0..<count {
            var record = capture(on: day, at: second(index, day, &random), &random)
            // Every tenth has the second of the one before; once a day a person captures the same
            // screen twice within a second, and the two rows are equal in all columns.
            if index % 10 == 9, let last = records.last {
                record.time = last.time
                if index == 19 { record = last }
            }
            records.append(record)
        }
        return records.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }.map(\.element)
    }

    /// Returns the second of a capture. The first three are at the exact bounds of the day and on a
    /// full hour.
    private func second(_ index: Int, _ day: Day, _ random: inout SplitMix64) -> Int {
        switch index {
        case 0: day.start
        case 1: day.start + Day.length - 1
        case 2: day.start + 12 * 3_600
        default: day.start + (day.isWorkday ? 28_800 : 0) + random.below(57_600 - 28_800)
        }
    }

    private func capture(
        on day: Day, at time: Int, _ random: inout SplitMix64
    ) -> ScreenCaptureRecord {
        // A fifth of all captures are made by a few people.
        let person =
            random.chance(permille: 200)
            ? people[random.below(min(6, people.count))] : people[random.below(people.count)]
        let type = random.within(1...6)
        let content: String
        switch type {
        case 1:
            content = random.chance(permille: 500) ? "聊天" : "聊天（群聊：\(random.pick(Phrases.topics))）"
        case 2: content = "通讯录"
        case 3: content = "邮件（主题：\(random.pick(Phrases.topics))）"
        case 4: content = "文件（防泄露文件：\(random.pick(Phrases.files))）"
        case 5: content = "日程"
        default: content = "其他"
        }
        let department = person.departments[0]
        return ScreenCaptureRecord(
            time: time, userid: person.userid, departmentID: department, screenShotType: type,
            screenShotContent: content, system: random.chance(permille: 300) ? "iPad" : "iOS",
            showsDepartment: visibleDepartments.contains(department))
    }
}
