package import WorkQLCatalog

/// Answers what clients ask about the database itself: statements whose relations are all of
/// `pg_catalog` or `information_schema`, and those that name no relation.
///
/// It asks no service, and does not wait for anything.
package protocol CatalogLane: Sendable {
    /// The types of a statement's parameters and columns, without running it.
    ///
    /// - Parameters:
    ///   - statement: one statement, without its semicolon.
    ///   - types: what the client says about its parameters, by their numbers; nil, and what is
    ///     behind the end, is for the lane to find out.
    /// - Returns: nil for a statement that the engine has to answer.
    func describe(
        _ statement: String, parameters types: [ServerType?], session: SessionFacts
    ) throws(ServerError) -> CatalogDescription?

    /// - Parameter parameters: the values of `$1`, `$2`, …
    /// - Returns: nil for a statement that the engine has to answer.
    func answer(
        _ statement: String, parameters: [ServerParameter], session: SessionFacts
    ) throws(ServerError) -> CatalogAnswer?
}

/// What a statement of the catalog takes and gives.
package struct CatalogDescription: Hashable, Sendable {
    /// One for each of `$1`, `$2`, …
    package var parameters: [ServerType]
    package var columns: [ServerColumn]

    package init(parameters: [ServerType], columns: [ServerColumn]) {
        self.parameters = parameters
        self.columns = columns
    }
}

package struct CatalogAnswer: Hashable, Sendable {
    package var columns: [ServerColumn]
    package var rows: [[ServerValue]]
    /// What the statement sets for its session, as `set_config` does: names and values.
    package var settings: [String: String] = [:]

    package init(columns: [ServerColumn], rows: [[ServerValue]], settings: [String: String] = [:]) {
        self.columns = columns
        self.rows = rows
        self.settings = settings
    }
}

/// A column of an answer.
package struct ServerColumn: Hashable, Sendable {
    package var name: String
    package var type: ServerType
    /// The table that it comes from, as pg_class numbers it; 0 for a computed column.
    package var table: UInt32 = 0
    /// Its number in that table, counted from 1; 0 for a computed column.
    package var number: Int16 = 0

    package init(_ name: String, _ type: ServerType, table: UInt32 = 0, number: Int16 = 0) {
        self.name = name
        self.type = type
        self.table = table
        self.number = number
    }
}

/// The value of `$1` and the like.
package struct ServerParameter: Hashable, Sendable {
    package var value: ServerValue
    /// nil where neither the client nor the statement says it; the value is then a text.
    package var type: ServerType?

    package init(_ value: ServerValue, _ type: ServerType? = nil) {
        self.value = value
        self.type = type
    }
}

/// What statements may ask about the connection that they come by.
package struct SessionFacts: Sendable {
    /// Who is connected.
    package var user: String
    package var database: String
    /// The number under which the connection can be cancelled.
    package var processID: Int32
    /// The settings of PostgreSQL that the session has, by their names in lowercase:
    /// `timezone`, `search_path`, `application_name`, `server_version`, …
    package var settings: [String: String]
    /// The tables there are.
    package var catalog: Catalog
    /// The tables, by their names, that this user may see; nil where it is all of them.
    package var visibleTables: Set<String>?
    /// Whether what runs for the client is to end.
    package var mustStop: @Sendable () -> Bool = { false }

    package init(
        user: String, database: String, processID: Int32, settings: [String: String],
        catalog: Catalog, visibleTables: Set<String>? = nil
    ) {
        self.user = user
        self.database = database
        self.processID = processID
        self.settings = settings
        self.catalog = catalog
        self.visibleTables = visibleTables
    }
}
