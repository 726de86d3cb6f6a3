import Foundation
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSandbox
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// `workql doctor`: reports which parts work, which do not, and how to fix them.
struct DoctorRun: Sendable {
    var isDemo: Bool
    var flags = Settings.Flags()
    var environment: [String: String]
    var translation = Translation()

    func run() async -> ExitStatus {
        await Interruption.run { await report() }
    }

    private func report() async -> ExitStatus {
        var findings: [Finding] = []
        var settings: Settings
        do throws(UserError) {
            settings = try read(&findings)
        } catch {
            var finding = Finding(
                "configuration", .fails,
                (error.location.map { "\($0.neutralized): " } ?? "") + error.message,
                advice: error.help)
            finding.status = error.status
            return end([finding])
        }
        translation.change(to: settings.spoken.language, in: environment)
        guard isDemo || !settings.services.isEmpty else { return nothingConfigured(findings) }
        do throws(UserError) {
            let server = isDemo ? try await Demo.start() : nil
            if let server { settings.services = Demo.services(at: server.baseURL) }
            findings += try await examine(settings)
            findings += try shared(settings)
            await server?.stop()
        } catch {
            var finding = Finding("configuration", .fails, error.message, advice: error.help)
            finding.status = error.status
            findings.append(finding)
        }
        return end(findings)
    }

    /// Reads flags, environment and configuration, and reports where they were found.
    private func read(_ findings: inout [Finding]) throws(UserError) -> Settings {
        findings += MisspeltVariables.warnings(environment).map {
            Finding("environment", .warning, $0.message, advice: $0.help)
        }
        guard !isDemo else {
            var settings = try Settings(flags: flags, environment: environment)
            settings.services = [:]
            settings.profile = "demo"
            settings.quotas.merge(Demo.quotas, uniquingKeysWith: { own, _ in own })
            findings.append(Finding("configuration", .works, "the demo's own"))
            return settings
        }
        var file: ConfigurationFile?
        let path = ConfigurationFile.path(in: environment)
        if let path { file = try ConfigurationFile.load(path) }
        let settings = try Settings(flags: flags, environment: environment, file: file)
        let variables = ServiceKey.all.map(\.variable).filter {
            !(environment[$0] ?? "").isEmpty
        }
        var sources: [String] = []
        if let file {
            sources.append(file.path + (settings.profile.map { ", profile \($0)" } ?? ""))
        }
        if !variables.isEmpty {
            sources.append(counted(variables.count, "variable") + " from the environment")
        }
        if !sources.isEmpty {
            let words = sources.joined(separator: "; ").neutralized
            findings.append(Finding("configuration", .works, words))
        }
        if let exposure = file?.exposure() {
            findings.append(
                Finding(
                    "permissions", .warning, exposure.message.neutralized,
                    advice: exposure.help.neutralized))
        } else if let file, file.hasSecrets {
            findings.append(Finding("permissions", .works, "only its owner can read the file"))
        }
        return settings
    }

    private func examine(_ settings: Settings) async throws(UserError) -> [Finding] {
        let catalog = Catalog.builtIn
        let now = try FixedNow.instant(nil, zone: settings.zone)
        let client = try settings.client(catalog: catalog)
        return await Doctor(
            client: client, catalog: catalog,
            services: settings.services, now: Int(now.milliseconds / 1000)
        ).examine()
    }

    /// The databases whose count of calls the syncs of the store share with other machines.
    private func shared(_ settings: Settings) throws(UserError) -> [Finding] {
        guard !isDemo, case .file(let path)? = settings.store,
            FileManager.default.fileExists(atPath: path)
        else { return [] }
        let now = try FixedNow.instant(nil, zone: settings.zone)
        let session = try settings.session(now: now, parameters: [:], callLog: nil)
        let databases = try session.warehouses().filter { $0.hasPrefix("postgresql://") }
        return databases.map { name in
            Finding(
                "shared quota", .works,
                "\(name) counts the calls of all machines that sync into it")
        }
    }

    // MARK: Output

    /// The error where the file has profiles and none is selected.
    private var unchosenProfile: Finding? {
        guard flags.profile == nil, let path = ConfigurationFile.path(in: environment),
            let file = try? ConfigurationFile.load(path), file.defaultProfile == nil,
            file.profiles["default"] == nil
        else { return nil }
        let names = file.profiles.keys.sorted()
        guard let first = names.first else { return nil }
        var finding = Finding(
            "profile", .fails,
            "none is chosen; there \(names.count == 1 ? "is" : "are") \(names.listed)",
            advice:
                "workql doctor --profile \(first), or default_profile = \"\(first)\" in the file")
        finding.status = .configuration
        return finding
    }

    /// Prints what to write into which file, for a first-time user.
    private func nothingConfigured(_ findings: [Finding]) -> ExitStatus {
        if let finding = unchosenProfile { return end(findings + [finding]) }
        let path = ConfigurationFile.path(in: environment) ?? "~/.config/workql/config.toml"
        let name = flags.profile ?? "default"
        let finding = Finding("configuration", .fails, "no service is configured")
        print(Self.table(findings + [finding], translation))
        let first = translation(
            "Write the values shown in the consoles into \(path.neutralized), readable only by its "
                + "owner (chmod 600):")
        let last = translation(
            "One service is enough. workql doctor --demo shows a successful run.")
        print("\n\(first)\n\n\(profile(of: name))\n\n\(last)")
        fflush(nil)
        return .configuration
    }

    /// The tables of a profile in the configuration, with where the consoles show each value.
    private func profile(of name: String) -> String {
        Service.builtIn.map { service in
            let keys = service.credentials.compactMap { key in
                key.origin.map { "  \(key.name) = \"…\"".filled(to: 22) + " # \(translation($0))" }
            }
            return (["  [profile.\(name).\(service.name)]"] + keys).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private func end(_ findings: [Finding]) -> ExitStatus {
        print(Self.table(findings, translation))
        let failing = findings.filter { $0.state == .fails }
        let warnings = findings.filter { $0.state == .warning }
        let words =
            failing.isEmpty
            ? "all configured services work"
            : "\(counted(failing.count, "check")) failed"
        let notes = warnings.isEmpty ? "" : ", \(counted(warnings.count, "warning"))"
        print("\n" + translation(words + notes))
        fflush(nil)
        return failing.first?.status ?? .done
    }

    /// Subjects, states and details under each other, advice below its detail.
    static func table(
        _ findings: [Finding], _ translation: Translation = Translation()
    ) -> String {
        let findings = findings.map { $0.translated(by: translation) }
        let subject = findings.reduce(0) { max($0, $1.subject.displayWidth) } + 2
        let state = 9
        return findings.flatMap { finding -> [String] in
            let first =
                finding.subject.filled(to: subject)
                + translation(finding.state.rawValue).filled(to: state)
                + finding.detail
            let margin = String(repeating: " ", count: subject + state)
            return [first.trimmingTrailingSpace] + finding.advice.map { "\(margin)→ \($0)" }
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func filled(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    fileprivate var trimmingTrailingSpace: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
