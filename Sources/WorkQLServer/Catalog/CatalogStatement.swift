import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import sqlite3

/// A prepared statement of the catalog.
struct CatalogStatement {
    let columns: [ServerColumn]
    let parameters: [ServerType]
    /// Whether it reads tables of the catalog, and not only functions.
    let readsTables: Bool
    private let arrayParameters: Set<Int>
    /// The types in which the database stores the values of the columns.
    private let types: [ServerType]
    private let statement: WorkQLSQLite.PreparedStatement
    private unowned let database: CatalogDatabase

    /// Returns nil if the engine has to answer: the statement reads a table of the services, calls a
    /// function that the catalog does not have, or computes by the engine's functions alone.
    init?(
        _ query: Query, in database: CatalogDatabase, types given: [ServerType?]
    ) throws(UserError) {
        let scope = CatalogScope(query, names: database.names)
        if let other = scope.other {
            guard scope.isCatalog else { return nil }
            throw UserError(
                state: "0A000", "\(other.name) beside a table of the catalog in one statement",
                help: "read the two in statements of their own", at: other.span.start)
        }
        if !scope.isCatalog {
            guard scope.functions.allSatisfy(CatalogTranslator.has) else { return nil }
            if scope.computes, scope.functions.allSatisfy(Self.isOfEngine) { return nil }
            // It is the age of a transaction here, and of a date for people.
            if scope.functions.contains("age") { return nil }
        }
        if let missing = scope.missing {
            throw UserError(state: "42P01", "relation \"\(missing)\" does not exist")
        }
        for (index, type) in given.enumerated() {
            if let type, type != .unknown { scope.parameters[index + 1] = type }
        }
        let translator = CatalogTranslator(scope)
        let sql = translator.sql(query)
        if let problem = translator.problem { throw problem }
        do {
            statement = WorkQLSQLite.PreparedStatement(try database.connection.prepare(sql))
        } catch {
            throw Self.error(error)
        }
        self.database = database
        readsTables = scope.isCatalog
        let count = Int(sqlite3_bind_parameter_count(statement.handle))
        arrayParameters = scope.arrayParameters
        parameters = (0..<max(count, given.count)).map { scope.parameters[$0 + 1] ?? .text }
        let handle = statement.handle
        let width = Int(sqlite3_column_count(handle))
        let inferred = scope.columns(of: query)
        let all = (0..<width).map { index -> ServerColumn in
            if inferred.count == width { return inferred[index] }
            let name = sqlite3_column_name(handle, Int32(index))
            return ServerColumn(name.map { String(cString: $0) } ?? "?column?", .text)
        }
        types = all.map(\.type)
        // OIDs of objects are sent as the objects' names.
        columns = all.map { column in
            var column = column
            if column.type.isName { column.type = .text }
            return column
        }
    }

    private static func isOfEngine(_ name: String) -> Bool {
        SessionFacts.isOfSession(name) || Function.named(name, arguments: 0) != nil
            || TableFunction.named(Name(name)) != nil
    }

    /// Runs the statement and returns its rows.
    ///
    /// - Throws: an error of the statement.
    func rows(
        _ values: [ServerParameter], within limit: CatalogLimit
    ) throws(UserError) -> [[ServerValue]] {
        let count = Int(sqlite3_bind_parameter_count(statement.handle))
        guard values.count >= count else {
            throw UserError(
                state: "08P01",
                "the statement takes \(count) parameters, and \(values.count) are given")
        }
        let arguments = (0..<count).map { bindable(values[$0].value, number: $0 + 1) }
        do {
            var count = 0
            return try statement.rows(arguments) { row in
                count += 1
                guard count <= CatalogLimit.maximumRows else {
                    throw UserError(
                        state: "54000",
                        "the catalog gives at most \(CatalogLimit.maximumRows) rows at once")
                }
                return types.indices.map { value(row.value($0), as: types[$0]) }
            }
        } catch let error as UserError {
            throw error
        } catch {
            throw limit.reason ?? Self.error(error)
        }
    }

