/// What is wrong with the configuration, the environment or what was given in their place.
package struct ConfigurationError: Error, Hashable, Sendable {
    /// Lowercase, stands alone, no secrets.
    package var message: String
    /// `path:line` or `path:line:column`
    package var location: String?
    package var help: String?
    /// The help, for programs to carry out: a word that was written, and the one to put in its
    /// place.
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

/// What is wrong with a value, before it is known where the value stands.
package struct ValueError: Error, Hashable, Sendable {
    package var message: String
    package var help: String?

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
