/// The endpoints of the sandbox.
public enum SandboxEndpoint: String, Sendable, Hashable, CaseIterable {
    case getToken = "/cgi-bin/gettoken"
    case checkin = "/cgi-bin/checkin/getcheckindata"
    case screenCapture = "/cgi-bin/security/get_screen_oper_record"
    case meetingRecording = "/cgi-bin/meeting/record/list"
    case journal = "/cgi-bin/oa/journal/get_record_list"
    case journalDetail = "/cgi-bin/oa/journal/get_record_detail"
    case agent = "/cgi-bin/agent/get"
    case departmentSimpleList = "/cgi-bin/department/simplelist"
    case departmentList = "/cgi-bin/department/list"
    case department = "/cgi-bin/department/get"
    case userSimpleList = "/cgi-bin/user/simplelist"
    case tag = "/cgi-bin/tag/get"
    case corpRecording = "/v1/corp/records"

    /// The path of the endpoint.
    public var path: String { rawValue }

    var method: String {
        switch self {
        case .checkin, .screenCapture, .meetingRecording, .journal, .journalDetail: "POST"
        default: "GET"
        }
    }

    var isTencentMeeting: Bool { self == .corpRecording }

    /// The list that an error response contains, empty (measured, FACTS).
    var listKey: StaticString? {
        switch self {
        case .checkin: "checkindata"
        case .screenCapture: "record_list"
        case .meetingRecording: "record_meetings"
        case .journal: "journaluuid_list"
        default: nil
        }
    }

    /// The quotas of an app according to the pages and FACTS.
    var documentedQuotas: [SandboxQuota] {
        switch self {
        case .getToken: []
        case .checkin, .journal:
            [SandboxQuota(calls: 600, seconds: 60), SandboxQuota(calls: 150_000, seconds: 3_600)]
        case .corpRecording: [SandboxQuota(calls: 10, seconds: 60)]
        default:
            [
                SandboxQuota(calls: 10_000, seconds: 60),
                SandboxQuota(calls: 150_000, seconds: 3_600),
            ]
        }
    }
}

/// A maximum number of calls in any span of a number of seconds.
public struct SandboxQuota: Sendable, Hashable {
    /// The maximum, 1 or more; a call beyond it is refused.
    public var calls: Int
    /// The length of the span, in seconds.
    public var seconds: Double

    /// Creates a quota of a number of calls in a number of seconds.
    public init(calls: Int, seconds: Double) {
        self.calls = calls
        self.seconds = seconds
    }
}
