import Foundation
import TOMLKit
import WorkQLCatalog
import WorkQLPlanner
package import WorkQLSyntax

/// The contents of `config.toml`. It can set every setting by its name, at the top and in a
/// profile.
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
package struct ConfigurationFile: Sendable {
    package var path: String
    /// The settings at the top, for all profiles.
    package var common = SettingLayer()
    package var defaultProfile: String?
    /// The settings of each profile by its name, which override those at the top.
    package var profiles: [String: SettingLayer] = [:]

    /// Whether it contains secrets that other users must not read.
    package var hasSecrets: Bool {
        ([common] + profiles.values).contains {
            $0.services.keys.contains(where: \.isSecret) || $0.network.holdsPassword
        }
    }

    /// Returns the chosen profile, else the default one, else the one named `default`, else none.
    package func profile(named name: String?) throws(UserError) -> SettingLayer? {
        guard let wanted = name ?? defaultProfile else { return profiles["default"] }
        if let profile = profiles[wanted] { return profile }
        throw Self.unknownProfile(wanted, among: Array(profiles.keys), at: path)
    }

    static func unknownProfile(
        _ name: String, among known: [String], at location: String
    ) -> UserError {
        let names = known.sorted()
        let help =
            if names.isEmpty {
                "the file has no profiles; add [profile.\(name).\(Service.builtIn[0].name)] with its keys"
            } else if let near = nearest(name, in: names) {
                "did you mean \"\(near)\"? there \(names.count == 1 ? "is" : "are") \(names.listed)"
            } else {
                "there \(names.count == 1 ? "is" : "are") \(names.listed)"
            }
        var error = UserError(
            .configuration, "unknown profile \"\(name)\"", at: location, help: help)
        error.correction = nearest(name, in: names).map {
            UserError.Correction(wrong: name, right: $0)
        }
        return error
    }

    /// Returns `$XDG_CONFIG_HOME/workql/config.toml`, else `~/.config/workql/config.toml`; nil
    /// without a home.
    package static func path(in environment: [String: String]) -> String? {
        UserFolder.configuration.path(of: "config.toml", in: environment)
    }

    /// Reads a file; nil if it does not exist.
    package static func load(_ path: String) throws(UserError) -> ConfigurationFile? {
        guard access(path, F_OK) == 0 else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UserError(.configuration, "the configuration cannot be read", at: path)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw UserError(.configuration, "the configuration is not UTF-8", at: path)
        }
        return try ConfigurationFile(text, path: path)
    }

    /// Returns the warning for a file with secrets that users other than its owner may read.
    package func exposure() -> (message: String, help: String)? {
        hasSecrets ? Self.exposure(of: path) : nil
    }

    /// Returns the warning for a file of secrets, such as that of a server's users.
    package static func exposure(of path: String) -> (message: String, help: String)? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o044 != 0 else { return nil }
        return (
            "\(path) contains secrets and is readable by other users", "chmod 600 \(quoted(path))"
        )
    }

    /// Returns a path that can be pasted into a shell.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            byte >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "-")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
        }
        return isPlain ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
    }
}
