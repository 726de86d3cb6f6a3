/// Why the editor cannot do what it is for.
package struct EditorError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The terminal cannot be read or edited on.
        case terminal
        /// The system lacks a locale of UTF-8.
        case locale
        /// A text cannot be written or edited elsewhere.
        case output
    }

    package var kind: Kind
    /// Lowercase, stands alone, no secrets.
    package var message: String
    package var help: String?

    init(_ kind: Kind, _ message: String, help: String? = nil) {
        self.kind = kind
        self.message = message
        self.help = help
    }
}
