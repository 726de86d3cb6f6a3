import Synchronization
import WorkQLSQLite
package import WorkQLSyntax

/// The catalog's statement handler on SQLite tables.
///
/// One statement runs at a time: each takes a few milliseconds at most, and a database contains as
/// many rows as a service has columns. There is one database for each set of tables that users may
/// see.
package final class TableCatalogHandler: CatalogHandler {
    private let databases = Mutex<[String: CatalogDatabase]>([:])

    package init() {}

    package func describe(
        _ statement: String, parameters types: [ServerType?], session: SessionFacts
    ) throws(UserError) -> CatalogDescription? {
        try withStatement(statement, types, session) { prepared, _ throws(UserError) in
            CatalogDescription(parameters: prepared.parameters, columns: prepared.columns)
        }
    }

    package func answer(
        _ statement: String, parameters: [ServerParameter], session: SessionFacts
    ) throws(UserError) -> CatalogAnswer? {
        let types = parameters.map(\.type)
        return try withStatement(statement, types, session) {
            prepared, database throws(UserError) in
            CatalogAnswer(
                columns: prepared.columns,
                rows: try prepared.rows(parameters, within: database.limit),
                settings: database.session.changes)
        }
    }

    private func withStatement<Value: Sendable>(
        _ text: String, _ types: [ServerType?], _ session: SessionFacts,
        _ body: (CatalogStatement, CatalogDatabase) throws(UserError) -> Value
    ) throws(UserError) -> Value? {
        var key = session.visibleTables.map { $0.sorted().joined(separator: "\n") } ?? "*"
        if !session.hidden.isEmpty || session.isLimited {
            key += "\n\(session.isLimited)\n" + session.hidden.sorted().joined(separator: "\n")
        }
        let result: Result<Value?, UserError> = databases.withLock { databases in
            do {
                let database: CatalogDatabase
                if let known = databases[key] {
                    database = known
                } else {
                    let names = CatalogNames(
                        services: CatalogRelation.relations(
                            of: session.catalog, visible: session.visibleTables))
                    database = try CatalogDatabase(names: names, facts: session)
                    databases[key] = database
                }
                database.attend(session)
                guard let prepared = try database.statement(text, types) else {
                    return .success(nil)
                }
                // The rows about the session are written anew whenever another session reads them.
                if prepared.readsTables { try database.adopt(session) }
                database.limit.begin(session.mustStop)
                return .success(try body(prepared, database))
            } catch let error as UserError {
                return .failure(error.located(in: text))
            } catch {
                return .failure(UserError(state: "XX000", "the catalog failed: \(error)"))
            }
        }
        return try result.get()
    }
}

extension UserError {
    /// Returns an error about a name with the place of the name, if the text contains it only once.
    fileprivate func located(in text: String) -> UserError {
        guard offset == nil, ["42703", "42P01", "42702"].contains(state),
            let quoted = self.message.split(separator: "\"", omittingEmptySubsequences: false)
                .dropFirst().first
        else { return self }
        let parts = quoted.split(separator: ".").map(String.init)
        let tokens = StatementText.tokens(of: text)
        let places = tokens.indices.filter { tokens[$0].name == parts.last }
        guard let place = places.first, places.count == 1 else { return self }
        // PostgreSQL marks a name from its qualifier on.
        let isQualified =
            parts.count > 1 && place > 1 && tokens[place - 1].kind == .symbol(".")
            && tokens[place - 2].name == parts[parts.count - 2]
        var error = self
        error.offset = tokens[isQualified ? place - 2 : place].range.lowerBound
        return error
    }
}

extension CatalogDatabase {
    /// The maximum number of prepared statements kept, because programs repeat the same ones.
    private static let maxStatements = 256

    /// Returns a prepared statement; nil if the engine has to answer.
    func statement(
        _ text: String, _ types: [ServerType?]
    ) throws(UserError) -> CatalogStatement? {
        let key = text + types.map { "\u{0}\($0?.oid ?? 0)" }.joined()
        if let known = statements[key] { return known }
        if statements.count >= Self.maxStatements { statements = [:] }
        let prepared = try prepare(text, types)
        // A nil value records that the engine has to answer.
        statements[key] = .some(prepared)
        return prepared
    }

    private func prepare(
        _ text: String, _ types: [ServerType?]
    ) throws(UserError) -> CatalogStatement? {
        // The engine reports statements that cannot be parsed.
        guard case .complete(let statements) = Parser.parse(text, dialect: .postgreSQL),
            statements.count == 1, case .query(let query)? = statements.first?.kind
        else { return nil }
        return try CatalogStatement(query, in: self, types: types)
    }
}
