package import WorkQLSyntax

/// Reads statements from somebody at a terminal.
///
/// The one face of the editor: what draws and reads behind it can be changed without the shell.
package protocol LineEditor: Sendable {
    /// Reads one text, which may have several lines and several statements. Waits for as long as
    /// the user does.
    func read(_ prompt: Prompt) async -> LineReading

    /// Prints lines above the text that is being edited, or where the cursor is if none is.
    func say(_ text: String)

    /// Asks for yes or no, of which no is what a mere Enter means. A cancelled task asks no longer:
    /// no.
    func confirm(_ question: String) async -> Bool

    /// Keeps a text for Up and for later sessions.
    ///
    /// - Returns: what kept it from being written down; nil when nothing did.
    func remember(_ text: String) async -> EditorError?

    /// The texts that are kept, the oldest first.
    func remembered() async -> [String]

    /// Has the user's own editor change a text, and waits until it has ended.
    func edit(_ text: String) async throws(EditorError) -> String

    /// Waits until an instant, unless a key is pressed before, which is then forgotten.
    func pause(until instant: ContinuousClock.Instant) async -> Pause
}

/// How a pause ended.
package enum Pause: Hashable, Sendable {
    case timeout, key
    /// Ctrl-C, or the end of the terminal or the program.
    case interrupted
}

/// What stands around the text, and what may come into it by itself.
package struct Prompt: Hashable, Sendable {
    /// Before the first line.
    package var first: String
    /// Before the other lines; as wide as the first, so that lines stand under each other.
    package var following: String
    /// At the right of the first row, for as long as there is room.
    package var right = ""
    /// What the text begins as.
    package var draft = ""
    /// What Alt-Enter puts into an empty text; nil has it begin another line, as elsewhere.
    package var suggestion: String?

    package init(
        first: String, following: String, right: String = "", draft: String = "",
        suggestion: String? = nil
    ) {
        self.first = first
        self.following = following
        self.right = right
        self.draft = draft
        self.suggestion = suggestion
    }
}

package enum LineReading: Hashable, Sendable {
    case text(String)
    /// Ctrl-C: the text is given up.
    case interrupted
    /// Ctrl-D, or the terminal is gone.
    case end
}

/// What an editor asks of those who know the language.
package struct EditorLanguage: Sendable {
    /// Whether Enter ends the text rather than beginning another line.
    package var isFinished: @Sendable (String) -> Bool
    /// What may stand at the cursor, an offset in the text's UTF-8.
    package var complete: @Sendable (_ text: String, _ cursor: Int) -> Completion
    package var highlights: @Sendable (String) -> [Highlight]
    /// How an error is shown, its lines each with an end.
    package var message: @Sendable (_ error: EditorError, _ isColored: Bool) -> String

    package init(
        isFinished: @escaping @Sendable (String) -> Bool,
        complete: @escaping @Sendable (_ text: String, _ cursor: Int) -> Completion,
        highlights: @escaping @Sendable (String) -> [Highlight],
        message: @escaping @Sendable (_ error: EditorError, _ isColored: Bool) -> String
    ) {
        self.isFinished = isFinished
        self.complete = complete
        self.highlights = highlights
        self.message = message
    }
}

/// What Tab offers.
package struct Completion: Hashable, Sendable {
    package struct Candidate: Hashable, Sendable {
        package var text: String
        /// A few words about it; may be empty.
        package var description: String

        package init(text: String, description: String = "") {
            self.text = text
            self.description = description
        }
    }

    /// In the order in which they are shown.
    package var candidates: [Candidate]
    /// What a candidate takes the place of, in the text's UTF-8.
    package var replaced: Range<Int>

    package init(candidates: [Candidate] = [], replaced: Range<Int>) {
        self.candidates = candidates
        self.replaced = replaced
    }

    /// What all candidates begin with.
    var commonPrefix: String {
        guard let first = candidates.first?.text else { return "" }
        return candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1.text) }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
