import Foundation

/// The users who may connect, read from a file of lines `name verifier`; `workql serve --password`
/// prints the second word. Blank lines and those that begin with # are ignored.
package struct ServerUsers: Sendable {
    private let verifiers: [String: Scram.Verifier]
    /// A secret that is never revealed; verifiers for unknown names are derived from it.
    private let secret: [UInt8] = (0..<32).map { _ in .random(in: 0...255) }

    /// - Throws: the error in the text, with its line.
    package init(_ text: String) throws(ServerError) {
        var verifiers: [String: Scram.Verifier] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            guard words.count == 2, let verifier = Scram.Verifier(String(words[1])) else {
                throw ServerError(
                    "F0000", "line \(index + 1) is not a name and a verifier",
                    hint: "workql serve --password makes the verifier of a password")
            }
            guard verifiers.updateValue(verifier, forKey: String(name)) == nil else {
                throw ServerError("F0000", "line \(index + 1) names \(name) a second time")
            }
        }
        guard !verifiers.isEmpty else { throw ServerError("F0000", "the file names no user") }
        self.verifiers = verifiers
    }

    /// Returns the verifier of a password, as the file contains it.
    package static func verifier(of password: String) -> String {
        Scram.Verifier(password: password).text
    }

    func verifier(of name: String) -> Scram.Verifier {
        verifiers[name] ?? Scram.Verifier(nobody: name, secret: secret)
    }
}
