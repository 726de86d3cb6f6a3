import Foundation
import TestSupport
import Testing
import WorkQLLanguage

/// Messages with each of the words that the sources put into them, such as the nouns of units and
/// types: the catalog has a template for the message, and may have nothing for the word.
@Suite("Words in Chinese messages")
struct GivenWordTests {
    private struct Values: Decodable {
        var terms: Set<String>
        var messages: [String]
    }

    private static func values() throws -> Values {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", Document.root.appending(path: "Tests/messages").path, "values",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(Values.self, from: output)
    }

    @Test func areTranslatedOrTerms() throws {
        let (values, translation) = (try Self.values(), Translation(.zh))
        #expect(values.messages.count > 50)
        for message in values.messages {
            let chinese = translation(message)
            // Code between quotes, options and addresses.
            let prose = chinese.replacing(
                #/"[^"]*"|'[^']*'|`[^`]*`|[\w.]*[-\/_.=][-\w.\/=]*/#, with: "")
            let words = prose.split { !$0.isASCII || !$0.isLetter && !$0.isNumber }.filter { word in
                word.count > 2 && word.allSatisfy(\.isLowercase)
                    && !values.terms.contains(String(word))
            }
            #expect(words.isEmpty, "\(message)\n\(chinese)")
        }
    }
}
