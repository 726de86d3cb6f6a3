package import WorkQLCatalog

/// The credentials of a profile. A missing or empty value counts as not configured, which is an
/// error only when a call needs it.
package struct Credentials: Sendable {
    private var values: [ServiceKey: String]

    package init(_ values: [ServiceKey: String] = [:]) { self.values = values }

    package subscript(key: ServiceKey) -> String? {
        get { values[key] }
        set { values[key] = newValue }
    }

    /// Returns the profile's values for the constants of an endpoint's service, by their names
    /// there.
    ///
    /// - Parameter otherwise: returns the substitute for a value that is not configured.
    func profile(
        of endpoint: Endpoint, otherwise: (_ name: String) -> String = { _ in "" }
    ) -> [String: String] {
        var profile: [String: String] = [:]
        for constant in endpoint.constants {
            guard case .profile(let name) = constant.value else { continue }
            let key = endpoint.service.keys.first { $0.name == name }
            profile[name] = key.flatMap { values[$0] } ?? otherwise(name)
        }
        return profile
    }

    /// Returns why calls to the service cannot be made; nil if everything they need is configured.
    ///
    /// - Parameter constants: the constants of the endpoint, which may need further keys.
    package func problem(
        for service: Service, endpoint: String, constants: [ConstantParameter] = []
    ) -> ServiceFailure? {
        let needed = service.credentials.filter { key in
            key.isRequired || constants.contains { $0.value == .profile(key.name) }
        }
        let table = "profile.default.\(service.name)"
        let missing = needed.filter { values[$0]?.isEmpty ?? true }
        if !missing.isEmpty {
            let variables = missing.map(\.variable).joined(separator: ", ")
            let keys = missing.map(\.name).joined(separator: ", ")
            return ServiceFailure(
                .configuration, endpoint,
                "\(keys) of \(service.title) \(missing.count == 1 ? "is" : "are") not configured",
                help: "set \(variables), or \(keys) under [\(table)] in config.toml")
        }
        // A header cannot contain control characters, and a line break would start another header.
        let broken = needed.first { values[$0]?.unicodeScalars.contains(where: isControl) ?? false }
        return broken.map {
            ServiceFailure(
                .configuration, endpoint,
                "\($0.name) of \(service.title) contains a control character",
                help: "check \($0.variable), or \($0.name) under [\(table)] in config.toml")
        }
    }

    /// The texts that must never be shown.
    var secrets: [String] {
        values.filter { $0.key.isSecret && !$0.value.isEmpty }.map(\.value).sorted()
    }
}

/// Descriptions and mirrors leave out the values, so that printing never reveals a secret.
extension Credentials: CustomStringConvertible, CustomReflectable {
    package var description: String { "Credentials" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension BaseURL {
    /// Parses an address from the configuration.
    ///
    /// - Throws: `.configuration` for an address that a service cannot have.
    package init(
        _ text: String, for service: Service, allowsPlainHTTP: Bool = false
    ) throws(ServiceFailure) {
        do throws(BaseURL.Problem) {
            try self.init(text, allowsPlainHTTP: allowsPlainHTTP)
        } catch {
            let key = ServiceKey.address(of: service.name)
            throw ServiceFailure(
                .configuration, service.name,
                "the base URL of \(service.title) \(error.words)",
                help: error.help ?? "set \(key.variable), or \(key.name) under "
                    + "[profile.default.\(service.name)] in config.toml")
        }
    }
}
