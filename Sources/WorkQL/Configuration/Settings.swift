package import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
package import WorkQLTime

/// What flags, environment and configuration come to: flags go before the environment, which goes
/// before the configuration's profile, which goes before its top.
package struct Settings: Sendable {
    package var zone = Zone.shanghai
    package var maxCalls: Int?
    /// Where what was fetched is kept: a path, `memory` or `off`.
    package var store = "memory"
    /// For how many seconds rows are kept in the store; nil is for ever.
    package var retention: Int?
    package var isOffline = false
    package var takesPartial = false
    /// Whether CSV files begin with the mark by which Excel knows UTF-8.
    package var writesMark = false
    /// The rules of each table that has any: all of them hold, and the catalog's do not.
    package var quotas: [String: [Quota]] = [:]
    package var services: [ServiceKey: String] = [:]
    /// Whether the services are a sandbox that lives as long as the process.
    package var isSandboxed = false
    /// The profile in use; nil where there is none.
    package var profile: String?

    /// What the command line says.
    package struct Flags: Sendable {
        package var profile: String?
        package var zone: Zone?
        package var maxCalls: Int?
        package var store: String?
        package var isOffline = false
        package var takesPartial = false
        package var writesMark = false
        package var quotas: [QuotaRule] = []

        package init(
            profile: String? = nil, zone: Zone? = nil, maxCalls: Int? = nil, store: String? = nil,
            quotas: [QuotaRule] = []
        ) {
            self.profile = profile
            self.zone = zone
            self.maxCalls = maxCalls
            self.store = store
            self.quotas = quotas
        }
    }

    /// - Parameter file: nil where there is none.
    package init(
        flags: Flags = Flags(), environment: [String: String] = [:],
        file: ConfigurationFile? = nil
    ) throws(ConfigurationError) {
        var layers: [ConfigurationFile.Section] = []
        if let file {
            layers.append(file.common)
            if let section = try file.profile(named: flags.profile) {
                layers.append(section)
                profile = flags.profile ?? file.defaultProfile ?? "default"
            }
        } else if let name = flags.profile {
            throw ConfigurationFile.unknownProfile(
                name, among: [],
                at: ConfigurationFile.path(in: environment) ?? "~/.config/workql/config.toml")
        }
        layers.append(try Self.section(of: environment))
        layers.append(
            ConfigurationFile.Section(
                zone: flags.zone, maxCalls: flags.maxCalls, store: flags.store,
                quotas: flags.quotas))
        isOffline = flags.isOffline
        takesPartial = flags.takesPartial
        writesMark = flags.writesMark
        for layer in layers {
            retention = layer.retention ?? retention
            zone = layer.zone ?? zone
            maxCalls = layer.maxCalls ?? maxCalls
            store = layer.store ?? store
            quotas.merge(
                Dictionary(grouping: layer.quotas, by: \.table).mapValues { $0.map(\.quota) },
                uniquingKeysWith: { _, later in later })
            services.merge(layer.services, uniquingKeysWith: { _, later in later })
        }
    }

    /// Variables that are empty count as not set.
    private static func section(
        of environment: [String: String]
    ) throws(ConfigurationError) -> ConfigurationFile.Section {
        var section = ConfigurationFile.Section()
        for key in ServiceKey.allCases {
            if let value = environment[key.variable], !value.isEmpty {
                section.services[key] = value
            }
        }
        if let name = environment["WORKQL_TIMEZONE"], !name.isEmpty {
            do { section.zone = try Zone(identifier: name) } catch {
                throw ConfigurationError("\(error.message) (in WORKQL_TIMEZONE)", help: error.help)
            }
        }
        if let store = environment["WORKQL_STORE"], !store.isEmpty { section.store = store }
        for text in (environment["WORKQL_QUOTA"] ?? "").split(separator: ",") {
            do { section.quotas.append(try QuotaRule(String(text))) } catch {
                throw ConfigurationError("\(error.message) (in WORKQL_QUOTA)", help: error.help)
            }
        }
        return section
    }
}
