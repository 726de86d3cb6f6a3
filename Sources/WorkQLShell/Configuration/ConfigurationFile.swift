import Foundation
import TOMLKit
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// What `config.toml` says.
///
///     default_profile = "work"
///     timezone = "Asia/Shanghai"
///
///     [profile.work]
///     quota = ["checkin=60/6s"]
///     max_calls = 200
///     store = "~/.local/share/workql/work.store"
///
///     [profile.work.wecom]
///     corp_id = "…"
///     secret = "…"
///
///     [profile.work.tencent_meeting]
///     app_id = "…"
///     secret_id = "…"
///     secret_key = "…"
///     operator_id = "…"
struct ConfigurationFile: Sendable {
    /// What may stand at the top, for all profiles, and in each profile, which goes before.
    struct Section: Hashable, Sendable {
        var zone: Zone?
        var maxCalls: Int?
        /// A path, `memory` or `off`.
        var store: String?
        /// In seconds.
        var retention: Int?
        var quotas: [QuotaRule] = []
        var services: [ServiceKey: String] = [:]
    }

    var path: String
    var common = Section()
    var defaultProfile: String?
    var profiles: [String: Section] = [:]

    /// Whether it holds what others must not read.
    var hasSecrets: Bool {
        profiles.values.contains { $0.services.keys.contains(where: \.isSecret) }
    }

    /// The chosen profile, else the default one, else the one named `default`, else none.
    func profile(named name: String?) throws(ShellError) -> Section? {
        guard let wanted = name ?? defaultProfile else { return profiles["default"] }
        if let profile = profiles[wanted] { return profile }
        throw Self.unknownProfile(wanted, among: Array(profiles.keys), at: path)
    }

    static func unknownProfile(
        _ name: String, among known: [String], at location: String
    ) -> ShellError {
        let names = known.sorted()
        let help =
            if names.isEmpty {
                "there are no profiles; write [profile.\(name).wecom] with its keys"
            } else if let near = nearest(name, in: names) {
                "did you mean \"\(near)\"? there \(names.count == 1 ? "is" : "are") \(names.listed)"
            } else {
                "there \(names.count == 1 ? "is" : "are") \(names.listed)"
            }
        var error = ShellError(
            .configuration, "there is no profile \"\(name)\"", at: location, help: help)
        error.correction = nearest(name, in: names).map {
            ShellError.Correction(wrong: name, right: $0)
        }
        return error
    }

    /// `$XDG_CONFIG_HOME/workql/config.toml`, `~/.config/workql/config.toml`; nil without a home.
    static func path(in environment: [String: String]) -> String? {
        // The XDG specification has relative paths ignored.
        if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
            return base + "/workql/config.toml"
        }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return home + "/.config/workql/config.toml"
    }

    /// Nil when there is no such file.
    static func load(_ path: String) throws(ShellError) -> ConfigurationFile? {
        guard access(path, F_OK) == 0 else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ShellError(.configuration, "the configuration cannot be read", at: path)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ShellError(.configuration, "the configuration is not UTF-8", at: path)
        }
        return try ConfigurationFile(text, path: path)
    }

    /// What to warn of: a file with secrets that others than its owner may read.
    func exposure() -> (message: String, help: String)? {
        var status = stat()
        guard hasSecrets, stat(path, &status) == 0, status.st_mode & 0o044 != 0 else { return nil }
        return ("\(path) holds secrets and others can read it", "chmod 600 \(Self.quoted(path))")
    }

    /// Ready to be pasted into a shell.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            byte >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "-")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
        }
        return isPlain ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
    }
}
