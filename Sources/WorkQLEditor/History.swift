/// The statements of this session and earlier ones, and the position in them that Up and Down move.
struct History: Sendable {
    /// The statements, oldest first.
    private(set) var entries: [String]
    /// The maximum number of statements kept.
    let capacity: Int
    /// The current position; the number of entries represents the text at which the walk began.
    private var index: Int
    /// The text that was being edited when the walk began.
    private var draft = ""

    init(_ entries: [String] = [], capacity: Int = 2000) {
        var kept: [String] = []
        for entry in entries where entry != kept.last { kept.append(entry) }
        self.entries = kept.suffix(capacity)
        self.capacity = capacity
        index = self.entries.count
    }

    /// Adds a text and ends the walk. A text equal to the last one is kept once.
    mutating func add(_ text: String) {
        if entries.last != text { entries.append(text) }
        if entries.count > capacity { entries.removeFirst(entries.count - capacity) }
        endWalk()
    }

    mutating func endWalk() {
        index = entries.count
        draft = ""
    }

    /// Returns the previous entry, or nil at the oldest.
    ///
    /// - Parameter current: the text in the editor, to which the walk can return.
    mutating func older(than current: String) -> String? {
        guard index > 0 else { return nil }
        if index == entries.count { draft = current }
        index -= 1
        return entries[index]
    }

    /// Returns the next entry, after the last one the text at which the walk began, then nil.
    mutating func newer() -> String? {
        guard index < entries.count else { return nil }
        index += 1
        return index == entries.count ? draft : entries[index]
    }
}
