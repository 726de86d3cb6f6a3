/// The states of a text before its changes, the last on top.
struct UndoStack: Sendable {
    private var states: [EditBuffer] = []
    /// The end of the run of typed letters that one undo reverts; nil if the last change was not
    /// typing.
    private var runEnd: Int?

    private static let capacity = 500

    /// Records a change. Letters typed one after the other are one change, up to the end of their
    /// word.
    mutating func note(_ before: EditBuffer, _ after: EditBuffer) {
        guard before.characters != after.characters else { return }
        let isTyped =
            after.cursor == before.cursor + 1
            && after.characters.count == before.characters.count + 1
        let continues =
            isTyped && runEnd == before.cursor
            && !(before.cursor > 0 && after.characters[before.cursor - 1].isWhitespace
                && !after.characters[before.cursor].isWhitespace)
        if !continues {
            states.append(before)
            if states.count > Self.capacity { states.removeFirst() }
        }
        runEnd = isTyped ? after.cursor : nil
    }

    /// Returns the text before the last recorded change; nil if there is none.
    mutating func undo() -> EditBuffer? {
        runEnd = nil
        return states.popLast()
    }
}
