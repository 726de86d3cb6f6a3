package import WorkQLCatalog

/// What a profile says about who asks. Whatever is nil or empty counts as not configured, which is
/// an error only once a call needs it.
package struct Credentials: Sendable {
    package var wecom: WeCom
    package var tencentMeeting: TencentMeeting

    package init(wecom: WeCom = WeCom(), tencentMeeting: TencentMeeting = TencentMeeting()) {
        self.wecom = wecom
        self.tencentMeeting = tencentMeeting
    }

    package struct WeCom: Sendable {
        package var corpID: String?
        package var secret: String?
        /// The number of the app, which only the lists of people need.
        package var agentID: String?

        package init(corpID: String? = nil, secret: String? = nil, agentID: String? = nil) {
            self.corpID = corpID
            self.secret = secret
            self.agentID = agentID
        }
    }

    package struct TencentMeeting: Sendable {
        package var appID: String?
        /// nil when none was assigned: a made-up one is refused.
        package var sdkID: String?
        package var secretID: String?
        package var secretKey: String?
        package var operatorID: String?

        package init(
            appID: String? = nil, sdkID: String? = nil, secretID: String? = nil,
            secretKey: String? = nil, operatorID: String? = nil
        ) {
            self.appID = appID
            self.sdkID = sdkID
            self.secretID = secretID
            self.secretKey = secretKey
            self.operatorID = operatorID
        }
    }
}

extension Credentials {
    /// A setting, by the two names under which it can be given.
    private typealias Setting = (value: String?, variable: String, key: String)

    /// Why calls to the service cannot be made; nil when everything they need is configured.
    ///
    /// - Parameter constants: those of the endpoint, which may need settings of their own.
    package func problem(
        for service: Service, endpoint: String, constants: [ConstantParameter] = []
    ) -> ServiceFailure? {
        var settings: [Setting]
        let table: String
        switch service {
        case .wecom:
            table = "profile.default.wecom"
            settings = [
                (wecom.corpID, "WORKQL_WECOM_CORP_ID", "corp_id"),
                (wecom.secret, "WORKQL_WECOM_SECRET", "secret"),
            ]
            if constants.contains(where: { $0.value == .agentID }) {
                settings.append((wecom.agentID, "WORKQL_WECOM_AGENT_ID", "agent_id"))
            }
        case .tencentMeeting:
            table = "profile.default.tencent_meeting"
            let own = tencentMeeting
            settings = [
                (own.appID, "WORKQL_TENCENT_MEETING_APP_ID", "app_id"),
                (own.secretID, "WORKQL_TENCENT_MEETING_SECRET_ID", "secret_id"),
                (own.secretKey, "WORKQL_TENCENT_MEETING_SECRET_KEY", "secret_key"),
                (own.operatorID, "WORKQL_TENCENT_MEETING_OPERATOR_ID", "operator_id"),
            ]
        }
        let missing = settings.filter { $0.value?.isEmpty ?? true }
        if !missing.isEmpty {
            let variables = missing.map(\.variable).joined(separator: ", ")
            let keys = missing.map(\.key).joined(separator: ", ")
            return ServiceFailure(
                .configuration, endpoint,
                "\(keys) of \(service.title) \(missing.count == 1 ? "is" : "are") not configured",
                help: "set \(variables), or \(keys) under [\(table)] in config.toml")
        }
        // A header cannot hold them, and a line break in one would begin another.
        let broken = settings.filter {
            $0.value?.unicodeScalars.contains(where: isControl) ?? false
        }
        return broken.first.map {
            ServiceFailure(
                .configuration, endpoint, "\($0.key) of \(service.title) holds a control character",
                help: "check \($0.variable), or \($0.key) under [\(table)] in config.toml")
        }
    }

    /// What must never be shown.
    var secrets: [String] {
        [wecom.secret, tencentMeeting.secretKey].compactMap { $0 }.filter { !$0.isEmpty }
    }
}

/// Values of secrets do not stand in descriptions, whoever prints them.
extension Credentials: CustomStringConvertible, CustomReflectable {
    package var description: String { "Credentials" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Credentials.WeCom: CustomStringConvertible, CustomReflectable {
    package var description: String { "Credentials.WeCom" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Credentials.TencentMeeting: CustomStringConvertible, CustomReflectable {
    package var description: String { "Credentials.TencentMeeting" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Service {
    /// The name that people know.
    package var title: String {
        switch self {
        case .wecom: "WeCom"
        case .tencentMeeting: "Tencent Meeting"
        }
    }
}
