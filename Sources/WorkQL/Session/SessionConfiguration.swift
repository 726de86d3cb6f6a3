public import Logging
import WorkQLAPI
public import WorkQLCatalog
import WorkQLFiles
import WorkQLPlanner
import WorkQLStore

extension Session {
    /// Who asks, what is kept, and what a query may cost.
    ///
    /// ```swift
    /// var configuration = Session.Configuration()
    /// configuration.wecom = .init(corpID: "ww…", secret: secret)
    /// configuration.store = .file("/var/lib/late/records.store")
    /// configuration.maxCalls = 200
    /// let session = try Session(configuration)
    /// ```
    ///
    /// ``load(profile:environment:)`` takes it from the files and variables of the command instead.
    public struct Configuration: Sendable {
        /// What all but the properties below comes to, as the command has it.
        var settings = Settings()
        /// As they were assigned, to be read when a session begins, which can say what is wrong with
        /// them; nil where `settings` has them.
        var writtenZone: String?
        var writtenQuotas: [String]?
        /// Who counts together what a quota allows.
        public var quotaLedger = QuotaLedger.session
        /// What paths of files in statements are relative to; nil is the working folder.
        public var folder: String?
        /// Time as queries and calls know it.
        public var clock = Clock.system
        /// How requests reach services; nil is HTTP over the network.
        public var transport: Transport?
        /// Is told of every request at the level debug, without secrets, and of what may need
        /// somebody's attention as a warning.
        public var logger = Logger(label: "workql")
        /// The tables there are: the built-in ones, and those that a program adds; see
        /// <doc:DeclaringATable>.
        public var catalog = Catalog.builtIn

        /// Nothing is configured, which is enough for queries of files.
        public init() {}

        /// An app of WeCom.
        public struct WeCom: Sendable {
            /// 企业ID
            public var corpID: String
            /// The app's secret; it is never shown.
            public var secret: String
            /// The app's AgentId, which `member`, `department` and check-ins of everybody need.
            public var agentID: String?
            /// Where WeCom is, for a proxy or the sandbox; HTTPS only, but for loopback. nil is its
            /// own address.
            public var baseURL: String?

            /// An app by its credentials.
            public init(
                corpID: String, secret: String, agentID: String? = nil, baseURL: String? = nil
            ) {
                self.corpID = corpID
                self.secret = secret
                self.agentID = agentID
                self.baseURL = baseURL
            }
        }

        /// An app of Tencent Meeting.
        public struct TencentMeeting: Sendable {
            /// AppId of the enterprise.
            public var appID: String
            /// SdkId; nil where none is assigned.
            public var sdkID: String?
            /// Secret ID of the key.
            public var secretID: String
            /// Secret Key; it is never shown.
            public var secretKey: String
            /// In whose name recordings are asked for: a userid that may see them.
            public var operatorID: String
            /// Where Tencent Meeting is; as ``WeCom/baseURL``.
            public var baseURL: String?

            /// An app by its credentials.
            public init(
                appID: String, sdkID: String? = nil, secretID: String, secretKey: String,
                operatorID: String, baseURL: String? = nil
            ) {
                self.appID = appID
                self.sdkID = sdkID
                self.secretID = secretID
                self.secretKey = secretKey
                self.operatorID = operatorID
                self.baseURL = baseURL
            }
        }

        /// Where what was fetched is kept.
        public struct Store: Hashable, Sendable {
            /// nil is nowhere.
            let location: WorkQLStore.Store.Location?

            /// Nowhere: each query asks for everything.
            public static let none = Store(location: nil)
            /// In memory, as long as the session lives.
            public static let memory = Store(location: .session)
            /// In a file, readable for its owner alone, which is made where there is none. Sessions
            /// and commands may share it.
            public static func file(_ path: String) -> Store {
                Store(location: .file(UserPath.expanded(path)))
            }
        }

        /// Who counts together what a quota allows.
        public struct QuotaLedger: Hashable, Sendable {
            enum Location: Hashable, Sendable {
                case session
                case user
                case file(String)
            }

            let location: Location

            /// The session counts its own calls.
            public static let session = QuotaLedger(location: .session)
            /// All processes of this user on this machine count together, the command among them, in
            /// `$XDG_STATE_HOME/workql/quota`, else `~/.local/state/workql/quota`.
            public static let user = QuotaLedger(location: .user)
            /// All who name the same file count together.
            public static func file(_ path: String) -> QuotaLedger {
                .init(location: .file(path))
            }
        }
    }
}

/// Secrets do not stand in descriptions, whoever prints them.
extension Session.Configuration.WeCom: CustomStringConvertible, CustomReflectable {
    /// The corporation's id.
    public var description: String { "WeCom \(corpID)" }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Session.Configuration.TencentMeeting: CustomStringConvertible, CustomReflectable {
    /// The enterprise's id.
    public var description: String { "Tencent Meeting \(appID)" }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
