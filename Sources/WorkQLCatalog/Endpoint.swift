/// What one HTTP endpoint takes and how it answers: everything that planning and calling need.
///
/// ```swift
/// Endpoint(
///     name: "orders/list", service: shop, path: "/v1/orders",
///     range: RangeParameter(
///         start: "from", end: "to", longest: 7 * 86_400, meaning: .instants(of: "placed_at")),
///     paging: .cursor(
///         limit: "limit", most: 100, cursor: "cursor", next: "next_cursor", more: nil),
///     quota: [Quota(calls: 60, seconds: 60)])
/// ```
public struct Endpoint: Sendable {
    /// The endpoint's own name, such as `checkin/getcheckindata`; of one service, no two are alike.
    /// Messages and quotas speak of it.
    public let name: String
    /// Whose endpoint it is, and so where it is and who may ask.
    public let service: Service
    /// `GET` sends parameters in the address, `POST` in a JSON body.
    public let method: Method
    /// The path below the service's base address, from its first slash; escaped as it is sent.
    public let path: String
    /// The address of the page that this declaration is read from.
    public let page: String
    /// How a time range is asked for; `.absent` for an endpoint that tells what is now.
    public internal(set) var range: RangeParameter
    /// The parameters that take values of columns, such as a list of users.
    public internal(set) var keys: KeyParameters
    /// Parameters that narrow an answer to some of a column's values.
    public let choices: [ChoiceParameter]
    /// Parameters that are the same in every call.
    public let constants: [ConstantParameter]
    /// How an answer is continued.
    public let paging: Paging
    /// Every one of them must hold at any time; none is no limit.
    public let quota: [Quota]
    /// For how long after its time a row may still change at the service.
    public let freshness: FreshnessPolicy
    /// Tells what the tables of an own endpoint declare, so that no row is read as another
    /// declaration's; empty for built-in ones.
    package internal(set) var fingerprint = ""

    /// - Parameters:
    ///   - path: from its first slash.
    ///   - range: how a time range is asked for.
    ///   - keys: the lists of users, departments and the like that it takes.
    ///   - choices: parameters that narrow an answer to some of a column's values.
    ///   - constants: what is the same in every call.
    ///   - settling: for how long what it says of a time may still change.
    public init(
        name: String, service: Service, method: Method = .get, path: String, page: String = "",
        range: RangeParameter = .absent, keys: KeyParameters = .none,
        choices: [ChoiceParameter] = [], constants: [ConstantParameter] = [],
        paging: Paging = .whole, quota: [Quota] = [], freshness: FreshnessPolicy = .never
    ) {
        self.name = name
        self.service = service
        self.method = method
        self.path = path
        self.page = page
        self.range = range
        self.keys = keys
        self.choices = choices
        self.constants = constants
        self.paging = paging
        self.quota = quota
        self.freshness = freshness
    }

    /// A request's method.
    public enum Method: String, Sendable {
        /// Parameters stand in the address.
        case get = "GET"
        /// Parameters stand in a JSON object.
        case post = "POST"
    }
}

extension Endpoint {
    /// Tells endpoints of all services apart.
    package var qualifiedName: String {
        Service.builtIn.contains(service) ? name : "\(service.name) \(name)"
    }

    /// The name under which its rows are kept.
    package var storedName: String {
        fingerprint.isEmpty ? qualifiedName : "\(qualifiedName) \(fingerprint)"
    }
}

/// A parameter that narrows an answer to some of a column's values.
public struct ChoiceParameter: Sendable {
    /// The parameter's name.
    public let parameter: String
    /// The column that it narrows.
    public let column: String
    /// What can be sent, and what of the column an answer then holds.
    public let options: [Option]
    /// What is sent when no option fits; nil leaves the parameter out.
    public let otherwise: Int?

    /// - Parameter otherwise: what is sent when no option fits; nil leaves the parameter out.
    public init(parameter: String, column: String, options: [Option], otherwise: Int? = nil) {
        self.parameter = parameter
        self.column = column
        self.options = options
        self.otherwise = otherwise
    }

    /// One value of the parameter.
    public struct Option: Hashable, Sendable {
        /// What the parameter is.
        public let send: Int
        /// The column's values that the answer then holds, and no others.
        public let covers: [Scalar]

        /// - Parameters:
        ///   - send: what the parameter is then.
        ///   - covers: the column's values that the answer holds with it, all of them.
        public init(send: Int, covers: [Scalar]) {
            self.send = send
            self.covers = covers
        }
    }
}

/// A parameter that is the same in every call.
public struct ConstantParameter: Sendable {
    /// The parameter's name.
    public let parameter: String
    /// What is sent for it.
    public let value: Value

    /// A parameter that goes with every call: `ConstantParameter(parameter: "type", value: .integer(3))`.
    public init(parameter: String, value: Value) {
        self.parameter = parameter
        self.value = value
    }

    /// What a constant parameter can be.
    public enum Value: Hashable, Sendable {
        case integer(Int)
        case text(String)
        /// What the profile of the endpoint's service holds under this name; built-in services alone
        /// have profiles.
        case profile(String)
    }
}

/// So many calls in any period of so many seconds.
public struct Quota: Hashable, Sendable {
    /// 1 or more.
    public let calls: Int
    /// Above 0.
    public let seconds: Double
    /// Whether calls keep an even distance instead of a burst at the period's start.
    public let spaced: Bool

    /// - Parameters:
    ///   - calls: how many; above 0.
    ///   - seconds: in any period of so many; above 0.
    ///   - spaced: whether calls keep an even distance instead of a burst at the period's start.
    public init(calls: Int, seconds: Double, spaced: Bool = false) {
        self.calls = calls
        self.seconds = seconds
        self.spaced = spaced
    }
}
