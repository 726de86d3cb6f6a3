/// The parameters and responses of one HTTP endpoint: everything that planning and calling need.
///
/// ```swift
/// Endpoint(
///     name: "orders/list", service: shop, path: "/v1/orders",
///     range: RangeParameter(
///         start: "from", end: "to", longest: 7 * 86_400, meaning: .instants(of: "placed_at")),
///     paging: .cursor(
///         limit: "limit", maximum: 100, cursor: "cursor", next: "next_cursor", more: nil),
///     quota: [Quota(calls: 60, seconds: 60)])
/// ```
public struct Endpoint: Sendable {
    /// The endpoint's own name, such as `checkin/getcheckindata`, which is unique within a service.
    /// Messages and quotas refer to it.
    public let name: String
    /// The service of the endpoint, which determines its address and its credentials.
    public let service: Service
    /// `GET` sends parameters in the address, `POST` in a JSON body.
    public let method: Method
    /// The path below the service's base address, from its first slash; escaped as it is sent.
    public let path: String
    /// The address of the page that this declaration is based on.
    public let page: String
    /// The form of a time range in a request; `.absent` for an endpoint that returns the present
    /// state.
    public internal(set) var range: RangeParameter
    /// The parameters that take values of columns, such as a list of users.
    public internal(set) var keys: KeyParameters
    /// Parameters that restrict a response to some of a column's values.
    public let choices: [ChoiceParameter]
    /// Parameters that are the same in every call.
    public let constants: [ConstantParameter]
    /// The way in which further pages are requested.
    public let paging: Paging
    /// The quotas, all of which must be observed at any time; empty for no limit.
    public let quota: [Quota]
    /// The period after its time in which a row may still change at the service.
    public let freshness: FreshnessPolicy
    /// The identification of the declarations of a program's own endpoint, so that no row is read
    /// as that of another declaration; empty for built-in endpoints.
    package internal(set) var fingerprint = ""

    /// - Parameters:
    ///   - path: from its first slash.
    ///   - range: the form of a time range in a request.
    ///   - keys: the lists of users, departments and the like that it takes.
    ///   - choices: parameters that restrict a response to some of a column's values.
    ///   - constants: the parameters that are the same in every call.
    ///   - settling: the period in which the data of a time may still change.
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
        /// Parameters are in the address.
        case get = "GET"
        /// Parameters are in a JSON object.
        case post = "POST"
    }
}

extension Endpoint {
    /// The name that is unique among the endpoints of all services.
    package var qualifiedName: String {
        Service.builtIn.contains(service) ? name : "\(service.name) \(name)"
    }

    /// The name under which its rows are stored.
    package var storedName: String {
        fingerprint.isEmpty ? qualifiedName : "\(qualifiedName) \(fingerprint)"
    }
}

/// A parameter that restricts a response to some of a column's values.
public struct ChoiceParameter: Sendable {
    /// The parameter's name.
    public let parameter: String
    /// The column that it restricts.
    public let column: String
    /// The values that can be sent, and the column's values in the response to each.
    public let options: [Option]
    /// The value that is sent when no option fits; nil omits the parameter.
    public let otherwise: Int?

    /// - Parameter otherwise: the value that is sent when no option fits; nil omits the parameter.
    public init(parameter: String, column: String, options: [Option], otherwise: Int? = nil) {
        self.parameter = parameter
        self.column = column
        self.options = options
        self.otherwise = otherwise
    }

    /// One value of the parameter.
    public struct Option: Hashable, Sendable {
        /// The value of the parameter.
        public let send: Int
        /// The column's values that the response then contains, and no others.
        public let covers: [Scalar]

        /// - Parameters:
        ///   - send: the value of the parameter.
        ///   - covers: all values of the column that the response then contains.
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
    /// The value that is sent.
    public let value: Value

    /// Creates a parameter of every call:
    /// `ConstantParameter(parameter: "type", value: .integer(3))`.
    public init(parameter: String, value: Value) {
        self.parameter = parameter
        self.value = value
    }

    /// A value of a constant parameter.
    public enum Value: Hashable, Sendable {
        case integer(Int)
        case text(String)
        /// The value of this name in the profile of the endpoint's service; only built-in services
        /// have profiles.
        case profile(String)
    }
}

/// The maximum number of calls in any period of a given length.
public struct Quota: Hashable, Sendable {
    /// 1 or more.
    public let calls: Int
    /// Above 0.
    public let seconds: Double
    /// Whether calls are evenly spaced, instead of a burst at the period's start.
    public let spaced: Bool

    /// - Parameters:
    ///   - calls: the maximum number of calls; above 0.
    ///   - seconds: the length of any period that the maximum applies to; above 0.
    ///   - spaced: whether calls are evenly spaced, instead of a burst at the period's start.
    public init(calls: Int, seconds: Double, spaced: Bool = false) {
        self.calls = calls
        self.seconds = seconds
        self.spaced = spaced
    }
}
