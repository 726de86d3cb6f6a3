import WorkQLCatalog

/// The environment of other programs that WorkQL starts.
///
/// Why: any process that such a program starts inherits it, prints it in its reports, and shows it
/// to every user that may inspect the process.
package enum ChildEnvironment {
    private static let secrets = Set(ServiceKey.all.filter(\.isSecret).map(\.variable))

    /// Returns everything but the secrets of services.
    package static func of(_ environment: [String: String]) -> [String: String] {
        environment.filter { !secrets.contains($0.key) }
    }

    /// Returns the environment of programs that need no network, also without the passwords of
    /// proxies.
    package static func withoutNetwork(_ environment: [String: String]) -> [String: String] {
        of(environment).filter { name, value in
            !(name.lowercased().hasSuffix("_proxy") && value.contains("@"))
        }
    }
}
