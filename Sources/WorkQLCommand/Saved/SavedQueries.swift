import Foundation
import WorkQL
import WorkQLSyntax
import WorkQLTime

/// Scripts saved under a name: `late` is `late.wql` in a folder of the user.
struct SavedQueries: Sendable {
    let environment: [String: String]

    /// The folder, `$XDG_DATA_HOME/workql/queries` or `~/.local/share/workql/queries`; nil without
    /// a home.
    var folder: String? { UserFolder.data.path(of: "queries", in: environment) }

    /// The names in alphabetical order.
    var names: [String] {
        let all = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }
        return (all ?? []).filter { $0.hasSuffix(".wql") }.map { String($0.dropLast(4)) }.sorted()
    }

    /// Returns the file of a name; nil if there is none.
    func path(of name: String) -> String? {
        guard !name.contains("/"), let path = folder.map({ "\($0)/\(name).wql" }),
            FileManager.default.fileExists(atPath: path)
        else { return nil }
        return path
    }

    /// Replaces an origin that is not a file but a saved name by the file of that name.
    func origin(of origin: Script.Origin) throws(UserError) -> Script.Origin {
        guard case .file(let name) = origin, !name.contains("/"),
            !FileManager.default.fileExists(atPath: name)
        else { return origin }
        if let known = path(of: name) { return .file(known) }
        // A file extension makes it the name of a file.
        if name.hasSuffix(".wql") || name.hasSuffix(".sql") { return origin }
        if Subcommand.named(name) != nil {
            throw UserError(
                .usage, "the command \(name) must come before options",
                help: "write workql \(name) first: workql \(name) --help")
        }
        throw unknown(name)
    }

    func unknown(_ name: String) -> UserError {
        UserError(
            .noInput, "no saved query or file is named \(name)",
            help: nearest(name, in: names).map { "did you mean \($0)?" }
                ?? folder.map { "saved queries are scripts in \($0)" })
    }

    /// Saves a script under a name.
    ///
    /// - Parameter advice: what to write where the name is taken.
    /// - Returns: its path.
    func save(
        _ text: String, as name: String, replacing: Bool, advice: String
    ) throws(UserError) -> String {
        guard !name.isEmpty, !name.contains("/"), name.first != ".", name.first != "-" else {
            throw UserError(
                .usage, "\"\(name)\" is not a name for a query", help: "for example .save late")
        }
        guard Subcommand.named(name) == nil, name != "help" else {
            throw UserError(
                .usage, "workql \(name) is a command", help: "choose another name")
        }
        guard let folder else {
            throw UserError(
                .output, "there is no folder for saved queries", help: "set HOME or XDG_DATA_HOME")
        }
        let path = "\(folder)/\(name).wql"
        guard replacing || !FileManager.default.fileExists(atPath: path) else {
            throw UserError(
                .usage, "the query \(name) already exists", help: advice)
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw UserError(.output, "\(path) cannot be written: \(systemMessage(errno))")
        }
        return path
    }
}
