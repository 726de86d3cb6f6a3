/// Why a store cannot be used.
package struct StoreFailure: Error, Sendable {
    /// Stands alone, lowercase.
    package var message: String
    package var help: String?

    /// Whether another process took away what a plan counts on; a new plan does not.
    package var isChange = false

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}

extension StoreFailure {
    static var changed: StoreFailure {
        var failure = StoreFailure(
            "the store changed while the statement was read from it", help: "run it again")
        failure.isChange = true
        return failure
    }
}
