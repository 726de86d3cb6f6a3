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
    /// A setting of a service's profile.
    private struct Setting {
        let service: Service
        let key: String
        let value: String?

        var variable: String { "WORKQL_\(service.name)_\(key)".uppercased() }
    }

    /// What a service's way of authorization takes from the profile.
    private func settings(
        of service: Service, _ constants: [ConstantParameter]
    ) -> [Setting] {
        let settings: [(key: String, value: String?)]
        switch service.authorization.scheme {
        case .accessToken:
            let agentID = constants.contains { $0.value == .agentID }
            settings =
                [("corp_id", wecom.corpID), ("secret", wecom.secret)]
                + (agentID ? [("agent_id", wecom.agentID)] : [])
        case .signature:
            let own = tencentMeeting
            settings = [
                ("app_id", own.appID), ("secret_id", own.secretID),
                ("secret_key", own.secretKey), ("operator_id", own.operatorID),
            ]
        case .none, .bearer, .custom:
            settings = []
        }
        return settings.map { Setting(service: service, key: $0.key, value: $0.value) }
    }

    /// Why calls to the service cannot be made; nil when everything they need is configured.
    ///
    /// - Parameter constants: those of the endpoint, which may need settings of their own.
    package func problem(
        for service: Service, endpoint: String, constants: [ConstantParameter] = []
    ) -> ServiceFailure? {
        let settings = settings(of: service, constants)
        let table = "profile.default.\(service.name)"
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
                .configuration, endpoint,
                "\($0.key) of \(service.title) contains a control character",
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

extension BaseURL {
    /// Reads an address from the configuration.
    ///
    /// - Throws: `.configuration` for what is no address that a service may have.
    package init(_ text: String, for service: Service) throws(ServiceFailure) {
        do throws(BaseURL.Problem) {
            try self.init(text)
        } catch {
            throw ServiceFailure(
                .configuration, service.name,
                "the base address of \(service.title) \(error.words)",
                help: "set WORKQL_\(service.name.uppercased())_BASE_URL, or base_url under "
                    + "[profile.default.\(service.name)] in config.toml")
        }
    }
}
