public import Logging
import WorkQLAPI
public import WorkQLCatalog
import WorkQLFiles
import WorkQLPlanner
import WorkQLStore

extension Session {
    /// The credentials of a session, its store, and the maximum cost of a query.
    ///
    /// ```swift
    /// var configuration = Session.Configuration()
    /// configuration.wecom = .init(corpID: "ww…", secret: secret)
    /// configuration.store = .file("/var/lib/late/records.store")
    /// configuration.maxCalls = 200
    /// let session = try Session(configuration)
    /// ```
    ///
    /// ``load(profile:environment:)`` reads it from the files and variables of the command instead.
    public struct Configuration: Sendable {
        /// The values of all properties but those below, in the form that the command uses.
        var settings = Settings()
        /// The values as they were assigned, which are parsed when a session begins, because that
        /// can report errors; nil if `settings` has them.
        var writtenZone: String?
        var writtenQuotas: [String]?
        /// The sessions and processes that count a quota together.
        public var quotaLedger = QuotaLedger.session
        /// The base of relative paths of files in statements; nil is the working folder.
        public var folder: String?
        /// The clock of queries and calls.
        public var clock = Clock.system
        /// The way in which requests reach services; nil is HTTP over the network.
        public var transport: Transport?
        /// Receives every request at the level debug, without secrets, and warnings about
        /// conditions that may need attention.
        public var logger = Logger(label: "workql")
        /// The available tables: the built-in ones, and those that a program adds; see
        /// <doc:DeclaringATable>.
        public var catalog = Catalog.builtIn

        /// Creates an empty configuration, which is sufficient for queries of files.
        public init() {}

        /// An app of WeCom.
        public struct WeCom: Sendable {
            /// 企业ID
            public var corpID: String
            /// The app's secret; it is never shown.
            public var secret: String
            /// The app's AgentId, which `member`, `department` and check-ins of all people require.
            public var agentID: String?
            /// The address of WeCom, for a proxy or the sandbox; HTTPS only, except on loopback.
            /// nil is WeCom's own address.
            public var baseURL: String?

            /// Creates an app with its credentials.
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
            /// The AppId of the enterprise.
            public var appID: String
            /// The SdkId; nil if none is assigned.
            public var sdkID: String?
            /// The Secret ID of the key.
            public var secretID: String
            /// The Secret Key; it is never shown.
            public var secretKey: String
            /// The user in whose name recordings are requested: a userid that may see them.
            public var operatorID: String
            /// The address of Tencent Meeting, as ``WeCom/baseURL``.
            public var baseURL: String?

            /// Creates an app with its credentials.
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

        /// The location in which fetched rows are kept.
        public struct Store: Hashable, Sendable {
            /// nil for no store.
            let location: WorkQLStore.Store.Location?

            /// No store: each query fetches everything.
            public static let none = Store(location: nil)
            /// In memory, for the lifetime of the session.
            public static let memory = Store(location: .session)
            /// Returns a store in a file, readable only by its owner, which is created if it does
            /// not exist. Sessions and commands may share it.
            public static func file(_ path: String) -> Store {
                Store(location: .file(UserPath.expanded(path)))
            }
        }

        /// The sessions and processes that count a quota together.
        public struct QuotaLedger: Hashable, Sendable {
            enum Location: Hashable, Sendable {
                case session
                case user
                case file(String)
            }

            let location: Location

            /// The session counts its own calls.
            public static let session = QuotaLedger(location: .session)
            /// All processes of this user on this machine count together, including the command, in
            /// `$XDG_STATE_HOME/workql/quota`, else `~/.local/state/workql/quota`.
            public static let user = QuotaLedger(location: .user)
            /// Returns a ledger that all sessions and processes that name the same file share.
            public static func file(_ path: String) -> QuotaLedger {
                .init(location: .file(path))
            }
        }
    }
}

/// Descriptions do not contain secrets, however they are printed.
extension Session.Configuration.WeCom: CustomStringConvertible, CustomReflectable {
    /// The corporation's id.
    public var description: String { "WeCom \(corpID)" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Session.Configuration.TencentMeeting: CustomStringConvertible, CustomReflectable {
    /// The enterprise's id.
    public var description: String { "Tencent Meeting \(appID)" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
