import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// What flags, environment and configuration come to: flags go before the environment, which goes
/// before the configuration's profile, which goes before its top.
struct Settings: Sendable {
    var zone = Zone.shanghai
    var maxCalls: Int?
    /// Where what was fetched is kept: a path, `memory` or `off`.
    var store = "memory"
    /// For how many seconds rows are kept in the store; nil is for ever.
    var retention: Int?
    var isOffline = false
    var takesPartial = false
    /// The rules of each table that has any: all of them hold, and the catalog's do not.
    var quotas: [String: [Quota]] = [:]
    var services: [ServiceKey: String] = [:]
    /// The profile in use; nil where there is none.
    var profile: String?

    /// What the command line says.
    struct Flags: Sendable {
        var profile: String?
        var zone: Zone?
        var maxCalls: Int?
        var store: String?
        var isOffline = false
        var takesPartial = false
        var quotas: [QuotaRule] = []
    }

    /// - Parameter file: nil where there is none.
    init(
        flags: Flags = Flags(), environment: [String: String] = [:],
        file: ConfigurationFile? = nil
    ) throws(ShellError) {
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
    ) throws(ShellError) -> ConfigurationFile.Section {
        var section = ConfigurationFile.Section()
        for key in ServiceKey.allCases {
            if let value = environment[key.variable], !value.isEmpty {
                section.services[key] = value
            }
        }
        if let name = environment["WORKQL_TIMEZONE"], !name.isEmpty {
            do { section.zone = try Zone(identifier: name) } catch {
                throw ShellError(
                    .configuration, "\(error.message) (in WORKQL_TIMEZONE)", help: error.help)
            }
        }
        if let store = environment["WORKQL_STORE"], !store.isEmpty { section.store = store }
        for text in (environment["WORKQL_QUOTA"] ?? "").split(separator: ",") {
            do { section.quotas.append(try QuotaRule(String(text))) } catch {
                throw ShellError(
                    .configuration, "\(error.message) (in WORKQL_QUOTA)", help: error.help)
            }
        }
        return section
    }
}
