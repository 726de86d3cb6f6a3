import Foundation

/// A backward search through statements while its pattern is being typed.
struct HistorySearch: Sendable {
    private(set) var pattern = ""
    /// The last entry found, and the offset of the pattern in it, in characters.
    private(set) var match: (text: String, offset: Int)?
    /// Whether the last step found nothing; the previous match is kept.
    private(set) var hasFailed = false
    private let entries: [String]
    private var index: Int

    /// - Parameter entries: the statements, oldest first.
    init(_ entries: [String]) {
        self.entries = entries
        index = entries.count
    }

    mutating func append(_ text: String) {
        pattern += text
        // The current match may match the longer pattern too.
        search(from: min(index, entries.count - 1))
    }

    mutating func deleteBackward() {
        guard !pattern.isEmpty else { return }
        pattern.removeLast()
        search(from: entries.count - 1)
    }

    /// Finds an older entry that contains the same pattern and differs from the current one.
    mutating func older() {
        guard !pattern.isEmpty else { return }
        search(from: index - 1)
    }

    private mutating func search(from start: Int) {
        guard !pattern.isEmpty else {
            (match, hasFailed, index) = (nil, false, entries.count)
            return
        }
        var at = start
        while at >= 0 {
            if at != index, entries[at] == match?.text {
                at -= 1
                continue
            }
            if let range = entries[at].range(of: pattern, options: .caseInsensitive) {
                let offset = entries[at].distance(
                    from: entries[at].startIndex, to: range.lowerBound)
                (match, hasFailed, index) = ((entries[at], offset), false, at)
                return
            }
            at -= 1
        }
        hasFailed = true
    }
}
