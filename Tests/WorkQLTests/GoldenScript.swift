import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// A file of statements, each with its expected result.
///
/// A case is the statement, a line `----`, and the expected text up to the next line `====`.
/// Comment lines `-- name: value` set the options of the case:
///
/// - `now`: the current time of the session and the services, kept for the cases after it
/// - `show`: which of `plan`, `requests`, `rows`, `statistics` to print, also kept
/// - `before`: a statement to run in the same session first; may be given several times
/// - `max-calls`, `timezone`, `readings`, `faults`: only for this case, like `before`
///
/// With WORKQL_REWRITE=1 the expected texts are rewritten; git then shows the differences.
struct GoldenScript {
    let url: URL
    private let cases: [(statement: String, expected: String)]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Scripts")

    init(url: URL) throws {
        self.url = url
        let text = try String(contentsOf: url, encoding: .utf8)
        cases = text.components(separatedBy: "\n====\n").compactMap { part in
            guard !part.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else { return nil }
            let halves = (part + "\n").components(separatedBy: "\n----\n")
            let statement = halves[0].trimmingCharacters(in: .newlines)
            let expected = halves.count > 1 ? halves[1] : ""
            // Without the line break before the next line of `====`, but with those of rows that
            // are empty lines.
            return (statement, String(expected.dropLast()))
        }
    }

    func run() async throws {
        var options = GoldenOptions()
        var rewritten = ""
        for (statement, expected) in cases {
            options.read(statement)
            let actual = await options.play(statement, file: url.lastPathComponent)
            rewritten += "\(statement)\n----\n\(actual)\n====\n"
            if !GoldenFile.rewrites {
                #expect(
                    actual == expected,
                    "\(url.lastPathComponent):\n\(statement)\n\(difference(expected, actual))")
            }
        }
        if GoldenFile.rewrites { try rewritten.write(to: url, atomically: true, encoding: .utf8) }
    }

    private func difference(_ expected: String, _ actual: String) -> String {
        let left = expected.components(separatedBy: "\n")
        let right = actual.components(separatedBy: "\n")
        var lines: [String] = []
        for change in right.difference(from: left) {
            switch change {
            case .remove(let offset, let line, _): lines.append("- \(offset + 1): \(line)")
            case .insert(let offset, let line, _): lines.append("+ \(offset + 1): \(line)")
            }
        }
        return lines.prefix(40).joined(separator: "\n")
    }
}
