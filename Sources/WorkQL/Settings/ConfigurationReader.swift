import TOMLKit
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
package import WorkQLSyntax
import WorkQLTime

extension ConfigurationFile {
    /// Reads the text of a file, of which every key must be known.
    ///
    /// - Throws: the first problem, with its line. Messages never contain values, because these may
    ///   be secrets; the exceptions are zones and quotas.
    package init(_ text: String, path: String) throws(UserError) {
        let document: TOMLTable
        do {
            document = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw Self.malformed(error, path)
        } catch {
            throw UserError(.configuration, "the configuration is not valid TOML", at: path)
        }
        self.init(path: path)
        let reader = Reader(path: path, lines: TOMLLines(text))
        for (key, value) in reader.entries(of: document, []) {
            switch key {
            case "default_profile": defaultProfile = try reader.text(value, [key])
            case "profile":
                for (name, profile) in reader.entries(of: try reader.table(value, [key]), [key]) {
                    profiles[name] = try reader.section(profile, [key, name])
                }
            default:
                let known = ["default_profile", "profile"] + Reader.commonKeys
                try reader.read(value, [key], into: &common, known: known)
            }
        }
        if let name = defaultProfile, profiles[name] == nil {
            throw Self.unknownProfile(
                name, among: Array(profiles.keys), at: reader.location(["default_profile"]))
        }
    }

    private static func malformed(_ error: TOMLParseError, _ path: String) -> UserError {
        let begin = error.source.begin
        // `Error while parsing …: reason`
        let parts = error.description.split(separator: ": ", maxSplits: 1)
        let reason = parts.count == 2 ? String(parts[1]) : ""
        // The reason may quote text of the file, which may be a secret: only short quotations are
        // kept.
        let pieces = reason.split(separator: "'", omittingEmptySubsequences: false)
        let safe = pieces.enumerated().map { $0 % 2 == 1 && $1.count > 4 ? "…" : $1 }
        return UserError(
            .configuration, "the configuration is not valid TOML",
            at: "\(path):\(begin.line):\(begin.column)",
            help: reason.isEmpty ? nil : safe.joined(separator: "'"))
    }
}

/// Reads values, and knows their positions for error messages.
private struct Reader {
    let path: String
    let lines: TOMLLines

    static let commonKeys =
        ["quota"] + NetworkKey.ofWay.map(\.rawValue) + Setting.all.map(\.name)

    func location(_ key: [String]) -> String { "\(path):\(lines.line(of: key))" }

    /// Returns the entries in the order of their lines, so that the first reported problem is the
    /// first in the file.
    func entries(of table: TOMLTable, _ path: [String]) -> [(key: String, value: TOMLValue)] {
        table.keys.map { (key: $0, line: lines.line(of: path + [$0])) }
            .sorted { ($0.line, $0.key) < ($1.line, $1.key) }
            .compactMap { entry in table[entry.key].map { (entry.key, $0.tomlValue) } }
    }

    func section(
        _ value: TOMLValue, _ path: [String]
    ) throws(UserError) -> SettingLayer {
        var section = SettingLayer()
        let services = Service.builtIn.map(\.name)
        for (key, value) in entries(of: try table(value, path), path) {
            if let service = Service.named(key) {
                try read(value, path + [key], of: service, into: &section)
            } else {
                try read(value, path + [key], into: &section, known: services + Self.commonKeys)
            }
        }
        return section
    }

    func read(
        _ value: TOMLValue, _ path: [String], into section: inout SettingLayer,
        known: [String]
    ) throws(UserError) {
        let key = path.last ?? ""
        if key == "quota" {
            section.quotas = try quotas(value, path)
        } else if let network = NetworkKey(rawValue: key), !network.isOfService {
            section.network[nil, network] = try self.network(value, path, network)
        } else if let setting = Setting.all.first(where: { $0.name == key }) {
            try read(value, path, of: setting, into: &section)
        } else {
            throw unknown(path, known: known)
        }
    }

    private func read(
        _ value: TOMLValue, _ path: [String], of setting: Setting,
        into section: inout SettingLayer
    ) throws(UserError) {
        let input: SettingInput
        let type: Setting.FileForm.FileType?
        if let text = value.string {
            (input, type) = (.argument(text), .text)
        } else if let number = value.int {
            (input, type) = (.integer(Int64(number)), .number)
        } else if let truth = value.bool {
            (input, type) = (.boolean(truth), .boolean)
        } else {
            (input, type) = (.other, nil)
        }
        let form = setting.fileForm
        let isOfType = type.map(form.types.contains) ?? false
        do throws(SettingRefusal) {
            // TOML has no NULL, so the word NULL is accepted in place of any value.
            guard isOfType || input.isNull else { throw SettingRefusal.otherKind }
            try section.take(input, for: setting)
        } catch {
            switch error {
            case .diagnostic(let diagnostic):
                throw UserError(
                    .configuration, diagnostic.message, at: location(path), help: diagnostic.help)
            case .otherKind:
                guard isOfType, let mistake = form.mistake else {
                    throw wrongType(value, path, wanted: form.wanted)
                }
                throw UserError(
                    .configuration, "\(path.joined(separator: ".")) \(mistake.message)",
                    at: location(path),
                    help: mistake.help)
            }
        }
    }

