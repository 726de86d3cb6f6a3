extension Company {
    /// Creates a company of any size, for load tests: everybody checks in equally often on every
    /// day of the calendar, so that the rows can be counted by hand: people × days ×
    /// `checkinsPerDay`.
    ///
    ///     let company = try Company.generated(people: 10_000, checkinsPerDay: 4)
    ///     let server = try await SandboxServer.start(
    ///         SandboxConfiguration(company: company).withoutQuotas)
    ///     // 25 days of it are 1,000,000 check-ins.
    ///
    /// People have the ids p0000001, p0000002… and belong to departments of a hundred below the
    /// root, all of which are visible to the app. Everybody's days are those of 打卡一组, which begin
    /// at 04:00, and all check-ins are between 08:00 and 22:00: the first of a day is 上班打卡, the
    /// last 下班打卡, those between them 外出打卡; about one in sixteen is 时间异常. The numbers of screen
    /// captures, recordings and reports are those of the demo.
    ///
    /// - Parameters:
    ///   - count: 1…1,000,000.
    ///   - checkinsPerDay: 1…1,000.
    ///   - seed: a different seed changes the times of the check-ins within the day.
    /// - Throws: ``Company/Mistake``
    public static func generated(
        people count: Int, checkinsPerDay: Int = 2, seed: UInt64 = 1
    ) throws(Mistake) -> Company {
        guard (1...1_000_000).contains(count) else {
            throw Mistake("people", "\(count) is not within 1…1000000")
        }
        guard (1...1_000).contains(checkinsPerDay) else {
            throw Mistake("checkinsPerDay", "\(checkinsPerDay) is not within 1…1000")
        }
        let root = Department(id: 1, name: "星河科技", parentid: 0)
        let departments = (0..<(count + 99) / 100).map { place in
            Department(id: place + 2, name: "第\(place + 1)部", parentid: 1)
        }
        let people = (0..<count).map { place in
            var random = SplitMix64(seed, .person, place)
            return Person(
                userid: "p" + Roster.padded(place + 1, to: 7), name: Roster.name(&random),
                departments: [place / 100 + 2])
        }
        return Company(
            seed: seed, departments: [root] + departments, people: people, tags: [],
            agent: Agent(name: "HR助手", allowedParties: [1]),
            source: .regular(RegularCheckins(perDay: checkinsPerDay, seed: seed)))
    }
}

/// The check-ins of people who all follow the same pattern every day.
///
/// All rows of one person and one ``Kind`` differ only in their times, so that a month of them can
/// be written without computing each row from the start.
struct RegularCheckins: Sendable {
    let perDay: Int
    let seed: UInt64

    /// The kind of a check-in. The first and the last of a day differ from those between them, and
    /// some are late or early.
    struct Kind: Sendable {
        var turn: Turn
        var isException: Bool

        /// The index of the kind, in 0..<``count``.
        var number: Int { turn.rawValue * 2 + (isException ? 1 : 0) }

        static let count = 6
    }

    enum Turn: Int, Sendable {
        case first, between, last

        var checkinType: String {
            switch self {
            case .first: "上班打卡"
            case .between: "外出打卡"
            case .last: "下班打卡"
            }
        }
    }

    private static let hour = 3_600

    /// Returns the second of the day and the kind of the n-th check-in of a person's day. Ascending
    /// in n.
    func checkin(_ number: Int, of index: Int, on day: Int) -> (second: Int, kind: Kind) {
        let key = (UInt64(bitPattern: Int64(day)) &* 1_000_003 &+ UInt64(number)) &* 1_000_003
        let drawn = SplitMix64.mixed(seed ^ SplitMix64.mixed(key &+ UInt64(index)))
        // Each check-in is in its own share of the fourteen hours.
        let share = 14 * RegularCheckins.hour / perDay
        let second =
            8 * RegularCheckins.hour + number * share
            + Int((drawn >> 8) % UInt64(share))
        let turn: Turn = number == 0 ? .first : number == perDay - 1 ? .last : .between
        return (second, Kind(turn: turn, isException: drawn & 15 == 0))
    }

    func checkins(of person: Company.Person, on day: Day) -> [CheckinRecord] {
        (0..<perDay).map { number in
            let (second, kind) = checkin(number, of: person.index, on: day.number)
            return record(of: person, kind, on: day, at: day.start + second)
        }
    }

    func record(
        of person: Company.Person, _ kind: Kind, on day: Day, at time: Int
    ) -> CheckinRecord {
        let rule = CheckinRule.fixed
        let place = Places.offices[person.index % Places.offices.count]
        let shift = rule.shifts[0]
        let due: Int? =
            switch kind.turn {
            case .first: day.start + shift.on
            case .last: day.start + shift.off
            case .between: nil
            }
        return CheckinRecord(
            userid: person.userid, groupname: rule.groupname, checkinType: kind.turn.checkinType,
            exceptionType: kind.isException ? "时间异常" : "", checkinTime: time,
            locationTitle: place.title, locationDetail: place.detail, wifiname: place.wifiname,
            notes: kind.isException ? Phrases.excuses[person.index % Phrases.excuses.count] : "",
            wifimac: place.wifimac, lat: place.lat + person.index % 1_000, lng: place.lng,
            deviceid: "E5FA89F6-3926-4972-BE4F-" + Roster.padded(person.index, to: 12),
            schCheckinTime: due, groupid: rule.groupid,
            scheduleID: due == nil ? nil : shift.scheduleID,
            timelineID: due == nil ? nil : shift.timelineID, attendanceDay: day.number,
            attendanceStart: day.start + rule.cut)
    }
}
