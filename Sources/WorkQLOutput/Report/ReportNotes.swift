import WorkQLSyntax

/// The content of the comments before a statement in a report: headings, text, and chart
/// directives.
///
///     -- ## Late by department
///     -- Of the last seven days.
///     -- chart: bar
package struct ReportNotes: Hashable, Sendable {
    package enum Block: Hashable, Sendable {
        /// Level 1 is the report's title.
        case heading(level: Int, String)
        case paragraph(String)
        case list([String])
    }

    package private(set) var blocks: [Block] = []
    /// The chart of the statement's result; nil for none.
    package private(set) var chart: ChartKind?
    /// Whether the rows are shown.
    package private(set) var showsTable = true
    /// A directive with an unknown word.
    package private(set) var mistake: Mistake?

    package struct Mistake: Hashable, Sendable {
        package var word: String
        /// The known words.
        package var known: [String]
    }

    /// Whether the next line continues the last block.
    private var isOpen = false

    /// - Parameter text: the text between two statements, which contains only comments.
    package init(_ text: String) {
        var isInBlock = false
        // The two characters that end a line on Windows are one for Swift.
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            var line = line.trimmed
            if isInBlock {
                if let end = line.firstRange(of: "*/") {
                    line = line[..<end.lowerBound].trimmed
                    isInBlock = false
                }
                if line.first == "*" { line = line.dropFirst().trimmed }
                take(line)
            } else if line.hasPrefix("--") {
                take(line.dropFirst(2).trimmed)
            } else if line.hasPrefix("/*") {
                line = line.dropFirst(2).trimmed
                if let end = line.firstRange(of: "*/") {
                    line = line[..<end.lowerBound].trimmed
                } else {
                    isInBlock = true
                }
                take(line)
            } else {
                isOpen = false
            }
        }
    }

    private mutating func take(_ line: Substring) {
        guard !line.isEmpty else {
            isOpen = false
            return
        }
        if takeDirective(line) { return }
        let marks = line.prefix { $0 == "#" }
        if (1...3).contains(marks.count), line.dropFirst(marks.count).first == " " {
            blocks.append(
                .heading(
                    level: marks.count, String(line.dropFirst(marks.count).trimmed)))
            isOpen = false
        } else if line.hasPrefix("- ") || line.hasPrefix("* ") {
            let item = String(line.dropFirst(2).trimmed)
            if isOpen, case .list(let items)? = blocks.last {
                blocks[blocks.count - 1] = .list(items + [item])
            } else {
                blocks.append(.list([item]))
            }
            isOpen = true
        } else {
            switch isOpen ? blocks.last : nil {
            case .paragraph(let text):
                blocks[blocks.count - 1] = .paragraph(text.joinedLine(line))
            case .list(var items):
                items[items.count - 1] = items[items.count - 1].joinedLine(line)
                blocks[blocks.count - 1] = .list(items)
            default: blocks.append(.paragraph(String(line)))
            }
            isOpen = true
        }
    }

    /// Reads a directive: `chart: bar`, `table: none`. Returns false for other lines.
    private mutating func takeDirective(_ line: Substring) -> Bool {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return false }
        let word = parts[1].trimmed.lowercased()
        // Several words are a sentence and not a directive.
        guard !word.isEmpty, !word.contains(" ") else { return false }
        switch parts[0].trimmed.lowercased() {
        case "chart":
            let words = ChartKind.allCases.map(\.rawValue)
            chart = ChartKind(rawValue: word)
            if chart == nil, word != "none" {
                mistake = Mistake(word: word, known: words + ["none"])
            }
        case "table":
            showsTable = word != "none"
            if showsTable { mistake = Mistake(word: word, known: ["none"]) }
        default: return false
        }
        isOpen = false
        return true
    }

    /// The heading that is nearest to the statement.
    package var lastHeading: String? {
        for case .heading(_, let text) in blocks.reversed() { return text }
        return nil
    }

    /// Returns the first heading of a level.
    package func heading(level: Int) -> String? {
        for case .heading(level, let text) in blocks { return text }
        return nil
    }
}

/// The kinds of charts of a result.
package enum ChartKind: String, Hashable, Sendable, CaseIterable {
    /// A bar for each number.
    case bar
    /// The numbers of a row one after the other in one bar, or those of the rows with one label.
    case stacked
    /// A line for each column of numbers, over time or over the rows.
    case line
    /// A cell for each pair of the first two columns, shaded by the number.
    case heatmap
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension String {
    /// Returns the text with another line appended; between Chinese characters there is no space.
    fileprivate func joinedLine(_ line: Substring) -> String {
        let isWide = (last?.displayWidth ?? 1) > 1 || (line.first?.displayWidth ?? 1) > 1
        return self + (isWide ? "" : " ") + line
    }
}
