/// One key of a service's profile: where the service is, or who asks. Its environment variable and
/// its place in the configuration follow from its name.
///
/// Keys are equal when their names and their services' names are.
package struct ServiceKey: Sendable {
    package enum Kind: Hashable, Sendable {
        /// Where the service is, in place of its own address.
        case address
        case identifier
        /// An identifier that may be all digits, and so be written without quotes.
        case number
        /// Others must not read it.
        case secret
    }

    /// The name of the service.
    package let service: String
    /// The key's name in the service's table of the configuration.
    package let name: String
    package let kind: Kind
    /// Whether every call needs it; a call also needs those that its endpoint sends.
    package let isRequired: Bool
    /// What it is, as it stands in the documents.
    package let meaning: String
    /// Where the service's console shows it; nil for what most do without.
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

    /// The key that every service with a profile has.
    package static func address(of service: String) -> ServiceKey {
        ServiceKey(
            "base_url", of: service, .address, isRequired: false,
            meaning: "its base URL, for a proxy or the sandbox; HTTPS only, except on loopback",
            origin: nil)
    }

    /// Those of all built-in services.
    package static let all: [ServiceKey] = Service.builtIn.flatMap(\.keys)

    /// `WORKQL_WECOM_CORP_ID`
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
