/// The statements of this session and earlier ones, and the walk through them by Up and Down.
struct History: Sendable {
    /// The oldest first.
    private(set) var entries: [String]
    /// How many are kept.
    let capacity: Int
    /// Where the walk is; the count of entries stands for the text that it started from.
    private var index: Int
    /// What was being written when the walk began.
    private var draft = ""

    init(_ entries: [String] = [], capacity: Int = 2000) {
        var kept: [String] = []
        for entry in entries where entry != kept.last { kept.append(entry) }
        self.entries = kept.suffix(capacity)
        self.capacity = capacity
        index = self.entries.count
    }

    /// Ends the walk. A text that is the same as the last one is kept once.
    mutating func add(_ text: String) {
        if entries.last != text { entries.append(text) }
        if entries.count > capacity { entries.removeFirst(entries.count - capacity) }
        endWalk()
    }

    mutating func endWalk() {
        index = entries.count
        draft = ""
    }

    /// The entry before, or nil at the oldest.
    ///
    /// - Parameter current: what is in the editor, for the walk to come back to.
    mutating func older(than current: String) -> String? {
        guard index > 0 else { return nil }
        if index == entries.count { draft = current }
        index -= 1
        return entries[index]
    }

    /// The entry behind, at last the text that the walk started from, then nil.
    mutating func newer() -> String? {
        guard index < entries.count else { return nil }
        index += 1
        return index == entries.count ? draft : entries[index]
    }
}
