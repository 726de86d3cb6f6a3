import GRDB
package import WorkQLCatalog

/// What was fetched, so that it need not be fetched again: the rows of each table, and apart from
/// them which stretches of which cells were fetched completely, and when. So "fetched, and nothing
/// was there" is known too.
///
/// All use of one connection is one after the other. Whatever belongs together is written in one
/// transaction.
package final class Store: Sendable {
    /// Where a store is kept.
    package enum Place: Hashable, Sendable {
        /// As long as the session lives. Large ones spill into a file that nobody else can open.
        case session
        case file(String)
    }

    package let place: Place
    let database: DatabaseQueue
    let tables: [Table]

    /// - Parameter catalog: the tables whose rows are kept.
    /// - Throws: `StoreFailure`.
    package init(_ place: Place, catalog: Catalog) throws(StoreFailure) {
        self.place = place
        // Others are put together from answers that are no rows.
        tables = catalog.tables.filter { $0.source == .answers }
        do {
            database = try Self.temporary()
            try database.write { database in try StoreSchema.create(tables, in: database) }
        } catch {
            throw StoreFailure("the store cannot be used: \(error)")
        }
    }

    /// A database without a name, which SQLite keeps in memory while it is small and else in a file
    /// that nobody else can open.
    private static func temporary() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "workql.store"
        let database = try DatabaseQueue(path: "", configuration: configuration)
        try database.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = MEMORY;
                    PRAGMA synchronous = OFF;
                    PRAGMA cache_size = -32768
                    """)
        }
        return database
    }

    /// The tables whose rows are in the answers of an endpoint.
    package func tables(of endpoint: Endpoint) -> [WorkQLCatalog.Table] {
        tables.filter { $0.endpoint.name == endpoint.name }
    }
}

extension WorkQLCatalog.Table {
    /// The places of the columns that answers hold, but for details.
    package var listed: [Int] { columns.indices.filter { !columns[$0].isDetail } }
}

/// Which rows can be used in each other's place: those that the same credentials are shown by the
/// same endpoint, asked with the same parameters but for keys and range.
package struct StoreScope: Hashable, Sendable {
    package var endpoint: String
    /// Tells credentials apart without holding any.
    package var identity: String
    /// The columns of the key parameters.
    package var parameters: [String]
    package var choices: [Call.Choice]

    package init(
        endpoint: String, identity: String, parameters: [String], choices: [Call.Choice]
    ) {
        self.endpoint = endpoint
        self.identity = identity
        self.parameters = parameters
        self.choices = choices
    }

    var parametersText: String { parameters.joined(separator: ",") }

    var choicesText: String {
        choices.map { "\($0.parameter)=\($0.value)" }.sorted().joined(separator: "&")
    }

    /// The scope of the rows among which those of this one are, if there is another: of the widest
    /// choices.
    func widest(of endpoint: Endpoint) -> StoreScope? {
        var wide = self
        wide.choices = endpoint.choices.compactMap { choice in
            choice.otherwise.map { Call.Choice(choice.parameter, $0) }
        }
        return wide.choicesText == choicesText ? nil : wide
    }
}
