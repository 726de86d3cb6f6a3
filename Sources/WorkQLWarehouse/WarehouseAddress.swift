import Foundation
package import WorkQLSyntax

/// Where `--into` leads.
package enum WarehouseAddress: Hashable, Sendable {
    /// A connection string of libpq's, with its password perhaps.
    case postgresql(String)
    /// A folder of Parquet files.
    case folder(String)

    package init(_ text: String) throws(UserError) {
        guard let scheme = text.range(of: "://").map({ String(text[..<$0.lowerBound]) }) else {
            guard !text.isEmpty else {
                throw UserError(
                    .address, "--into has no target", help: "write postgresql://… or a folder")
            }
            self = .folder(text)
            return
        }
        switch scheme {
        case "postgresql", "postgres": self = .postgresql(text)
        case "clickhouse":
            throw UserError(
                .address, "--into does not support clickhouse:// addresses",
                help: "write a folder, which ClickHouse reads: "
                    + "SELECT * FROM file('lake/checkin/**/*.parquet')")
        default:
            throw UserError(
                .address, "--into does not support \(scheme):// addresses",
                help: "write postgresql://user@host/database or a folder")
        }
    }

    package var isDatabase: Bool {
        if case .postgresql = self { true } else { false }
    }

    /// Without user, password and options: for messages and logs.
    package var shown: String {
        switch self {
        case .folder(let path): return path
        case .postgresql(let text):
            guard let parts = URLComponents(string: text) else { return "postgresql://…" }
            let port = parts.port.map { ":\($0)" } ?? ""
            return "postgresql://\(parts.host ?? "")\(port)\(parts.path)"
        }
    }

    /// Where it leads, without secrets: another schema is another warehouse.
    var identity: String {
        switch self {
        case .folder(let path):
            // A slash at the end is there if the folder exists.
            var path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            return path
        case .postgresql(let text):
            let items = URLComponents(string: text)?.queryItems ?? []
            let places = items.filter { ["host", "port", "dbname", "options"].contains($0.name) }
            return ([shown] + places.map { "\($0.name)=\($0.value ?? "")" })
                .joined(separator: " ")
        }
    }

    /// What of an address is never printed, as it stands there and as it is meant.
    var secrets: [String] {
        guard case .postgresql(let text) = self else { return [] }
        var found: [String] = []
        if let parts = URLComponents(string: text) {
            found += [parts.password, parts.percentEncodedPassword].compactMap(\.self)
            for item in parts.percentEncodedQueryItems ?? [] where item.name.hasSuffix("password") {
                found += [item.value, item.value?.removingPercentEncoding].compactMap(\.self)
            }
        } else if let password = text.firstMatch(of: /:\/\/[^:@\/]*:([^@]*)@/) {
            found.append(String(password.1))
        }
        return found.filter { !$0.isEmpty }
    }

    /// Words of others without what is never printed.
    func redacted(_ words: String) -> String {
        secrets.reduce(words) { $0.replacing($1, with: "…") }
    }
}
