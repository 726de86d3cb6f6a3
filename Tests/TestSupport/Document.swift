package import Foundation
import Testing

/// A page of the repository, parts of which are generated from the code.
///
/// A generated part is between the lines `<!-- begin NAME -->` and `<!-- end NAME -->`, or in a
/// manual between `.\" begin NAME` and `.\" end NAME`.
package struct Document {
    package static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL

    package let name: String
    private let url: URL

    package init(_ name: String) {
        self.name = name
        url = Self.root.appending(path: name)
    }

    package func text() throws -> String { try String(contentsOf: url, encoding: .utf8) }

    /// Compares the whole page with the expected text, or writes it with WORKQL_REWRITE=1.
    package func hold(_ expected: String) throws {
        if GoldenFile.rewrites {
            try expected.write(to: url, atomically: true, encoding: .utf8)
        } else {
            #expect(try text() == expected, "WORKQL_REWRITE=1 writes \(name) again")
        }
    }

    /// Does the same for the lines of one part.
    package func hold(_ expected: [String], in part: String) throws {
        let lines = try text().components(separatedBy: "\n")
        let index = try range(of: part, in: lines)
        let whole = lines[..<index.lowerBound] + expected + lines[index.upperBound...]
        try hold(whole.joined(separator: "\n"))
    }

    package func lines(of part: String) throws -> [String] {
        let lines = try text().components(separatedBy: "\n")
        return Array(lines[try range(of: part, in: lines)])
    }

    private func range(of part: String, in lines: [String]) throws -> Range<Int> {
        func index(_ edge: String) throws -> Int {
            try #require(
                lines.firstIndex {
                    ["<!-- \(edge) \(part) -->", ".\\\" \(edge) \(part)"].contains($0)
                },
                "\(name) has no line that \(edge)s \(part)")
        }
        let begin = try index("begin")
        let end = try index("end")
        return begin + 1..<end
    }

    /// A block of code and the language after its opening fence.
    package struct Block {
        package var kind: String
        package var text: String
    }

    package func blocks() throws -> [Block] {
        var blocks: [Block] = []
        var open: (kind: String, lines: [String])?
        for line in try text().components(separatedBy: "\n") {
            if !line.hasPrefix("```") {
                open?.lines.append(line)
            } else if let block = open {
                blocks.append(Block(kind: block.kind, text: block.lines.joined(separator: "\n")))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), [])
            }
        }
        #expect(open == nil, "\(name) ends in a block")
        return blocks
    }
}
