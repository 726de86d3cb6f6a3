extension Company {
    /// Returns the check-ins whose time is in [from, until), oldest first.
    ///
    /// - Parameter userids: returns only the check-ins of these people; `nil` for those of all
    ///   people, including hidden ones.
    public func checkins(
        userids: Set<String>? = nil, from: Int, until: Int
    ) -> [CheckinRecord] {
        guard from < until else { return [] }
        let range = from..<until
        var records: [CheckinRecord] = []
        for person in people where userids?.contains(person.userid) ?? true {
            let rule = CheckinRule.rule(person.groupid)
            let days =
                rule.attendanceDay(of: from).number...rule.attendanceDay(of: until - 1).number
            for number in days {
                for record in checkins(of: person, on: Day(number: number))
                where range.contains(record.checkinTime) {
                    records.append(record)
                }
            }
        }
        return records.enumerated().sorted {
            ($0.element.checkinTime, $0.offset) < ($1.element.checkinTime, $1.offset)
        }.map(\.element)
    }

    /// Returns the check-ins of a person's attendance day, oldest first. Every time is between the
    /// day's cut and the next one.
    func checkins(of person: Person, on day: Day) -> [CheckinRecord] {
        switch source {
        case .everyday: everydayCheckins(of: person, on: day)
        case .regular(let regular): regular.checkins(of: person, on: day)
        case .listed(let listed): listed.checkins(of: person, on: day)
        }
    }

    private func everydayCheckins(of person: Person, on day: Day) -> [CheckinRecord] {
        var leave = SplitMix64(seed, .leave, person.index, day.week)
        var pen = CheckinGenerator(person: person, day: day, seed: seed)
        pen.patrols()
        if person.index >= 8 && leave.chance(permille: 40) { return pen.finished() }
        if pen.rule.shifts.isEmpty {
            pen.flexibleDay()
        } else if day.isWorkday {
            pen.scheduledDay()
        } else {
            pen.weekend()
        }
        if day.isWorkday { pen.outdoor() }
        return pen.finished()
    }
}

/// Generates one person's attendance day.
private struct CheckinGenerator {
    let person: Company.Person
    let day: Day
    let rule: CheckinRule
    private var random: SplitMix64
    private var records: [CheckinRecord] = []
    private let lateness: Int

    private static let hour = 3_600
    private static let minute = 60

    init(person: Company.Person, day: Day, seed: UInt64) {
        self.person = person
        self.day = day
        rule = CheckinRule.rule(person.groupid)
        random = SplitMix64(seed, .checkin, person.index, day.number)
        var habit = SplitMix64(seed, .habit, person.index)
        // One person in nine is late more often than not; 李四 always is.
        lateness = person.userid == "lisi" || habit.below(9) == 0 ? 350 : 70
    }

    func finished() -> [CheckinRecord] {
        let isInOrder = zip(records, records.dropFirst()).allSatisfy {
            $0.checkinTime <= $1.checkinTime
        }
        return isInOrder ? records : records.sorted { $0.checkinTime < $1.checkinTime }
    }

    /// Adds records at exactly the instants where windows and attendance days meet: rounds at
    /// midnight and a handover at noon, which is the night rule's cut; a rehearsal at 04:00, which
    /// is the other rules' cut; and 22:00 of the evening before, where 日常出勤 begins its day.
    mutating func patrols() {
        switch person.userid {
        case "zhaoliu", "liuyang":
            for offset in [24, 26, 28] { note(at: offset * CheckinGenerator.hour, "巡更") }
            if person.userid == "zhaoliu" { note(at: 12 * CheckinGenerator.hour, "交接班") }
        case "sunqi" where day.weekday == 1: note(at: 4 * CheckinGenerator.hour, "停机演练，\"零点\"前完成")
        case "zhengshi" where day.isWorkday: note(at: -2 * CheckinGenerator.hour, "提前备料")
        default: break
        }
    }

