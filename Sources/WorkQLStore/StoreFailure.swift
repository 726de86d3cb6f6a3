package import WorkQLSQLite

/// Why a store cannot be used, by what can be done then.
package struct StoreFailure: Error, Sendable {
    /// A complete message by itself, in lowercase.
    package var message: String
    package var help: String?
    package var reason: Reason

    package enum Reason: Sendable {
        /// The configuration: another store has to be chosen.
        case unusable
        /// The disk, or a process that holds the file: statements can run without the store.
        case obstacle
        /// The same, where the statement needs the store, and ends.
        case end
        /// Another process deleted data that a plan depends on; a new plan will not depend on it.
        case change
        /// Damage did, which the user must be told about.
        case damage
    }

    package init(_ message: String, help: String? = nil, _ reason: Reason = .unusable) {
        self.message = message
        self.help = help
        self.reason = reason
    }

    /// Whether a new plan may succeed.
    package var isChange: Bool { reason == .change || reason == .damage }
}

extension StoreFailure {
    /// Converts an SQLite error during the use of a store.
    package init(_ error: SQLiteError, of location: Store.Location) {
        let name = if case .file(let path) = location { "the store \(path)" } else { "the store" }
        self.init(
            "\(name) cannot be used: \(error.isDamage ? "it is damaged" : error.message)",
            help: error.isDamage ? "move the file away, or choose another with --store" : nil,
            .obstacle)
    }

    /// Returns the failure for a damaged block, whose contents are lost; a new plan takes this into
    /// account.
    package static func damaged(_ location: Store.Location) -> StoreFailure {
        let name = if case .file(let path) = location { "the store \(path)" } else { "the store" }
        return StoreFailure(
            "\(name) has damaged rows, which were set aside",
            help: "their contents are fetched again when needed", .damage)
    }

    package static var changed: StoreFailure {
        StoreFailure(
            "the store changed while the statement was read from it", help: "run it again", .change)
    }
}