    private func read(
        _ value: TOMLValue, _ path: [String], of service: Service,
        into section: inout SettingLayer
    ) throws(UserError) {
        // The keys that give the secret.
        let sources =
            service.keys.filter(\.isSecret).map(\.name)
            + NetworkKey.allCases.filter(\.isOfService).map(\.rawValue)
        var source: String?
        for (name, value) in entries(of: try table(value, path), path) {
            let path = path + [name]
            if sources.contains(name) {
                if let source {
                    throw UserError(
                        .configuration, "\(name) is given besides \(source)", at: location(path),
                        help: "keep one of them")
                }
                source = name
            }
            if let key = NetworkKey(rawValue: name) {
                section.network[service.name, key] = try network(value, path, key)
                continue
            }
            guard let key = service.keys.first(where: { $0.name == name }) else {
                throw unknown(
                    path, known: service.keys.map(\.name) + NetworkKey.allCases.map(\.rawValue))
            }
            if key.kind == .number, let number = value.int {
                section.services[key] = String(number)
            } else {
                section.services[key] = try text(value, path)
            }
        }
    }

    /// Values that do not depend on the environment are checked here, where the line is known.
    private func network(
        _ value: TOMLValue, _ path: [String], _ key: NetworkKey
    ) throws(UserError) -> String {
        if key == .allowPlainHTTP {
            guard let truth = value.bool else {
                throw wrongType(value, path, wanted: "true or false")
            }
            return String(truth)
        }
        let text = try text(value, path)
        if key == .proxy, let problem = NetworkSettings.problem(proxy: text) {
            throw UserError(
                .configuration, "the proxy \(problem.words)", at: location(path), help: problem.help
            )
        }
        return text
    }

    private func quotas(_ value: TOMLValue, _ path: [String]) throws(UserError)
        -> [QuotaRule]
    {
        guard let array = value.array else {
            throw wrongType(value, path, wanted: "a list such as [\"checkin=60/6s\"]")
        }
        var rules: [QuotaRule] = []
        for element in array {
            guard let text = element.string else {
                throw wrongType(
                    element.tomlValue, path, wanted: "a list such as [\"checkin=60/6s\"]",
                    what: "an element of \(path.joined(separator: "."))")
            }
            do { rules.append(try QuotaRule(text)) } catch {
                var error = error
                error.location = location(path)
                throw error
            }
        }
        return rules
    }

    func table(_ value: TOMLValue, _ path: [String]) throws(UserError) -> TOMLTable {
        guard let table = value.table else { throw wrongType(value, path, wanted: "a table") }
        return table
    }

    func text(_ value: TOMLValue, _ path: [String]) throws(UserError) -> String {
        guard let text = value.string else {
            throw wrongType(value, path, wanted: "a string in quotes")
        }
        return text
    }

    private func wrongType(
        _ value: TOMLValue, _ path: [String], wanted: String, what: String? = nil
    ) -> UserError {
        let found =
            switch value.type {
            case .table: "a table"
            case .array: "a list"
            case .string: "a string"
            case .int, .double: "a number"
            case .bool: "true or false"
            case .date, .time, .dateTime: "a date or time"
            }
        return UserError(
            .configuration, "\(what ?? path.joined(separator: ".")) is \(found)",
            at: location(path), help: "write \(wanted)")
    }

    private func unknown(_ path: [String], known: [String]) -> UserError {
        let key = path.last ?? ""
        let table = path.count == 1 ? "" : " in [\(path.dropLast().joined(separator: "."))]"
        if let network = NetworkKey(rawValue: key), network.isOfService {
            return UserError(
                .configuration, "unknown key \"\(key)\"\(table)", at: location(path),
                help: "it belongs in the table of a service, such as [profile.default.wecom]")
        }
        return UserError(
            .configuration, "unknown key \"\(key)\"\(table)", at: location(path),
            help: nearest(key, in: known).map { "did you mean \"\($0)\"?" }
                ?? "there are " + known.sorted().listed)
    }
}
