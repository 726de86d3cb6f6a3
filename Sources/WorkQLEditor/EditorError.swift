/// The reason why the editor cannot work.
package struct EditorError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The terminal cannot be read or used for editing.
        case terminal
        /// The system has no UTF-8 locale.
        case locale
        /// A text cannot be written or edited in the external editor.
        case output
    }

    package var kind: Kind
    /// Lowercase, complete on its own, no secrets.
    package var message: String
    package var help: String?

    init(_ kind: Kind, _ message: String, help: String? = nil) {
        self.kind = kind
        self.message = message
        self.help = help
    }
}
