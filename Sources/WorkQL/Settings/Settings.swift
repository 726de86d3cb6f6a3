package import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// What flags, environment and configuration come to: flags go before the environment, which goes
/// before the configuration's profile, which goes before its top.
@dynamicMemberLookup
package struct Settings: Sendable {
    package var values = SettingValues()
    /// Who gave the settings that are not at their defaults, by their names.
    package private(set) var origins: [String: Origin] = [:]
    package var isOffline = false
    package var takesPartial = false
    /// The rules of each table that has any: all of them hold, and the catalog's do not.
    package var quotas: [String: [Quota]] = [:]
    package var services: [ServiceKey: String] = [:]
    package var network = NetworkSettings()
    /// Whether the services are a sandbox that lives as long as the process.
    package var isSandboxed = false
    /// The profile in use; nil where there is none.
    package var profile: String?

    package subscript<Value>(dynamicMember path: WritableKeyPath<SettingValues, Value>) -> Value {
        get { values[keyPath: path] }
        set { values[keyPath: path] = newValue }
    }

    /// The sources of a setting, those that go before others last.
    package enum Origin: Hashable, Sendable {
        case file
        case environment
        case commandLine
    }

    /// What the command line says.
    package struct Flags: Sendable {
        package var profile: String?
        package var settings = SettingLayer()
        package var isOffline = false
        package var takesPartial = false

        package init(profile: String? = nil, settings: SettingLayer = SettingLayer()) {
            self.profile = profile
            self.settings = settings
        }
    }

    /// The defaults.
    package init() {}

    /// - Parameter file: nil where there is none.
    package init(
        flags: Flags = Flags(), environment: [String: String] = [:],
        file: ConfigurationFile? = nil
    ) throws(ConfigurationError) {
        var layers: [(origin: Origin, layer: SettingLayer)] = []
        if let file {
            layers.append((.file, file.common))
            if let section = try file.profile(named: flags.profile) {
                layers.append((.file, section))
                profile = flags.profile ?? file.defaultProfile ?? "default"
            }
        } else if let name = flags.profile {
            throw ConfigurationFile.unknownProfile(
                name, among: [],
                at: ConfigurationFile.path(in: environment) ?? "~/.config/workql/config.toml")
        }
        layers.append((.environment, try SettingLayer(environment: environment)))
        layers.append((.commandLine, flags.settings))
        isOffline = flags.isOffline
        takesPartial = flags.takesPartial
        network.take(environment: environment)
        for (origin, layer) in layers {
            layer.lay(over: &values)
            for name in layer.given { origins[name] = origin }
            if !layer.quotas.isEmpty {
                quotas.merge(
                    Dictionary(grouping: layer.quotas, by: \.table).mapValues { $0.map(\.quota) },
                    uniquingKeysWith: { _, later in later })
            }
            services.merge(layer.services, uniquingKeysWith: { _, later in later })
            layer.network.lay(over: &network)
        }
    }
}

/// Secrets are among the services' credentials, and show nowhere.
extension Settings: CustomStringConvertible, CustomReflectable {
    package var description: String { "Settings" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// As in ``Settings``: what a file or the environment says has secrets in it too.
extension SettingLayer: CustomStringConvertible, CustomReflectable {
    package var description: String { "SettingLayer" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
