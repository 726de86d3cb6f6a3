package import WorkQLSQLite

/// Why a store cannot be used.
package struct StoreFailure: Error, Sendable {
    /// Stands alone, lowercase.
    package var message: String
    package var help: String?

    /// Whether another process took away what a plan counts on; a new plan does not.
    package var isChange = false
    /// Whether that was damage, of which its user has to be told.
    package var isDamage = false
    /// Whether the disk, or who holds the file, is in the way: statements can do without the store.
    package var isObstacle = false

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}

extension StoreFailure {
    /// What SQLite says of a store in the midst of its use.
    package init(_ error: SQLiteError, of location: Store.Location) {
        let name = if case .file(let path) = location { "the store \(path)" } else { "the store" }
        self.init("\(name) cannot be used: \(error.isDamage ? "it is damaged" : error.message)")
        help = error.isDamage ? "move the file away, or choose another with --store" : nil
        isObstacle = true
    }

    /// What a damaged block held is not known any more, which a new plan heeds.
    package static func damaged(_ location: Store.Location) -> StoreFailure {
        let name = if case .file(let path) = location { "the store \(path)" } else { "the store" }
        var failure = StoreFailure(
            "\(name) has damaged rows, which were set aside",
            help: "their contents are fetched again when needed")
        failure.isChange = true
        failure.isDamage = true
        return failure
    }

    package static var changed: StoreFailure {
        var failure = StoreFailure(
            "the store changed while the statement was read from it", help: "run it again")
        failure.isChange = true
        return failure
    }
}
