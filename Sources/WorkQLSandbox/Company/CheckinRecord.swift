/// One row of checkin/getcheckindata.
///
/// `nil` is what the service leaves out of the row.
public struct CheckinRecord: Sendable, Hashable {
    /// Who checked in.
    public var userid: String
    /// The name of the check-in rule.
    public var groupname: String
    /// 上班打卡, 下班打卡, 外出打卡 or 仅记录打卡时间和位置.
    public var checkinType: String
    /// Kinds joined by `;`, empty when nothing is wrong.
    public var exceptionType: String
    /// Seconds.
    public var checkinTime: Int
    /// Where, in short; empty when it is not known.
    public var locationTitle: String = ""
    /// Where, as an address.
    public var locationDetail: String = ""
    /// The network the device was in; empty for none.
    public var wifiname: String = ""
    /// What the person wrote.
    public var notes: String = ""
    /// The network's address; empty for none.
    public var wifimac: String = ""
    /// Pictures attached.
    public var mediaids: [String] = []
    /// A millionth of a degree; 0 is unknown.
    public var lat: Int?
    /// A millionth of a degree; 0 is unknown.
    public var lng: Int?
    /// The device.
    public var deviceid: String?
    /// Seconds.
    public var schCheckinTime: Int?
    /// The number of the check-in rule.
    public var groupid: Int?
    /// The rule's schedule.
    public var scheduleID: Int?
    /// The schedule's span of work.
    public var timelineID: Int?
    /// The day to which the rule counts the punch, as days since 1970-01-01. Not in the answer.
    var attendanceDay: Int
    /// The instant at which that day begins by the rule's cut, in seconds. Not in the answer.
    var attendanceStart: Int
}

extension CheckinRecord {
    /// A record as a test lists it; what is left out is left out of the answer, or empty there where
    /// the page always shows it. The attendance day follows from the person's rule.
    ///
    /// - Parameters:
    ///   - userid: one of the company's people.
    ///   - checkinType: 上班打卡, 下班打卡, 外出打卡 or 仅记录打卡时间和位置.
    ///   - checkinTime: seconds.
    ///   - exceptionType: 时间异常, 地点异常, 未打卡, wifi异常, 非常用设备, or several joined by `;`.
    ///   - schCheckinTime: seconds.
    public init(
        userid: String, checkinType: String, checkinTime: Int, exceptionType: String = "",
        groupname: String = "", locationTitle: String = "", notes: String = "",
        schCheckinTime: Int? = nil, groupid: Int? = nil
    ) {
        self.init(
            userid: userid, groupname: groupname, checkinType: checkinType,
            exceptionType: exceptionType, checkinTime: checkinTime, locationTitle: locationTitle,
            notes: notes, schCheckinTime: schCheckinTime, groupid: groupid, attendanceDay: 0,
            attendanceStart: 0)
    }
}

/// A check-in rule: when its days begin and when its people are due.
struct CheckinRule: Sendable {
    struct Shift: Sendable {
        let scheduleID: Int
        let timelineID: Int
        /// Seconds after the attendance day's midnight; above 86400 is the next morning.
        let on: Int
        let off: Int
    }

    let groupid: Int
    let groupname: String
    /// Where the attendance day is cut, in seconds after its midnight.
    let cut: Int
    /// Empty for flexible hours, which have no standard times (page, remark 4).
    let shifts: [Shift]

    private static let hour = 3_600

    static let fixed = CheckinRule(
        groupid: 1, groupname: "打卡一组", cut: 4 * hour,
        shifts: [Shift(scheduleID: 1, timelineID: 1, on: 9 * hour, off: 18 * hour)])
    /// Two spans a day, so that timeline_id tells them apart, as the page explains it.
    static let halves = CheckinRule(
        groupid: 2, groupname: "打卡二组", cut: 4 * hour,
        shifts: [
            Shift(scheduleID: 3, timelineID: 1, on: 9 * hour, off: 12 * hour),
            Shift(scheduleID: 3, timelineID: 2, on: 13 * hour, off: 18 * hour),
        ])
    static let night = CheckinRule(
        groupid: 3, groupname: "夜班组", cut: 12 * hour,
        shifts: [Shift(scheduleID: 5, timelineID: 1, on: 22 * hour, off: 30 * hour)])
    static let flexible = CheckinRule(
        groupid: 4, groupname: "弹性打卡组", cut: 4 * hour, shifts: [])
    /// Its day begins at 22:00 of the evening before, as in the request measured in FACTS.
    static let early = CheckinRule(
        groupid: 5, groupname: "日常出勤", cut: -2 * hour,
        shifts: [Shift(scheduleID: 7, timelineID: 1, on: 34_200, off: 66_600)])

    static func rule(_ groupid: Int) -> CheckinRule {
        switch groupid {
        case 2: halves
        case 3: night
        case 4: flexible
        case 5: early
        default: fixed
        }
    }

    /// The attendance day to which an instant belongs.
    func attendanceDay(of instant: Int) -> Day { Day(containing: instant - cut) }
}
