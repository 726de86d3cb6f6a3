/// Answers of checkin/getcheckindata, as long and as varied as the service's own: about 540 bytes a
/// row, with Chinese text, lists, and fields that are absent in some rows.
///
/// A pure function of the call, so that all readers of an answer get the same rows.
public struct AnswerText: Sendable {
    /// The number of rows of each user.
    public var rowsPerUser: Int
    /// The seconds that the caller requests on either side of the required range; they contain no
    /// rows.
    public var padding = 86_400

    public init(rowsPerUser: Int) { self.rowsPerUser = rowsPerUser }

    /// Returns the whole answer, with rows sorted by user and then by time.
    public func answer(to call: CheckinCall) -> [UInt8] {
        let start = call.start + padding
        let step = (call.end - padding - start) / rowsPerUser
        var bytes = Array(#"{"errcode":0,"errmsg":"ok","checkindata":["#.utf8)
        bytes.reserveCapacity(call.users.count * rowsPerUser * 700 + 64)
        for (index, user) in call.users.enumerated() {
            for row in 0..<rowsPerUser {
                if index + row > 0 { bytes.append(UInt8(ascii: ",")) }
                append(row, of: user, at: start + row * step, to: &bytes)
            }
        }
        bytes.append(contentsOf: "]}".utf8)
        return bytes
    }

    private func append(_ row: Int, of user: String, at time: Int, to bytes: inout [UInt8]) {
        let dice = Self.scrambled(user, time)
        let index = Int(dice >> 8 % 4)
        let office = Self.offices[index & 3]
        var text = #"{"userid":"\#(user)","groupname":"\#(Self.groups[Int(dice >> 4 % 3)])""#
        text += #","checkin_type":"\#(Self.types[Int(dice % 8)])""#
        text += #","exception_type":"\#(Self.exceptions[Int(dice >> 12) % 8])""#
        text += #","checkin_time":\#(time),"location_title":"\#(office.title)""#
        text += #","location_detail":"\#(office.detail)","wifiname":"\#(office.wifi)""#
        text += #","notes":"\#(Self.notes[Int(dice >> 16) % 8])""#
        text += #","wifimac":"3c:46:d8:0c:7a:7\#(index & 3)","mediaids":["#
        if dice >> 20 % 2 == 0 { text += #""\#(Self.media)\#(dice % 100_000)""# }
        text += "]"
        if dice >> 24 % 4 > 0 {
            text += #","lat":\#(30_000_000 + dice % 1_000_000)"#
            text += #","lng":\#(104_000_000 + dice >> 3 % 1_000_000)"#
            text += #","deviceid":"E5FA89F6-3926-4972-BE4F-4A7ACF47\#(1000 + dice % 9000)""#
        }
        text += #","sch_checkin_time":\#(time - time % 3600),"groupid":\#(1 + dice >> 4 % 3)"#
        text += #","schedule_id":\#(dice >> 28 % 3),"timeline_id":\#(1 + dice % 2)}"#
        bytes.append(contentsOf: text.utf8)
    }

    /// Returns an evenly distributed hash of the text and number (splitmix64 over their bytes).
    private static func scrambled(_ text: String, _ number: Int) -> UInt64 {
        var state = UInt64(truncatingIfNeeded: number)
        for byte in text.utf8 { state = state &* 31 &+ UInt64(byte) }
        state &+= 0x9E37_79B9_7F4A_7C15
        state = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ state >> 27) &* 0x94D0_49BB_1331_11EB
        return (state ^ state >> 31) >> 16
    }

    private static let types = [
        "上班打卡", "上班打卡", "上班打卡", "下班打卡", "下班打卡", "下班打卡", "外出打卡", "仅记录打卡时间和位置",
    ]
    private static let groups = ["打卡一组", "研发中心弹性工时", "仓储与物流夜班"]
    private static let exceptions = ["", "", "", "", "", "时间异常", "地点异常", "时间异常;地点异常"]
    private static let notes = [
        "", "", "", "", "路上堵车，迟到了5分钟", "客户拜访：\\\"星河科技\\\"，下午回公司", "补卡",
        "地铁2号线故障，附照片\\n已和主管说明",
    ]
    private static let offices = [
        (title: "依澜府", detail: "四川省成都市武侯区益州大道中段784号附近", wifi: "办公一区"),
        (title: "重庆出口加工区", detail: "重庆市渝北区金渝大道101号金渝大道", wifi: "办公室二区"),
        (title: "天府软件园E区", detail: "四川省成都市高新区天府大道中段1268号天府软件园E3号楼", wifi: "E3-5F"),
        (title: "星河国际大厦", detail: "广东省深圳市福田区中心五路18号星河国际大厦二十七层", wifi: ""),
    ]
    private static let media =
        "WWCISP_G8PYgRaOVHjXWUWFqchpBqqqUpGj0OyR9z6WTwhnMZGCPHxyviVstiv_2fTG8YOJq8L8zJT2T2OvTebANV"
}

/// The parameters of a request to checkin/getcheckindata.
public struct CheckinCall: Sendable {
    /// The start, in seconds since 1970.
    public var start: Int
    public var end: Int
    public var users: [String]

    public init(start: Int, end: Int, users: [String]) {
        self.start = start
        self.end = end
        self.users = users
    }
}
