import Foundation
import TestSupport
import Testing
import WorkQLLanguage
import WorkQLSyntax

/// Every message, help and account line that the golden scripts and the tables of mistakes of the
/// other suites hold, once more in Chinese.
///
/// `Golden/messages.txt` has each in English and below it in Chinese. With WORKQL_REWRITE=1 it is
/// replaced.
@Suite("Golden messages in Chinese")
struct GoldenMessageTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden/messages.txt")
    private static let folders = [
        "Tests/WorkQLTests/Scripts", "Tests/WorkQLTests/Examples", "Tests/WorkQLSyntaxTests",
        "Tests/WorkQLCommandTests/Terminal",
    ]

    /// Sorted, so that what a script is called and where a case stands in it do not matter.
    private static func english() throws -> [String] {
        var found: Set<String> = []
        for folder in folders {
            let root = Document.root.appending(path: folder)
            let names = FileManager.default.enumerator(atPath: root.path)
            for case let name as String in try #require(names) {
                guard [".wql", ".txt", ".swift"].contains(where: name.hasSuffix) else { continue }
                let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
                for line in text.split(separator: "\n") {
                    if let message = message(of: line, isSwift: name.hasSuffix(".swift")) {
                        found.insert(message)
                    }
                }
            }
        }
        return found.sorted()
    }

    private static func message(of line: Substring, isSwift: Bool) -> String? {
        var text: String
        if let match = line.firstMatch(of: #/(?:error|note|warning)(?:\[E\d+\])?: (.+)$/#) {
            text = String(match.1)
        } else if let match = line.firstMatch(of: #/ = help: (.+)$/#) {
            text = String(match.1)
        } else if let match = line.firstMatch(of: #/^-- (\d+ rows? · .+)$/#), !isSwift {
            text = String(match.1)
        } else {
            return nil
        }
        guard isSwift else { return text }
        // What is not a line of a text in several lines is a part of an expression.
        guard line.contains(#/^ *(error|note|warning|\|? *= help)/#), !text.contains("\\(") else {
            return nil
        }
        text = text.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
        return text.contains("…") && text.hasSuffix("`.") ? nil : text
    }

    private static let messages = Result {
        let translation = Translation(.zh)
        return try english().map { (english: $0, chinese: translation($0)) }
    }

    @Test func messages() throws {
        let messages = try Self.messages.get()
        #expect(messages.count > 500)
        let text = messages.map { "\($0.english)\n\($0.chinese)\n" }.joined(separator: "\n")
        if GoldenFile.rewrites {
            return try text.write(to: Self.golden, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: Self.golden, encoding: .utf8)
        let known = Set(golden.split(separator: "\n"))
        for line in text.split(separator: "\n") where !known.contains(line) {
            Issue.record("\(line)")
        }
    }

    @Test func noEnglish() throws {
        for message in try Self.messages.get() {
            let words = EnglishWords.found(in: message.chinese)
            #expect(words.isEmpty, "\(message.english)\n\(message.chinese)")
        }
    }
    /// What fits into a line of 80 columns in English does in Chinese, and no other message is
    /// longer than in English.
    @Test func noneIsLongerThanItsLine() throws {
        for message in try Self.messages.get() {
            let (english, chinese) = (message.english.displayWidth, message.chinese.displayWidth)
            #expect(chinese <= max(80, english + 4), "\(message.english)\n\(message.chinese)")
        }
    }
}
