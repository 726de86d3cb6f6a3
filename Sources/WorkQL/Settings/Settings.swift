package import WorkQLCatalog
import WorkQLLanguage
package import WorkQLSyntax
import WorkQLTime

/// The settings from flags, environment and configuration: flags take precedence over the
/// environment, which takes precedence over the configuration's profile, which takes precedence
/// over its top.
@dynamicMemberLookup
package struct Settings: Sendable {
    package var values = SettingValues()
    /// The source of each setting that is not at its default, by its name.
    package private(set) var origins: [String: Origin] = [:]
    package var isOffline = false
    package var takesPartial = false
    /// The rules of each table that has any: all of them apply, and the catalog's do not.
    package var quotas: [String: [Quota]] = [:]
    package var services: [ServiceKey: String] = [:]
    package var network = NetworkSettings()
    /// Whether the services are a sandbox that runs as long as the process.
    package var isSandboxed = false
    /// The profile in use; nil if there is none.
    package var profile: String?

    package subscript<Value>(dynamicMember path: WritableKeyPath<SettingValues, Value>) -> Value {
        get { values[keyPath: path] }
        set { values[keyPath: path] = newValue }
    }

    /// The sources of a setting, in ascending order of precedence.
    package enum Origin: Hashable, Sendable {
        case file
        case environment
        case commandLine
    }

    /// The values from the command line.
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

    /// Creates the defaults.
    package init() {}

    /// - Parameter file: nil if there is none.
    package init(
        flags: Flags = Flags(), environment: [String: String] = [:],
        file: ConfigurationFile? = nil
    ) throws(UserError) {
        values.spoken.language = Language(locale: environment)
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

/// The services' credentials contain secrets, which are never shown.
extension Settings: CustomStringConvertible, CustomReflectable {
    package var description: String { "Settings" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// As in ``Settings``: the values from a file or the environment contain secrets too.
extension SettingLayer: CustomStringConvertible, CustomReflectable {
    package var description: String { "SettingLayer" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
