import Foundation
import WorkQLAPI
import WorkQLCatalog
import WorkQLFiles
import WorkQLSyntax

/// The settings of the configuration and the environment about the routes to the services, and
/// about secrets that are kept elsewhere.
package struct NetworkSettings: Hashable, Sendable {
    /// The values by the service's name; nil for those of all services.
    private var values: [String?: [NetworkKey: String]] = [:]
    /// Variables, for proxies, certificates and `${NAME}`; empty for a program that does not take
    /// its configuration from the environment.
    private var environment: [String: String] = [:]

    package init() {}

    package subscript(_ service: String?, _ key: NetworkKey) -> String? {
        get { values[service]?[key] }
        set { values[service, default: [:]][key] = newValue }
    }

    /// Overrides other settings with those that are set here.
    func lay(over others: inout NetworkSettings) {
        for (service, own) in values { others.values[service, default: [:]].merge(own) { $1 } }
    }

    mutating func take(environment: [String: String]) {
        self.environment = environment.filter { !$0.value.isEmpty }
    }

    private func value(_ key: NetworkKey, for service: Service) -> String? {
        self[service.name, key] ?? self[nil, key]
    }

    /// Whether the address of a proxy contains a password.
    var holdsPassword: Bool {
        values.values.contains { keys in
            keys[.proxy].flatMap { try? ProxyAddress($0) }?.password.map { !$0.hasPrefix("$") }
                ?? false
        }
    }

    // MARK: Addresses and ways

    func allowsPlainHTTP(for service: Service) -> Bool {
        value(.allowPlainHTTP, for: service) == "true"
    }

    /// Returns the route to a service at an address: by the proxy of the configuration, else by
    /// that of the environment, else directly.
    func route(to service: Service, at address: BaseURL) throws(UserError) -> NetworkRoute {
        var route = NetworkRoute()
        route.trusted = try trusted(for: service)
        if let text = value(.proxy, for: service) {
            guard text != "none", !isException(address, for: service) else { return route }
            route.proxySource = "proxy in config.toml"
            route.proxy = try Self.proxy(try expanded(text), named: route.proxySource)
        } else if let found = ProxyEnvironment(
            environment, exceptions: value(.noProxy, for: service)
        ).proxy(for: address) {
            route.proxySource = found.variable
            route.proxy = try Self.proxy(found.text, named: found.variable)
        }
        if let path = value(.proxyPasswordFile, for: service), route.proxy != nil {
            route.proxy?.password = try Self.firstLine(of: path, .proxyPasswordFile)
        }
        return route
    }

    private func isException(_ address: BaseURL, for service: Service) -> Bool {
        guard let list = value(.noProxy, for: service) else { return false }
        return NoProxyList(list).contains(address.authority.host)
    }

    private static func proxy(
        _ text: String, named source: String
    ) throws(UserError) -> ProxyAddress {
        do { return try ProxyAddress(text) } catch {
            throw UserError(
                .configuration, "the proxy of \(source) \(error.words)", help: error.help)
        }
    }

    /// Returns the problem of a proxy's address as it is written, before variables are replaced;
    /// nil if there is none.
    static func problem(proxy text: String) -> ProxyAddress.Problem? {
        guard text != "none" else { return nil }
        do {
            _ = try ProxyAddress(text.replacing(/\$\{[A-Za-z0-9_]*\}/, with: "x"))
            return nil
        } catch {
            return error
        }
    }

    /// Returns a text with `${NAME}` replaced by the values of variables, encoded as the bytes of a
    /// password in an address.
    private func expanded(_ text: String) throws(UserError) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${"),
            let end = rest[start.upperBound...].firstIndex(of: "}")
        {
            let name = String(rest[start.upperBound..<end])
            guard let value = environment[name] else {
                throw UserError(
                    .configuration,
                    "the environment variable \(name), which proxy in config.toml uses, is not set",
                    help: "set \(name) in the environment, or proxy_password_file in config.toml")
            }
            result += rest[..<start.lowerBound]
            result += value.utf8.map { Self.escape($0) }.joined()
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"):
            String(Unicode.Scalar(byte))
        default:
            "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }

    /// Returns the certificates of the configuration and of the environment.
    private func trusted(for service: Service) throws(UserError) -> [String] {
        var paths: [String] = []
        if let path = value(.caFile, for: service).map({ UserPath.expanded($0) }) {
            if let problem = TrustedCertificates.problem(at: path) {
                throw UserError(
                    .configuration, "ca_file \(path) \(problem)",
                    help: "specify a PEM file, which begins with -----BEGIN CERTIFICATE-----")
            }
            paths.append(path)
        }
        if let file = environment["SSL_CERT_FILE"] { paths.append(file) }
        if let folders = environment["SSL_CERT_DIR"] {
            paths += folders.split(separator: ":").flatMap {
                TrustedCertificates.files(in: String($0))
            }
        }
        return paths
    }

    // MARK: Secrets

    /// Returns the secret of a service that is kept in a file or printed by a command; nil if
    /// neither is set.
    func secret(of service: Service) throws(UserError) -> String? {
        if let path = self[service.name, .secretFile] {
            return try Self.firstLine(of: path, .secretFile)
        }
        guard let command = self[service.name, .secretCommand] else { return nil }
        return try SecretCommand(command, environment: environment).output()
    }

    private static func firstLine(
        of path: String, _ key: NetworkKey
    ) throws(UserError) -> String {
        let path = UserPath.expanded(path)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UserError(
                .configuration, "\(key.rawValue) \(path) cannot be read",
                help: "the file must contain one line")
        }
        let line = data.prefix { $0 != UInt8(ascii: "\n") }
        guard let text = String(validating: line, as: UTF8.self)?.trimmed, !text.isEmpty else {
            throw UserError(
                .configuration, "\(key.rawValue) \(path) has an empty first line",
                help: "the file must contain one line")
        }
        return text
    }
}

/// Passwords may be among the values.
extension NetworkSettings: CustomStringConvertible, CustomReflectable {
    package var description: String { "NetworkSettings" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
