import Foundation

/// What a sandbox is to be.
public struct SandboxConfiguration: Sendable {
    /// Whom it knows and what they did.
    public var company: Company
    /// Who may ask WeCom.
    public var wecom: WeComCredentials
    /// Who may ask Tencent Meeting.
    public var tencentMeeting: TencentMeetingCredentials
    /// What it takes for now.
    public var clock: SandboxClock
    /// What is not named here has the quota of its page; an empty list is no quota.
    public var quotas: [SandboxEndpoint: [SandboxQuota]] = [:]
    /// What it makes of what the pages leave open.
    public var readings = SandboxReadings()
    /// What goes wrong, from the start.
    public var faults: [SandboxFault] = []
    /// Seconds before each answer.
    public var latency: Double = 0
    /// WeCom calls at a time beyond which it answers 45033; `nil` for any number.
    public var concurrencyLimit: Int?
    /// How long a token lives, in seconds.
    public var tokenLifetime = 7_200
    /// How long a cursor of screen captures and meeting recordings is good for, in seconds.
    public var cursorLifetime = 7_200

    /// The demo where nothing else is said.
    public init(
        company: Company = Company(), wecom: WeComCredentials = .demo,
        tencentMeeting: TencentMeetingCredentials = .demo, clock: SandboxClock = .system
    ) {
        self.company = company
        self.wecom = wecom
        self.tencentMeeting = tencentMeeting
        self.clock = clock
    }

    /// The company of seed 1 and the demo's credentials, with the pages' quotas.
    public static let demo = SandboxConfiguration()

    /// The same without quotas.
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
    /// What a profile of the command has to hold to ask the demo: by the names of the services and
    /// their keys in `config.toml`.
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

/// A corporation on WeCom and the apps that may ask for it.
public struct WeComCredentials: Sendable, Hashable {
    /// An app of the corporation, with a secret and a token of its own.
    public struct App: Sendable, Hashable {
        /// corpsecret.
        public var secret: String
        /// What agent/get is asked for.
        public var agentid: Int
        /// What it may call; anything else is 48002, or 301065 on oa/journal.
        public var endpoints: Set<SandboxEndpoint>

        /// - Parameter agentid: the demo's where nothing else is said.
        public init(
            secret: String, agentid: Int = 1_000_005,
            endpoints: Set<SandboxEndpoint> = Set(SandboxEndpoint.allCases)
        ) {
            self.secret = secret
            self.agentid = agentid
            self.endpoints = endpoints
        }
    }

    /// corpid.
    public var corpid: String
    /// One or more.
    public var apps: [App]

    /// - Parameter apps: one or more.
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
    /// AppId.
    public var appID: String
    /// `nil` when none is assigned; then SdkId must not be sent.
    public var sdkID: String?
    /// X-TC-Key.
    public var secretID: String
    /// Signs requests and is never sent.
    public var secretKey: String
    /// Who may look at the recordings of the account.
    public var operatorIDs: Set<String>

    /// - Parameter sdkID: `nil` when none is assigned.
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
    /// Who looks at recordings in the demo.
    public static let demoOperatorID = "zhangsan"
    /// The demo's key and operator.
    public static let demo = TencentMeetingCredentials(
        appID: demoAppID, sdkID: demoSdkID, secretID: demoSecretID, secretKey: demoSecretKey,
        operatorIDs: [demoOperatorID])
}

/// What time it is, so that a test can say so.
public struct SandboxClock: Sendable {
    /// Unix seconds: for timestamps of signatures.
    public var wall: @Sendable () -> Double
    /// Seconds since whenever, never set back: for quotas and lifetimes.
    public var monotonic: @Sendable () -> Double

    /// Both are asked for each request.
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
