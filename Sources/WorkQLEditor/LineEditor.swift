package import WorkQLSyntax

/// Reads statements from a user at a terminal.
///
/// It is the only interface of the editor: its implementation can change without changing the
/// shell.
package protocol LineEditor: Sendable {
    /// Reads one text, which may have several lines and several statements. Waits for as long as
    /// the user does.
    func read(_ prompt: Prompt) async -> LineReading

    /// Prints lines above the text that is being edited, or at the cursor if there is none.
    func say(_ text: String)

    /// Asks for yes or no; Enter alone means no. If the task is cancelled, the answer is no.
    ///
    /// - Parameter note: a line that is shown if input that was typed before is discarded.
    func confirm(_ question: String, discarding note: String) async -> Bool

    /// Keeps a text for Up and for later sessions.
    ///
    /// - Returns: the error that prevented writing it to the file; nil if there was none.
    func remember(_ text: String) async -> UserError?

    /// Returns the texts that are kept, oldest first.
    func remembered() async -> [String]

    /// Runs the user's own editor on a text, waits until it has ended, and returns the new text.
    func edit(_ text: String) async throws(UserError) -> String

    /// Waits until an instant, or until a key is pressed, which is then discarded.
    func pause(until instant: ContinuousClock.Instant) async -> Pause
}

/// The way in which a pause ended.
package enum Pause: Hashable, Sendable {
    case timeout, key
    /// Ctrl-C, or the end of the terminal or the program.
    case interrupted
}

/// The texts around the edited text, and the texts that can be inserted into it.
package struct Prompt: Hashable, Sendable {
    /// The text before the first line.
    package var first: String
    /// The text before the other lines; as wide as the first, so that the lines are aligned.
    package var following: String
    /// The text at the right of the first row, shown while there is room.
    package var right = ""
    /// The initial text.
    package var draft = ""
    /// The text that Alt-Enter inserts into an empty text; if nil, it begins another line, as
    /// elsewhere.
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
    /// Ctrl-C: the text is cancelled.
    case interrupted
    /// Ctrl-D, or the terminal is closed.
    case end
}

/// The functions of the language that an editor needs.
package struct EditorLanguage: Sendable {
    /// Returns whether Enter ends the text rather than beginning another line.
    package var isFinished: @Sendable (String) -> Bool
    /// Returns the completions at the cursor, an offset in the text's UTF-8.
    package var complete: @Sendable (_ text: String, _ cursor: Int) -> Completion
    package var highlights: @Sendable (String) -> [Highlight]
    /// Returns the text that shows an error, each of its lines with a line break.
    package var message: @Sendable (_ error: UserError, _ isColored: Bool) -> String
    /// Returns an English text of the editor's own in the user's language.
    package var translate: @Sendable (String) -> String

    package init(
        isFinished: @escaping @Sendable (String) -> Bool,
        complete: @escaping @Sendable (_ text: String, _ cursor: Int) -> Completion,
        highlights: @escaping @Sendable (String) -> [Highlight],
        message: @escaping @Sendable (_ error: UserError, _ isColored: Bool) -> String,
        translate: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.isFinished = isFinished
        self.complete = complete
        self.highlights = highlights
        self.message = message
        self.translate = translate
    }
}

/// The completions that Tab offers.
package struct Completion: Hashable, Sendable {
    package struct Candidate: Hashable, Sendable {
        package var text: String
        /// A description of a few words; may be empty.
        package var description: String

        package init(text: String, description: String = "") {
            self.text = text
            self.description = description
        }
    }

    /// The candidates, in the order in which they are shown.
    package var candidates: [Candidate]
    /// The range that a candidate replaces, in the text's UTF-8.
    package var replaced: Range<Int>
    /// What makes candidates known, if there are none yet.
    package var hint: String?

    package init(candidates: [Candidate] = [], replaced: Range<Int>, hint: String? = nil) {
        self.candidates = candidates
        self.replaced = replaced
        self.hint = hint
    }

    /// The longest common prefix of all candidates.
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
