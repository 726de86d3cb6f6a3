import Foundation
import WorkQLCatalog
package import WorkQLSyntax

/// The users who may connect, read from a file of lines `name verifier [option=value …]`;
/// `workql serve --password` prints the second word. Blank lines and those that begin with # are
/// ignored.
package struct ServerUsers: Sendable {
    private let verifiers: [String: Scram.Verifier]
    private let rules: [String: UserRules]
    /// A secret that is never revealed; verifiers for unknown names are derived from it.
    private let secret: [UInt8] = (0..<32).map { _ in .random(in: 0...255) }

    /// - Throws: the error in the text, with its line.
    package init(_ text: String) throws(UserError) {
        var verifiers: [String: Scram.Verifier] = [:]
        var rules: [String: UserRules] = [:]
        // Editors of Windows end lines with two characters, which are one for Swift, and may begin
        // the file with a mark.
        let lines = text.drop { $0 == "\u{FEFF}" }
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let words = line.split { $0 == " " || $0 == "\t" }
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            guard words.count > 1, let verifier = Scram.Verifier(String(words[1])) else {
                throw UserError(
                    .configuration, "line \(index + 1) is not a name and a verifier",
                    help: "workql serve --password makes the verifier of a password")
            }
            guard verifiers.updateValue(verifier, forKey: String(name)) == nil else {
                throw UserError(.configuration, "line \(index + 1) names \(name) a second time")
            }
            rules[String(name)] = try UserRules(words.dropFirst(2), line: index + 1)
        }
        guard !verifiers.isEmpty else { throw UserError(.configuration, "the file names no user") }
        self.verifiers = verifiers
        self.rules = rules
    }

    /// Returns what a user may see and spend.
    func rules(of name: String) -> UserRules { rules[name] ?? UserRules() }

    /// - Throws: if the rules of a user name a table or a column that does not exist, or that cannot
    ///   be hidden.
    func check(against catalog: Catalog) throws(UserError) {
        for (_, rules) in rules.sorted(by: { $0.key < $1.key }) {
            try rules.check(against: catalog)
        }
    }

    /// Returns the verifier of a password, as the file contains it.
    package static func verifier(of password: String) -> String {
        Scram.Verifier(password: password).text
    }

    func verifier(of name: String) -> Scram.Verifier {
        verifiers[name] ?? Scram.Verifier(nobody: name, secret: secret)
    }
}
