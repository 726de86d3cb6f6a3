import Foundation

/// Who may connect: a file of lines `name verifier`, of which `workql serve --password` makes the
/// second word. Blank lines and those that begin with # say nothing.
package struct ServerUsers: Sendable {
    private let verifiers: [String: Scram.Verifier]
    /// Known to nobody; of it verifiers are made for names that nobody has.
    private let secret: [UInt8] = (0..<32).map { _ in .random(in: 0...255) }

    /// - Throws: what is wrong with the text, and in which line.
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

    /// The verifier of a password, as the file has it.
    package static func verifier(of password: String) -> String {
        Scram.Verifier(password: password).text
    }

    func verifier(of name: String) -> Scram.Verifier {
        verifiers[name] ?? Scram.Verifier(nobody: name, secret: secret)
    }
}
