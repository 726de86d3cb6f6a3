import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

// The settings of the command, as a program reads and writes them.

extension Session.Configuration {
    /// The app that calls WeCom; nil for none.
    public var wecom: WeCom? {
        get {
            guard settings.has(.wecom) else { return nil }
            return WeCom(
                corpID: settings.services[.wecomCorpID] ?? "",
                secret: settings.services[.wecomSecret] ?? "",
                agentID: settings.services[.wecomAgentID],
                baseURL: settings.services[.wecomBaseURL])
        }
        set {
            settings.services[.wecomCorpID] = newValue?.corpID
            settings.services[.wecomSecret] = newValue?.secret
            settings.services[.wecomAgentID] = newValue?.agentID
            settings.services[.wecomBaseURL] = newValue?.baseURL
        }
    }

    /// The app that calls Tencent Meeting; nil for none.
    public var tencentMeeting: TencentMeeting? {
        get {
            guard settings.has(.tencentMeeting) else { return nil }
            return TencentMeeting(
                appID: settings.services[.tencentMeetingAppID] ?? "",
                sdkID: settings.services[.tencentMeetingSdkID],
                secretID: settings.services[.tencentMeetingSecretID] ?? "",
                secretKey: settings.services[.tencentMeetingSecretKey] ?? "",
                operatorID: settings.services[.tencentMeetingOperatorID] ?? "",
                baseURL: settings.services[.tencentMeetingBaseURL])
        }
        set {
            settings.services[.tencentMeetingAppID] = newValue?.appID
            settings.services[.tencentMeetingSdkID] = newValue?.sdkID
            settings.services[.tencentMeetingSecretID] = newValue?.secretID
            settings.services[.tencentMeetingSecretKey] = newValue?.secretKey
            settings.services[.tencentMeetingOperatorID] = newValue?.operatorID
            settings.services[.tencentMeetingBaseURL] = newValue?.baseURL
        }
    }

    /// The zone in which days begin: a name such as `Asia/Shanghai`, or an offset such as `+08:00`.
    /// The machine's zone is used only if it is set here.
    public var timeZone: String {
        get { writtenZone ?? settings.zone.identifier }
        set { writtenZone = newValue }
    }

    /// The location in which fetched rows are kept.
    public var store: Store {
        get { Store(location: settings.store) }
        set { settings.store = newValue.location }
    }

    /// Quotas that replace those of the services, as the command takes them: `checkin=300/min`,
    /// `journal=10/s`.
    public var quotas: [String] {
        get {
            writtenQuotas
                ?? settings.quotas.sorted { $0.key < $1.key }.flatMap { table, quotas in
                    quotas.map { "\(table)=\($0.calls)/\(Int(($0.seconds * 1000).rounded()))ms" }
                }
        }
        set { writtenQuotas = newValue }
    }

    /// The maximum number of calls; nil is no limit. Plans with more calls are refused before any
    /// is made, and a query whose answers turn out to have more pages ends there with an error.
    public var maxCalls: Int? {
        get { settings.maxCalls }
        set { settings.maxCalls = newValue }
    }

    /// For how long after they were fetched rows are used that may still change, in whole seconds;
    /// nil is the value of each table.
    public var maxAge: Duration? {
        get { settings.maxAge.map { .seconds($0) } }
        set { settings.maxAge = newValue.map { Int($0.components.seconds) } }
    }

    /// For how long rows are kept in the store, in whole seconds; nil is forever.
    public var retention: Duration? {
        get { settings.retention.map { .seconds($0) } }
        set { settings.retention = newValue.map { Int($0.components.seconds) } }
    }

    /// Whether nothing is sent: answers come from the store, however old, and
    /// ``QueryResult/Statistics/shortfall`` describes what it lacks. The store must be a file.
    public var isOffline: Bool {
        get { settings.isOffline }
        set { settings.isOffline = newValue }
    }

    /// Whether an answer is returned even if a part of it could not be fetched, which
    /// ``QueryResult/Statistics/shortfall`` then describes.
    public var takesPartial: Bool {
        get { settings.takesPartial }
        set { settings.takesPartial = newValue }
    }
}

extension Settings {
    fileprivate func has(_ service: Service) -> Bool {
        services.keys.contains { $0.service == service.name }
    }
}
