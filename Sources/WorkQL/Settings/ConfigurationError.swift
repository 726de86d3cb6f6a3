/// An error in the configuration, the environment or the values that replace them.
package struct ConfigurationError: Error, Hashable, Sendable {
    /// Lowercase, understandable by itself, without secrets.
    package var message: String
    /// `path:line` or `path:line:column`
    package var location: String?
    package var help: String?
    /// The help, for programs to apply: a word that was written, and its replacement.
    package var correction: Correction?

    package struct Correction: Hashable, Sendable {
        package var wrong: String
        package var right: String

        package init(wrong: String, right: String) {
            self.wrong = wrong
            self.right = right
        }
    }

    package init(_ message: String, at location: String? = nil, help: String? = nil) {
        self.message = message
        self.location = location
        self.help = help
    }
}

/// An error in a value, before the position of the value is known.
package struct ValueError: Error, Hashable, Sendable {
    package var message: String
    package var help: String?

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
