package import WorkQLCatalog
package import WorkQLSyntax

/// Answers the statements of clients about the database itself: statements all of whose relations
/// are in `pg_catalog` or `information_schema`, and those that name no relation.
///
/// It makes no calls, and does not block.
package protocol CatalogHandler: Sendable {
    /// Returns the types of a statement's parameters and columns, without running it.
    ///
    /// - Parameters:
    ///   - statement: one statement, without its semicolon.
    ///   - types: the types of the parameters that the client declares, by their numbers; the
    ///     statement handler infers those that are nil or missing at the end.
    /// - Returns: nil for a statement that the engine has to answer.
    func describe(
        _ statement: String, parameters types: [ServerType?], session: SessionFacts
    ) throws(UserError) -> CatalogDescription?

    /// Runs a statement.
    ///
    /// - Parameter parameters: the values of `$1`, `$2`, …
    /// - Returns: nil for a statement that the engine has to answer.
    func answer(
        _ statement: String, parameters: [ServerParameter], session: SessionFacts
    ) throws(UserError) -> CatalogAnswer?
}

/// The parameters and columns of a statement of the catalog.
package struct CatalogDescription: Hashable, Sendable {
    /// The types of `$1`, `$2`, …
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
    /// The settings of the session that the statement changes, as `set_config` does: names and
    /// values.
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
    /// The OID of the table that it comes from, as in pg_class; 0 for a computed column.
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

/// The value of a parameter such as `$1`.
package struct ServerParameter: Hashable, Sendable {
    package var value: ServerValue
    /// The type; nil if neither the client nor the statement determines it; the value is then a
    /// text.
    package var type: ServerType?

    package init(_ value: ServerValue, _ type: ServerType? = nil) {
        self.value = value
        self.type = type
    }
}

/// The properties of a connection that its statements can query.
package struct SessionFacts: Sendable {
    /// The name of the user.
    package var user: String
    package var database: String
    /// The process number with which the connection can be cancelled.
    package var processID: Int32
    /// The PostgreSQL settings of the session, by their lowercase names: `timezone`, `search_path`,
    /// `application_name`, `server_version`, …
    package var settings: [String: String]
    /// The tables that exist.
    package var catalog: Catalog
    /// The names of the tables that this user may see; nil for all of them.
    package var visibleTables: Set<String>?
    /// The tables and columns that do not exist for this user, and whether tables without people
    /// do not exist either: sessions that agree in them see the same catalog.
    package var hidden: [String] = []
    package var isLimited = false
    /// Returns whether the client's running statement has to end.
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
