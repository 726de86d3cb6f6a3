/// Parts of documents.
package enum Markdown {
    package static func table(_ head: [String], _ rows: [[String]]) -> [String] {
        let rule = head.map { _ in "---" }
        return [row(head), "|" + rule.joined(separator: "|") + "|"] + rows.map(row)
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
}
