import WorkQLSyntax

/// Reads statements from somebody at a terminal.
///
/// The one face of the editor: what draws and reads behind it can be changed without the shell.
protocol LineEditor: Sendable {
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
    func remember(_ text: String) async -> ShellError?

    /// The texts that are kept, the oldest first.
    func remembered() async -> [String]

    /// Has the user's own editor change a text, and waits until it has ended.
    func edit(_ text: String) async throws(ShellError) -> String

    /// Waits until an instant, unless a key is pressed before, which is then forgotten.
    func pause(until instant: ContinuousClock.Instant) async -> Pause
}

/// How a pause ended.
enum Pause: Hashable, Sendable {
    case timeout, key
    /// Ctrl-C, or the end of the terminal or the program.
    case interrupted
}

/// What stands around the text, and what may come into it by itself.
struct Prompt: Hashable, Sendable {
    /// Before the first line.
    var first: String
    /// Before the other lines; as wide as the first, so that lines stand under each other.
    var following: String
    /// At the right of the first row, for as long as there is room.
    var right = ""
    /// What the text begins as.
    var draft = ""
    /// What Alt-Enter puts into an empty text; nil has it begin another line, as elsewhere.
    var suggestion: String?
}

enum LineReading: Hashable, Sendable {
    case text(String)
    /// Ctrl-C: the text is given up.
    case interrupted
    /// Ctrl-D, or the terminal is gone.
    case end
}

/// What an editor asks of those who know the language.
struct EditorLanguage: Sendable {
    /// Whether Enter ends the text rather than beginning another line.
    var isFinished: @Sendable (String) -> Bool
    /// What may stand at the cursor, an offset in the text's UTF-8.
    var complete: @Sendable (_ text: String, _ cursor: Int) -> Completion
    var highlights: @Sendable (String) -> [Highlight]
}

/// What Tab offers.
package struct Completion: Hashable, Sendable {
    package struct Candidate: Hashable, Sendable {
        var text: String
        /// A few words about it; may be empty.
        var description = ""
    }

    /// In the order in which they are shown.
    package var candidates: [Candidate] = []
    /// What a candidate takes the place of, in the text's UTF-8.
    var replaced: Range<Int>

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