    private mutating func note(at offset: Int, _ text: String) {
        var record = blank(type: "仅记录打卡时间和位置", at: offset)
        // A record of time and location belongs to no schedule.
        record.groupid = nil
        record.notes = text
        place(&record, Places.offices[0], precise: true)
        records.append(record)
    }

    mutating func scheduledDay() {
        for (place, shift) in rule.shifts.enumerated() {
            arrive(shift, isFirst: place == 0)
            depart(shift, isLast: place == rule.shifts.count - 1)
        }
    }

    private mutating func arrive(_ shift: CheckinRule.Shift, isFirst: Bool) {
        if random.chance(permille: 25) {
            missed(type: "上班打卡", at: shift.on, shift)
        } else if isFirst && random.chance(permille: lateness) {
            let late =
                random.chance(permille: 60) ? 0 : random.within(1...55) * CheckinGenerator.minute
            let at = shift.on + late + random.below(60)
            punch(type: "上班打卡", at: at, shift, exceptions: at > shift.on ? ["时间异常"] : [])
        } else {
            // A few people arrive exactly on the second.
            let early = random.chance(permille: 20) ? 0 : random.below(25 * CheckinGenerator.minute)
            punch(type: "上班打卡", at: shift.on - early, shift, exceptions: [])
        }
    }

    private mutating func depart(_ shift: CheckinRule.Shift, isLast: Bool) {
        let roll = random.below(1000)
        let latest = rule.cut + Day.length - 1
        switch roll {
        case ..<30: missed(type: "下班打卡", at: shift.off, shift)
        case ..<70 where isLast:
            let early = random.within(5...90) * CheckinGenerator.minute
            punch(type: "下班打卡", at: shift.off - early, shift, exceptions: ["时间异常"])
        case ..<170 where isLast && rule.groupid != 3:
            let at = 20 * CheckinGenerator.hour + random.below(4 * CheckinGenerator.hour)
            punch(type: "下班打卡", at: min(at, latest), shift, exceptions: [])
        case ..<180 where isLast && rule.cut == 4 * CheckinGenerator.hour:
            // Exactly the next day's midnight.
            punch(type: "下班打卡", at: 24 * CheckinGenerator.hour, shift, exceptions: [])
        case ..<200 where isLast && rule.cut == 4 * CheckinGenerator.hour:
            // After midnight, still this attendance day.
            let at = 24 * CheckinGenerator.hour + random.within(5...230) * CheckinGenerator.minute
            punch(type: "下班打卡", at: at, shift, exceptions: [])
        default:
            let stay = isLast ? 70 * CheckinGenerator.minute : 20 * CheckinGenerator.minute
            punch(type: "下班打卡", at: shift.off + random.below(stay), shift, exceptions: [])
        }
    }

    /// Adds presence on most working days and on some Saturdays, at irregular hours.
    mutating func flexibleDay() {
        guard random.chance(permille: day.isWorkday ? 930 : day.weekday == 6 ? 150 : 30) else {
            return
        }
        let on = 8 * CheckinGenerator.hour + random.below(3 * CheckinGenerator.hour)
        punch(type: "上班打卡", at: on, nil, exceptions: [])
        if random.chance(permille: 960) {
            let off = 17 * CheckinGenerator.hour + random.below(5 * CheckinGenerator.hour)
            punch(type: "下班打卡", at: off, nil, exceptions: [])
        }
    }

    mutating func weekend() {
        guard rule.groupid != 3, random.chance(permille: 30) else { return }
        let on = 10 * CheckinGenerator.hour + random.below(CheckinGenerator.hour)
        punch(type: "上班打卡", at: on, nil, exceptions: [])
        punch(
            type: "下班打卡", at: on + random.within(180...480) * CheckinGenerator.minute, nil,
            exceptions: [])
    }

