import Foundation

/// The configuration of a sandbox.
public struct SandboxConfiguration: Sendable {
    /// The people and their records.
    public var company: Company
    /// The credentials accepted for WeCom.
    public var wecom: WeComCredentials
    /// The credentials accepted for Tencent Meeting.
    public var tencentMeeting: TencentMeetingCredentials
    /// The clock of the sandbox.
    public var clock: SandboxClock
    /// The present in Unix seconds, read for each request: no record of a later time is invented, as
    /// no service has any. If `nil`, there are records for every day, past or future. Records that a
    /// test lists are returned in any case.
    public var present: (@Sendable () -> Double)?
    /// The quotas by endpoint. An endpoint that is not listed has the quota of its page; an empty
    /// list means no quota.
    public var quotas: [SandboxEndpoint: [SandboxQuota]] = [:]
    /// The interpretation of what the pages leave open.
    public var readings = SandboxReadings()
    /// The faults from the start.
    public var faults: [SandboxFault] = []
    /// The delay before each response, in seconds.
    public var latency: Double = 0
    /// The number of concurrent WeCom calls above which the response is 45033; `nil` for any
    /// number.
    public var concurrencyLimit: Int?
    /// The lifetime of a token, in seconds.
    public var tokenLifetime = 7_200
    /// The lifetime of a cursor of screen captures and meeting recordings, in seconds.
    public var cursorLifetime = 7_200

    /// Creates a configuration, by default the demo's.
    public init(
        company: Company = Company(), wecom: WeComCredentials = .demo,
        tencentMeeting: TencentMeetingCredentials = .demo, clock: SandboxClock = .system
    ) {
        self.company = company
        self.wecom = wecom
        self.tencentMeeting = tencentMeeting
        self.clock = clock
    }

    /// The company of seed 1 and the demo's credentials, with the quotas of the pages.
    public static let demo = SandboxConfiguration()

    /// The same configuration without quotas.
    public var withoutQuotas: SandboxConfiguration {
        var copy = self
        copy.quotas = Dictionary(
            SandboxEndpoint.allCases.map { ($0, []) }, uniquingKeysWith: { first, _ in first })
        return copy
    }

    func quotas(of endpoint: SandboxEndpoint) -> [SandboxQuota] {
        quotas[endpoint] ?? endpoint.documentedQuotas
    }
}

extension SandboxConfiguration {
    /// The values with which a profile of the command can call the demo: by the names of the
    /// services and their keys in `config.toml`.
    public static let demoProfile: [String: [String: String]] = [
        "wecom": [
            "corp_id": WeComCredentials.demoCorpID, "secret": WeComCredentials.demoSecret,
            "agent_id": String(WeComCredentials.demoAgentID),
        ],
        "tencent_meeting": [
            "app_id": TencentMeetingCredentials.demoAppID,
            "sdk_id": TencentMeetingCredentials.demoSdkID,
            "secret_id": TencentMeetingCredentials.demoSecretID,
            "secret_key": TencentMeetingCredentials.demoSecretKey,
            "operator_id": TencentMeetingCredentials.demoOperatorID,
        ],
    ]
}

/// A corporation on WeCom and the apps that may call its API.
public struct WeComCredentials: Sendable, Hashable {
    /// An app of the corporation, with its own secret and token.
    public struct App: Sendable, Hashable {
        /// The corpsecret.
        public var secret: String
        /// The id that agent/get takes.
        public var agentid: Int
        /// The endpoints that the app may call; others return 48002, or 301065 on oa/journal.
        public var endpoints: Set<SandboxEndpoint>

        /// - Parameter agentid: by default the demo's.
        public init(
            secret: String, agentid: Int = 1_000_005,
            endpoints: Set<SandboxEndpoint> = Set(SandboxEndpoint.allCases)
        ) {
            self.secret = secret
            self.agentid = agentid
            self.endpoints = endpoints
        }
    }

    /// The corpid.
    public var corpid: String
    /// The apps, at least one.
    public var apps: [App]

    /// - Parameter apps: at least one.
    public init(corpid: String, apps: [App]) {
        self.corpid = corpid
        self.apps = apps
    }

    /// The demo's corpid.
    public static let demoCorpID = "ww5a4d3c2b1a0f9e8d"
    /// The demo's corpsecret.
    public static let demoSecret = "sandbox-secret-Kq7nT2vX9bR4mW8pL3sY6dJ1gH5cZ0"
    /// The number of the demo's app.
    public static let demoAgentID = 1_000_005
    /// One app that may call everything.
    public static let demo = WeComCredentials(
        corpid: demoCorpID, apps: [App(secret: demoSecret, agentid: demoAgentID)])
}

/// An enterprise on Tencent Meeting and its key.
public struct TencentMeetingCredentials: Sendable, Hashable {
    /// The AppId.
    public var appID: String
    /// The SdkId; `nil` if none is assigned, and then SdkId must not be sent.
    public var sdkID: String?
    /// The X-TC-Key.
    public var secretID: String
    /// The key that signs requests; never sent.
    public var secretKey: String
    /// The users who may read the recordings of the account.
    public var operatorIDs: Set<String>

    /// - Parameter sdkID: `nil` if none is assigned.
    public init(
        appID: String, sdkID: String?, secretID: String, secretKey: String,
        operatorIDs: Set<String>
    ) {
        self.appID = appID
        self.sdkID = sdkID
        self.secretID = secretID
        self.secretKey = secretKey
        self.operatorIDs = operatorIDs
    }

    /// The demo's AppId.
    public static let demoAppID = "211153201"
    /// The demo's SdkId.
    public static let demoSdkID = "28370276340"
    /// The demo's X-TC-Key.
    public static let demoSecretID = "AKIDsandboxYhZ3kPq8Wn5Tr"
    /// The demo's key for signatures.
    public static let demoSecretKey = "sandboxSecretKeyGu5t9xGARNpq86cd98joQYCN3"
    /// The operator who reads recordings in the demo.
    public static let demoOperatorID = "zhangsan"
    /// The demo's key and operator.
    public static let demo = TencentMeetingCredentials(
        appID: demoAppID, sdkID: demoSdkID, secretID: demoSecretID, secretKey: demoSecretKey,
        operatorIDs: [demoOperatorID])
}

/// The clocks, which a test can replace.
public struct SandboxClock: Sendable {
    /// Unix seconds: for timestamps of signatures.
    public var wall: @Sendable () -> Double
    /// Seconds since an arbitrary instant, never set back: for quotas and lifetimes.
    public var monotonic: @Sendable () -> Double

    /// Creates a pair of clocks, both of which are read for each request.
    public init(
        wall: @escaping @Sendable () -> Double, monotonic: @escaping @Sendable () -> Double
    ) {
        self.wall = wall
        self.monotonic = monotonic
    }

    private static let started = ContinuousClock.now

    /// The machine's clocks.
    public static let system = SandboxClock(
        wall: { Date().timeIntervalSince1970 },
        monotonic: { (ContinuousClock.now - started) / .seconds(1) })
}
