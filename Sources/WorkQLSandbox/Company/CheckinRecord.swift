/// One row of checkin/getcheckindata.
///
/// `nil` means that the service omits the field from the row.
public struct CheckinRecord: Sendable, Hashable {
    /// The person who checked in.
    public var userid: String
    /// The name of the check-in rule.
    public var groupname: String
    /// The type: 上班打卡, 下班打卡, 外出打卡 or 仅记录打卡时间和位置.
    public var checkinType: String
    /// The kinds of exception joined by `;`; empty for a regular check-in.
    public var exceptionType: String
    /// The time of the check-in, in seconds.
    public var checkinTime: Int
    /// The location in short; empty if unknown.
    public var locationTitle: String = ""
    /// The location as an address.
    public var locationDetail: String = ""
    /// The network of the device; empty for none.
    public var wifiname: String = ""
    /// The note of the person.
    public var notes: String = ""
    /// The hardware address of the network; empty for none.
    public var wifimac: String = ""
    /// The ids of attached pictures.
    public var mediaids: [String] = []
    /// The latitude in millionths of a degree; 0 is unknown.
    public var lat: Int?
    /// The longitude in millionths of a degree; 0 is unknown.
    public var lng: Int?
    /// The id of the device.
    public var deviceid: String?
    /// The scheduled time, in seconds.
    public var schCheckinTime: Int?
    /// The number of the check-in rule.
    public var groupid: Int?
    /// The id of the rule's schedule.
    public var scheduleID: Int?
    /// The id of the schedule's span of work.
    public var timelineID: Int?
    /// The day to which the rule assigns the check-in, as days since 1970-01-01. Not in the
    /// response.
    var attendanceDay: Int
    /// The instant at which that day begins by the rule's cut, in seconds. Not in the response.
    var attendanceStart: Int
}

extension CheckinRecord {
    /// Creates a record of a test. An omitted field is omitted from the response, or empty where
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

/// A check-in rule: the start of its days and the hours at which its people are due.
struct CheckinRule: Sendable {
    struct Shift: Sendable {
        let scheduleID: Int
        let timelineID: Int
        /// The start, in seconds after the attendance day's midnight; a value above 86400 is on the
        /// next morning.
        let on: Int
        let off: Int
    }

    let groupid: Int
    let groupname: String
    /// The start of the attendance day, in seconds after its midnight.
    let cut: Int
    /// The spans of work; empty for flexible hours, which have no standard times (page, remark 4).
    let shifts: [Shift]

    private static let hour = 3_600

    static let fixed = CheckinRule(
        groupid: 1, groupname: "打卡一组", cut: 4 * hour,
        shifts: [Shift(scheduleID: 1, timelineID: 1, on: 9 * hour, off: 18 * hour)])
    /// Two spans a day, distinguished by timeline_id, as the page explains it.
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
    /// The day begins at 22:00 of the evening before, as in the request measured in FACTS.
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

    /// Returns the attendance day to which an instant belongs.
    func attendanceDay(of instant: Int) -> Day { Day(containing: instant - cut) }
}
