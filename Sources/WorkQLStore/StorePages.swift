import Foundation
import GRDB
package import WorkQLAPI
package import WorkQLCatalog
import WorkQLPlanner

/// The pages of calls that are not at their end.
extension Store {
    /// What is kept of a call.
    package struct BegunCall: Sendable {
        package var pages: Int
        package var next: PagePosition
        /// When it was begun, in seconds since 1970.
        package var fetched: Int64
    }

    /// Calls that nobody went on with for so many seconds are given up.
    private static let patience: Int64 = 7 * 86_400

    package func begun(
        _ call: Call, in scope: StoreScope, age: StoreAge
    ) async throws -> BegunCall? {
        guard !age.usesNothing else { return nil }
        return try await database.read { database in
            guard let scope = try Self.id(of: scope, in: database),
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT pages, next, fetched FROM "workql call"
                            WHERE scope = ? AND request = ?
                            """), arguments: [scope, call.request]),
                let next = PagePosition(text: row[1])
            else { return nil }
            let begun = BegunCall(pages: row[0], next: next, fetched: row[2])
            let span = StoredSpan(
                owner: 0, instants: Int64(call.start) * 1000..<Int64(call.end) * 1000,
                fetched: begun.fetched)
            let settling = call.endpoint.settling
            return settling.usable(span, age: age, longest: nil, isDivisible: false) == nil
                ? nil : begun
        }
    }

    package func page(
        _ number: Int, of call: Call, in scope: StoreScope
    ) async throws -> Page {
        try await database.read { database in
            guard let scope = try Self.id(of: scope, in: database),
                let page = try Self.page(number, of: call.request, in: scope, database)
            else { throw StoreFailure.changed }
            return page
        }
    }

    /// - Parameter fetched: when the call was begun, in seconds since 1970.
    /// - Returns: false when the pages before it are not there any more.
    package func keep(
        _ page: Page, number: Int, of call: Call, next: PagePosition, in scope: StoreScope,
        fetched: Int64
    ) async throws -> Bool {
        let body = PageCodec.encode(page)
        return try await database.write { database in
            let scope = try Self.makeID(of: scope, in: database)
            if number == 1 {
                try Self.drop(call.request, in: scope, database)
                try database.cachedStatement(
                    sql: """
                        INSERT INTO "workql call"(scope, request, pages, next, fetched)
                        VALUES (?, ?, 0, '', ?)
                        """
                ).execute(arguments: [scope, call.request, fetched])
            }
            guard let id = try Self.id(of: call.request, in: scope, database, pages: number - 1)
            else { return false }
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO \"workql page\"(call, number, body) VALUES (?, ?, ?)"
            ).execute(arguments: [id, number, Data(body)])
            try database.cachedStatement(
                sql: "UPDATE \"workql call\" SET pages = ?, next = ? WHERE id = ?"
            ).execute(arguments: [number, next.text, id])
            return true
        }
    }

    package func drop(_ call: Call, in scope: StoreScope) async throws {
        try await database.write { database in
            guard let scope = try Self.id(of: scope, in: database) else { return }
            try Self.drop(call.request, in: scope, database)
        }
    }

    static func page(
        _ number: Int, of request: String, in scope: Int64, _ database: Database
    ) throws -> Page? {
        let body = try Data.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT body FROM "workql page" JOIN "workql call" ON id = call
                    WHERE scope = ? AND request = ? AND number = ?
                    """), arguments: [scope, request, number])
        return body.flatMap { PageCodec.decode([UInt8]($0)) }
    }

    static func drop(_ request: String, in scope: Int64, _ database: Database) throws {
        guard let id = try id(of: request, in: scope, database) else { return }
        try database.cachedStatement(sql: "DELETE FROM \"workql page\" WHERE call = ?")
            .execute(arguments: [id])
        try database.cachedStatement(sql: "DELETE FROM \"workql call\" WHERE id = ?")
            .execute(arguments: [id])
    }

    /// - Parameter pages: how many it has to have at least.
    private static func id(
        of request: String, in scope: Int64, _ database: Database, pages: Int = 0
    ) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id FROM "workql call" WHERE scope = ? AND request = ? AND pages >= ?
                    """), arguments: [scope, request, pages])
    }

    static func dropOldCalls(now: Int64, in database: Database) throws {
        for table in ["\"workql page\" WHERE call IN (SELECT id FROM \"workql call\"", ""] {
            let oldest = now - patience
            try database.execute(
                sql: table.isEmpty
                    ? "DELETE FROM \"workql call\" WHERE fetched < ?"
                    : "DELETE FROM \(table) WHERE fetched < ?)", arguments: [oldest])
        }
    }
}

extension Call {
    /// By which the very same call is known again: all that its first request says.
    package var request: String { ServiceClient.requestLine(for: self, operatorID: "") }
}
