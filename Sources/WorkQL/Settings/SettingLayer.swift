package import WorkQLCatalog
import WorkQLPlanner
package import WorkQLSyntax
import WorkQLTime

/// The settings from one source: the top of the configuration or a profile in it, the environment,
/// or the command line. Layers override each other.
package struct SettingLayer: Hashable, Sendable {
    /// The values of the settings that are set here.
    package private(set) var values = SettingValues()
    /// The names of the settings that are set here.
    package private(set) var given: Set<String> = []
    package var quotas: [QuotaRule] = []
    package var services: [ServiceKey: String] = [:]
    package var network = NetworkSettings()

    package init() {}

    mutating func take(
        _ input: SettingInput, for setting: Setting
    ) throws(SettingRefusal) {
        try setting.read(input, into: &values)
        given.insert(setting.name)
    }

    /// Takes the value of an option of the command line; nil for an option without a value.
    package mutating func takeOption(
        _ text: String?, of setting: Setting
    ) throws(UserError) {
        guard let option = setting.option else { return }
        do throws(SettingRefusal) {
            try take(text.map { .argument($0) } ?? .boolean(true), for: setting)
        } catch {
            switch error {
            case .diagnostic(let diagnostic):
                throw UserError(.usage, diagnostic.message, help: diagnostic.help)
            case .otherKind:
                throw UserError(
                    .usage, option.mistake(text ?? ""), help: "for example \(option.example)")
            }
        }
    }

    /// Creates the layer of the environment. Empty variables count as not set.
    init(environment: [String: String]) throws(UserError) {
        // The existing variables determine which settings are read, because mostly there are none.
        let own = environment.filter { $0.key.hasPrefix("WORKQL_") && !$0.value.isEmpty }
        guard !own.isEmpty else { return }
        for key in ServiceKey.all {
            if let value = own[key.variable] { services[key] = value }
        }
        for setting in Setting.all {
            guard let variable = setting.variable, let text = own[variable] else { continue }
            do throws(SettingRefusal) { try take(.argument(text), for: setting) } catch {
                switch error {
                case .diagnostic(let diagnostic):
                    throw UserError(
                        .configuration, "\(diagnostic.message) (in \(variable))",
                        help: diagnostic.help)
                case .otherKind:
                    throw UserError(
                        .configuration, "\(setting.name) takes \(setting.takes) (in \(variable))")
                }
            }
        }
        for text in (own["WORKQL_QUOTA"] ?? "").split(separator: ",") {
            do { quotas.append(try QuotaRule(String(text))) } catch {
                throw UserError(
                    .configuration, "\(error.message) (in WORKQL_QUOTA)", help: error.help)
            }
        }
    }

    /// Overrides other values with the settings that are set here.
    func lay(over values: inout SettingValues) {
        guard !given.isEmpty else { return }
        for setting in Setting.all where given.contains(setting.name) {
            setting.copy(from: self.values, to: &values)
        }
    }
}
