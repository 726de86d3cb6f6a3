import Foundation

/// A search backwards through statements while its words are being typed.
struct HistorySearch: Sendable {
    private(set) var pattern = ""
    /// The entry found last, and where in it the pattern begins, in characters.
    private(set) var match: (text: String, offset: Int)?
    /// Whether the last step found nothing; the match before it stays.
    private(set) var hasFailed = false
    private let entries: [String]
    private var index: Int

    /// - Parameter entries: the oldest first.
    init(_ entries: [String]) {
        self.entries = entries
        index = entries.count
    }

    mutating func append(_ text: String) {
        pattern += text
        // What has been found may go on to match.
        search(from: min(index, entries.count - 1))
    }

    mutating func deleteBackward() {
        guard !pattern.isEmpty else { return }
        pattern.removeLast()
        search(from: entries.count - 1)
    }

    /// Looks for an older entry with the same pattern, and another text than this one.
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
