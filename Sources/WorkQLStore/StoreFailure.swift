/// Why a store cannot be used.
package struct StoreFailure: Error, Sendable {
    /// Stands alone, lowercase.
    package var message: String
    package var help: String?

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