    mutating func outdoor() {
        let sells = !Set(person.departments).isDisjoint(with: [6, 7, 8])
        guard rule.groupid != 3, random.chance(permille: sells ? 350 : 30) else { return }
        let visits = random.chance(permille: 250) ? 2 : 1
        for visit in 0..<visits {
            let start = (visit == 0 ? 10 : 14) * CheckinGenerator.hour
            var record = blank(type: "外出打卡", at: start + random.below(3 * CheckinGenerator.hour))
            if random.chance(permille: 100) { record.exceptionType = "地点异常" }
            record.notes = random.pick(Phrases.visits)
            place(&record, random.pick(Places.customers), precise: true)
            record.deviceid = device()
            attach(&record, permille: 600)
            records.append(record)
        }
    }

    private mutating func punch(
        type: String, at offset: Int, _ shift: CheckinRule.Shift?, exceptions: [String]
    ) {
        var record = blank(type: type, at: offset)
        var exceptions = exceptions
        switch random.below(1000) {
        case ..<35: exceptions.append("地点异常")
        case ..<45: exceptions.append("wifi异常")
        case ..<60: exceptions.append("非常用设备")
        default: break
        }
        record.exceptionType = exceptions.joined(separator: ";")
        schedule(&record, shift, at: type == "上班打卡" ? shift?.on : shift?.off)
        if exceptions.contains("地点异常") {
            place(&record, random.pick(Places.customers), precise: true)
        } else {
            let office = Places.offices[person.index % Places.offices.count]
            place(&record, office, precise: random.chance(permille: 400))
            record.wifiname = office.wifiname
            record.wifimac = office.wifimac
        }
        if exceptions.first == "时间异常" {
            record.notes = random.chance(permille: 700) ? random.pick(Phrases.excuses) : ""
        }
        if random.chance(permille: 700) { record.deviceid = device() }
        attach(&record, permille: exceptions.isEmpty ? 20 : 250)
        records.append(record)
    }

    /// Adds the record that the service creates for a missing check-in: the scheduled time,
    /// position 0, 0 and nothing attached (measured, FACTS).
    private mutating func missed(type: String, at offset: Int, _ shift: CheckinRule.Shift) {
        var record = blank(type: type, at: offset)
        record.exceptionType = "未打卡"
        record.lat = 0
        record.lng = 0
        if random.chance(permille: 700) {
            schedule(&record, shift, at: offset)
        } else {
            record.groupid = nil
        }
        records.append(record)
    }

    private func blank(type: String, at offset: Int) -> CheckinRecord {
        CheckinRecord(
            userid: person.userid, groupname: rule.groupname, checkinType: type,
            exceptionType: "", checkinTime: day.start + offset, groupid: rule.groupid,
            attendanceDay: day.number, attendanceStart: day.start + rule.cut)
    }

    private func schedule(
        _ record: inout CheckinRecord, _ shift: CheckinRule.Shift?, at offset: Int?
    ) {
        guard let shift, let offset else { return }
        record.schCheckinTime = day.start + offset
        record.scheduleID = shift.scheduleID
        record.timelineID = shift.timelineID
    }

    private mutating func place(
        _ record: inout CheckinRecord, _ place: Places.Place, precise: Bool
    ) {
        record.locationTitle = place.title
        record.locationDetail = place.detail
        guard precise else { return }
        record.lat = place.lat + random.below(2_000) - 1_000
        record.lng = place.lng + random.below(2_000) - 1_000
    }

    private mutating func attach(_ record: inout CheckinRecord, permille: Int) {
        guard random.chance(permille: permille) else { return }
        record.mediaids = (0..<random.within(1...2)).map { _ in "WWCISP_" + random.word(40) }
    }

    /// Returns the device of a person, nearly always the same one.
    private mutating func device() -> String {
        let usual = !random.chance(permille: 15)
        var own = SplitMix64(usual ? 7 : random.next(), .habit, person.index)
        let number = own.next() >> 16
        return String(unsafeUninitializedCapacity: 36) { text in
            _ = text.initialize(from: "E5FA89F6-3926-4972-BE4F-".utf8)
            for digit in 0..<12 {
                let value = UInt8(truncatingIfNeeded: number >> (44 - 4 * UInt64(digit)) & 15)
                text[24 + digit] = value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10)
            }
            return 36
        }
    }
}
