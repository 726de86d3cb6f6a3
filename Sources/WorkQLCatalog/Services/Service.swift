/// Who answers: where, how requests say who asks, and how answers tell failure.
///
/// Services are told apart by their names: a catalog holds one of each.
///
/// ```swift
/// let shop = Service(
///     name: "shop", title: "the shop", baseURL: "https://shop.example.com",
///     authorization: .bearer { try await vault.token() },
///     failures: FailureMarks(code: "error.code", message: "error.message"))
/// ```
public struct Service: Sendable {
    /// In small letters, with digits and underscores; qualifies the names of its tables, as in
    /// `wecom.checkin`.
    public let name: String
    /// The name that people know, as it stands in messages: `Tencent Meeting`.
    public let title: String
    /// Scheme, host and port, and the path before those of endpoints: `https://host[:port][/path]`,
    /// or `http` to this machine itself.
    public let baseURL: String
    /// How a request shows who asks.
    public let authorization: Authorization
    /// Whose records the authorization shows, such as an account's name; holds no secret. What was
    /// stored for one account is not shown to another, and calls of one account count together.
    public let account: String
    /// How its answers tell that they are none.
    public let failures: FailureMarks
    /// What a profile says of it: its address, then who asks, whose organisation first. Empty for a
    /// service of a program, which has no profile.
    package let keys: [ServiceKey]
    /// The code by which it refuses every call of a machine whose address it does not trust.
    package let addressCode: Int?

    /// - Parameters:
    ///   - name: qualifies the names of tables, as `shop` in `shop.orders`.
    ///   - title: what messages call it: `the shop`.
    ///   - baseURL: https, or http on this machine; without a path's end.
    ///   - authorization: how a request shows who asks.
    ///   - account: whose records it shows, so that stored rows of two accounts are kept apart; no
    ///     secret.
    ///   - failures: how its answers tell that they are none, beyond HTTP's status.
    public init(
        name: String, title: String, baseURL: String, authorization: Authorization = .none,
        account: String = "", failures: FailureMarks = FailureMarks()
    ) {
        self.init(
            name: name, title: title, baseURL: baseURL, authorization: authorization,
            account: account, failures: failures, keys: [], addressCode: nil)
    }

    /// A built-in service, whose profile has these keys.
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
    /// Those whose tables are built in; profiles hold their credentials. Configuration, environment,
    /// doctor, help and documents know of services what stands in these values.
    package static let builtIn: [Service] = [.wecom, .tencentMeeting]

    /// The built-in service of this name.
    package static func named(_ name: String) -> Service? { builtIn.first { $0.name == name } }

    /// The key that holds another address than its own; nil for a service without a profile.
    package var addressKey: ServiceKey? { keys.first { $0.kind == .address } }

    /// The keys that say who asks.
    package var credentials: [ServiceKey] { keys.filter { $0.kind != .address } }
}

/// Values of secrets do not stand in descriptions, whoever prints them.
extension Service: CustomStringConvertible, CustomReflectable {
    public var description: String { name }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
