package import WorkQLSQLite

/// Why a store cannot be used.
package struct StoreFailure: Error, Sendable {
    /// A complete message by itself, in lowercase.
    package var message: String
    package var help: String?

    /// Whether another process deleted data that a plan depends on; a new plan will not depend on
    /// it.
    package var isChange = false
    /// Whether the reason was damage, which the user must be told about.
    package var isDamage = false
    /// Whether the disk, or a process that holds the file, is the obstacle: statements can run
    /// without the store.
    package var isObstacle = false
    /// Whether the statement needs the store, and ends.
    package var isEnd = false

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}

extension StoreFailure {
    /// Converts an SQLite error during the use of a store.
    package init(_ error: SQLiteError, of location: Store.Location) {
        let name = if case .file(let path) = location { "the store \(path)" } else { "the store" }
        self.init("\(name) cannot be used: \(error.isDamage ? "it is damaged" : error.message)")
        help = error.isDamage ? "move the file away, or choose another with --store" : nil
        isObstacle = true
    }

    /// Returns the failure for a damaged block, whose contents are lost; a new plan takes this into
    /// account.
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
