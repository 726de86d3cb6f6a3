import WorkQLCatalog

/// What other programs that WorkQL starts get of its environment.
///
/// Why: whatever such a program starts has it too, prints it in its reports, and shows it to whoever
/// may look at its process.
package enum ChildEnvironment {
    private static let secrets = Set(ServiceKey.all.filter(\.isSecret).map(\.variable))

    /// Everything but the secrets of services.
    package static func of(_ environment: [String: String]) -> [String: String] {
        environment.filter { !secrets.contains($0.key) }
    }

    /// For programs that need no network, the passwords of proxies stay here too.
    package static func withoutNetwork(_ environment: [String: String]) -> [String: String] {
        of(environment).filter { name, value in
            !(name.lowercased().hasSuffix("_proxy") && value.contains("@"))
        }
    }
}