    private func bindable(_ value: ServerValue, number: Int) -> (any Bindable)? {
        switch value {
        case .null: return nil
        case .boolean(let value): return Int64(value ? 1 : 0)
        case .integer(let value): return value
        case .real(let value): return value
        case .array(let values): return CatalogArray.json(values)
        case .text(let text):
            let type = parameters.indices.contains(number - 1) ? parameters[number - 1] : .text
            switch type.affinity {
            case "INTEGER" where type == .boolean:
                return Int64(["t", "true", "on", "1", "yes"].contains(text.lowercased()) ? 1 : 0)
            case "INTEGER": return Int64(text) ?? text
            case "REAL": return Double(text) ?? text
            default: return text
            }
        }
    }

    private func value(_ value: RowValue, as type: ServerType) -> ServerValue {
        if value == .null { return .null }
        if let kind = CatalogTranslator.kind(of: type) {
            guard case .integer(let oid) = value, let oid = UInt32(exactly: oid) else {
                return plain(value)
            }
            if kind == "regrole" { return .text(database.session.facts.user) }
            return .text(database.names.text(of: oid, as: kind))
        }
        if let element = type.elementType, let text = value.string,
            let elements = CatalogArray.elements(of: text)
        {
            return .array(elements.map { self.value($0, as: element) })
        }
        switch (type, value) {
        case (.boolean, .integer(let number)): return .boolean(number != 0)
        case (.float4, .integer(let number)), (.float8, .integer(let number)):
            return .real(Double(number))
        case (_, .integer(let number)) where type.affinity == "TEXT":
            return .text(String(number))
        case (_, .real(let number)) where type.affinity == "TEXT": return .text("\(number)")
        default: return plain(value)
        }
    }

    private func value(_ element: ServerValue, as type: ServerType) -> ServerValue {
        switch element {
        case .null, .boolean: return element
        case .integer(let number):
            if type == .boolean { return .boolean(number != 0) }
            return type.affinity == "TEXT" ? .text(String(number)) : .integer(number)
        case .real, .text: return element
        case .array(let elements): return .array(elements.map { value($0, as: type) })
        }
    }

    private func plain(_ value: RowValue) -> ServerValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .text(let bytes), .blob(let bytes): .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Converts an error of SQLite to one that PostgreSQL's clients know. Functions of the catalog
    /// prefix their messages with the code.
    private static func error(_ error: any Error) -> UserError {
        if let error = error as? UserError { return error }
        let message = (error as? SQLiteError)?.message ?? "\(error)"
        let parts = message.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, parts[0].utf8.count == 5,
            parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) })
        {
            return UserError(state: parts[0], parts[1])
        }
        func name(after start: String) -> String? {
            message.hasPrefix(start) ? String(message.dropFirst(start.count)) : nil
        }
        if let column = name(after: "no such column: ") {
            return UserError(
                state: "42703", "column \"\(column.replacing("\"", with: ""))\" does not exist")
        }
        if let table = name(after: "no such table: ") {
            return UserError(state: "42P01", "relation \"\(table)\" does not exist")
        }
        if let column = name(after: "ambiguous column name: ") {
            return UserError(state: "42702", "column reference \"\(column)\" is ambiguous")
        }
        for start in ["wrong number of arguments to function ", "no such function: "] {
            guard let function = name(after: start) else { continue }
            let called = function.hasSuffix("()") ? String(function.dropLast(2)) : function
            return UserError(
                state: "42883", "function \(called)() does not exist with these arguments")
        }
        if message.contains(" BY term out of range ") {
            return UserError(
                state: "42P10", "a position in ORDER BY or GROUP BY is not in the select list")
        }
        if message.hasPrefix("variable number must be ") {
            return UserError(state: "42P02", "there is no parameter of this number")
        }
        if message == "datatype mismatch" {
            return UserError(
                state: "22P02", "LIMIT and OFFSET take a whole number of rows, 0 or more")
        }
        return UserError(state: "XX000", "the catalog cannot answer this: \(message)")
    }
}
