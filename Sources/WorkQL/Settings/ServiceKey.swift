package import WorkQLCatalog

/// A setting of a service: where it is, and who asks.
package enum ServiceKey: String, Sendable, CaseIterable {
    case wecomBaseURL = "wecom.base_url"
    case wecomCorpID = "wecom.corp_id"
    case wecomSecret = "wecom.secret"
    case wecomAgentID = "wecom.agent_id"
    case tencentMeetingBaseURL = "tencent_meeting.base_url"
    case tencentMeetingAppID = "tencent_meeting.app_id"
    case tencentMeetingSdkID = "tencent_meeting.sdk_id"
    case tencentMeetingSecretID = "tencent_meeting.secret_id"
    case tencentMeetingSecretKey = "tencent_meeting.secret_key"
    case tencentMeetingOperatorID = "tencent_meeting.operator_id"

    package var service: Service { isWeCom ? .wecom : .tencentMeeting }

    /// The key's name in the service's table of the configuration.
    package var name: String { String(rawValue.dropFirst(service.name.count + 1)) }

    /// `WORKQL_WECOM_CORP_ID`
    package var variable: String { "WORKQL_\(service.name)_\(name)".uppercased() }

    /// Whether others must not read it.
    package var isSecret: Bool { self == .wecomSecret || self == .tencentMeetingSecretKey }

    /// Whether it is an identifier that may be all digits, and so be written without quotes.
    var mayBeNumber: Bool {
        switch self {
        case .wecomAgentID, .tencentMeetingAppID, .tencentMeetingSdkID: true
        default: false
        }
    }

    private var isWeCom: Bool { rawValue.hasPrefix(Service.wecom.name + ".") }

    package static func of(_ service: Service) -> [ServiceKey] {
        allCases.filter { $0.service == service }
    }
}
