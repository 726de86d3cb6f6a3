/// One key of a service's profile: its address, or a credential. Its environment variable and its
/// position in the configuration follow from its name.
///
/// Keys are equal when their names and their services' names are equal.
package struct ServiceKey: Sendable {
    package enum Kind: Hashable, Sendable {
        /// The address of the service, instead of its own.
        case address
        case identifier
        /// An identifier that may consist of digits, and therefore be written without quotes.
        case number
        /// A value that others must not read.
        case secret
    }

    /// The name of the service.
    package let service: String
    /// The key's name in the service's table of the configuration.
    package let name: String
    package let kind: Kind
    /// Whether every call needs it; a call also needs the keys that its endpoint sends.
    package let isRequired: Bool
    /// A description of the key, as in the documentation.
    package let meaning: String
    /// The location in the service's console; nil for keys that most users do not need.
    package let origin: String?

    package init(
        _ name: String, of service: String, _ kind: Kind, isRequired: Bool = true,
        meaning: String, origin: String?
    ) {
        self.service = service
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.meaning = meaning
        self.origin = origin
    }

    /// Returns the key that every service with a profile has.
    package static func address(of service: String) -> ServiceKey {
        ServiceKey(
            "base_url", of: service, .address, isRequired: false,
            meaning: "its base URL, for a proxy or the sandbox; HTTPS only, except on loopback",
            origin: nil)
    }

    /// The keys of all built-in services.
    package static let all: [ServiceKey] = Service.builtIn.flatMap(\.keys)

    /// The environment variable, such as `WORKQL_WECOM_CORP_ID`.
    package var variable: String { "WORKQL_\(service)_\(name)".uppercased() }

    /// Whether others must not read it.
    package var isSecret: Bool { kind == .secret }
}

extension ServiceKey: Hashable {
    package static func == (first: ServiceKey, second: ServiceKey) -> Bool {
        first.name == second.name && first.service == second.service
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(service)
        hasher.combine(name)
    }
}
