/// A service: its address, the way in which requests identify the caller, and the way in which
/// responses report failure.
///
/// Services are identified by their names: a catalog contains one service of each name.
///
/// ```swift
/// let shop = Service(
///     name: "shop", title: "the shop", baseURL: "https://shop.example.com",
///     authorization: .bearer { try await vault.token() },
///     failures: FailureMarks(code: "error.code", message: "error.message"))
/// ```
public struct Service: Sendable {
    /// In lower-case letters, with digits and underscores; qualifies the names of its tables, as in
    /// `wecom.checkin`.
    public let name: String
    /// The name for people, as used in messages: `Tencent Meeting`.
    public let title: String
    /// Scheme, host and port, and the path before those of endpoints: `https://host[:port][/path]`,
    /// or `http` to this machine itself.
    public let baseURL: String
    /// The way in which requests identify the caller.
    public let authorization: Authorization
    /// The owner of the records that the authorization gives access to, such as an account's name;
    /// contains no secret. Rows stored for one account are not shown to another, and the quotas of
    /// one account are counted together.
    public let account: String
    /// The way in which its responses report failure.
    public let failures: FailureMarks
    /// The keys of its profile: its address, then the credentials, those of the organisation first.
    /// Empty for a service of a program, which has no profile.
    package let keys: [ServiceKey]
    /// The code with which it refuses every call from an untrusted IP address.
    package let addressCode: Int?

    /// - Parameters:
    ///   - name: qualifies the names of tables, as `shop` in `shop.orders`.
    ///   - title: the name in messages: `the shop`.
    ///   - baseURL: https, or http on this machine; without a slash at its end.
    ///   - authorization: the way in which requests identify the caller.
    ///   - account: the owner of the records, so that stored rows of two accounts are kept
    ///     separate; not a secret.
    ///   - failures: the way in which its responses report failure, beyond HTTP's status.
    public init(
        name: String, title: String, baseURL: String, authorization: Authorization = .none,
        account: String = "", failures: FailureMarks = FailureMarks()
    ) {
        self.init(
            name: name, title: title, baseURL: baseURL, authorization: authorization,
            account: account, failures: failures, keys: [], addressCode: nil)
    }

    /// Creates a built-in service, whose profile has these keys.
    package init(
        name: String, title: String, baseURL: String, authorization: Authorization,
        account: String = "", failures: FailureMarks, keys: [ServiceKey], addressCode: Int?
    ) {
        self.name = name
        self.title = title
        self.baseURL = baseURL
        self.authorization = authorization
        self.account = account
        self.failures = failures
        self.keys = keys
        self.addressCode = addressCode
    }
}

extension Service: Hashable {
    public static func == (first: Service, second: Service) -> Bool { first.name == second.name }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Service {
    /// The services whose tables are built in; profiles contain their credentials. Configuration,
    /// environment, doctor, help and documentation are derived from these values.
    package static let builtIn: [Service] = [.wecom, .tencentMeeting]

    /// Returns the built-in service of this name.
    package static func named(_ name: String) -> Service? { builtIn.first { $0.name == name } }

    /// The key for an address other than the service's own; nil for a service without a profile.
    package var addressKey: ServiceKey? { keys.first { $0.kind == .address } }

    /// The keys of the credentials.
    package var credentials: [ServiceKey] { keys.filter { $0.kind != .address } }
}

/// Descriptions never contain the values of secrets, even when a debugger or a log prints them.
extension Service: CustomStringConvertible, CustomReflectable {
    public var description: String { name }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
