import Synchronization
package import WorkQLCatalog
package import WorkQLPages
import WorkQLSQLite

/// The pages of calls that are not complete.
///
/// An interrupted call has a random number. Several processes may continue one, and one of them may
/// complete it or start it again: by the number each of them recognizes whether the stored pages
/// are those that it depends on.
extension Store {
    /// The stored state of a call.
    package struct BegunCall: Sendable {
        package var id: Int64
        package var pages: Int
        package var next: PagePosition
        /// When the call was started, in seconds since 1970.
        package var fetched: Int64
        /// The pages as they are now, whatever other processes do to them meanwhile.
        package var kept: StoredPages
    }

    /// The number of seconds after which calls that no process has continued are abandoned.
    static let patience: Int64 = 7 * 86_400

    /// - Parameter request: identifies exactly this call.
    package func begun(
        _ call: Call, _ request: String, in scope: StoreScope, age: StoreAgeLimit
    ) async throws -> BegunCall? {
        guard !age.usesNothing else { return nil }
        let isThere = try await database.read { database in
            try Self.begun(call, request, in: scope, age, database) != nil
        }
        guard isThere else { return nil }
        let kept = StoredPages(try await snapshot())
        guard
            let begun = try await kept.read({ database in
                try Self.begun(call, request, in: scope, age, database)
            })
        else { return nil }
        guard try await kept.hold(begun.id, pages: begun.pages, isAlone: location == .session)
        else {
            try await drop(request, in: scope)
            return nil
        }
        return BegunCall(
            id: begun.id, pages: begun.pages, next: begun.next, fetched: begun.fetched, kept: kept)
    }

    private static func begun(
        _ call: Call, _ request: String, in scope: StoreScope, _ age: StoreAgeLimit,
        _ database: Connection
    ) throws -> (id: Int64, pages: Int, next: PagePosition, fetched: Int64)? {
        guard let scope = try id(of: scope, in: database),
            let row = try database.first(
                """
                SELECT id, pages, next, fetched FROM "workql call"
                WHERE scope = ? AND request = ?
                """, [scope, request],
                { row in
                    (
                        id: row.integer(0), pages: Int(row.integer(1)), next: row.text(2),
                        fetched: row.integer(3)
                    )
                }),
            let next = PagePosition(text: row.next)
        else { return nil }
        let span = CachedInterval(
            owner: 0, instants: Int64(call.start) * 1000..<Int64(call.end) * 1000,
            fetched: row.fetched)
        let freshness = call.endpoint.freshness
        return freshness.usable(span, age: age, longest: nil, isDivisible: false) == nil
            ? nil : (row.id, row.pages, next, row.fetched)
    }

    /// - Parameters:
    ///   - id: the call's number; nil for the first page, with which the call begins.
    ///   - fetched: when the call was started, in seconds since 1970.
    /// - Returns: the call's number; nil if the pages before this one no longer exist, or if
    ///   another process has continued after them.
    package func keep(
        _ page: Page, number: Int, of request: String, id: Int64?, next: PagePosition,
        in scope: StoreScope, fetched: Int64
    ) async throws -> Int64? {
        let body = PageCodec.sealed(page)
        return try await database.write { database in
            let scope = try Self.makeID(of: scope, in: database)
            let own = id ?? Int64.random(in: 1...Int64.max)
            if number == 1 {
                try Self.drop(request, in: scope, database)
                try database.run(
                    """
                    INSERT INTO "workql call"(id, scope, request, pages, next, fetched)
                    VALUES (?, ?, ?, 0, '', ?)
                    """, [own, scope, request, fetched])
            }
            let pages = try database.integer(
                "SELECT pages FROM \"workql call\" WHERE id = ?", [own])
            guard pages == Int64(number - 1) else { return nil }
            try database.run(
                "INSERT OR REPLACE INTO \"workql page\"(call, number, body) VALUES (?, ?, ?)",
                [own, number, body])
            try database.run(
                "UPDATE \"workql call\" SET pages = ?, next = ? WHERE id = ?",
                [number, next.text, own])
            return own
        }
    }

    package func drop(_ request: String, in scope: StoreScope) async throws {
        try await database.write { database in
            guard let scope = try Self.id(of: scope, in: database) else { return }
            try Self.drop(request, in: scope, database)
        }
    }

    static func page(_ number: Int, of call: Int64, _ database: Connection) throws -> Page? {
        let body = try database.first(
            "SELECT body FROM \"workql page\" WHERE call = ? AND number = ?", [call, number]
        ) { $0.bytes(0) }
        return body.flatMap { PageCodec.opened($0) }
    }

    private static func drop(_ request: String, in scope: Int64, _ database: Connection) throws {
        let ids = try database.rows(
            "SELECT id FROM \"workql call\" WHERE scope = ? AND request = ?", [scope, request]
        ) { $0.integer(0) }
        for id in ids { try drop(call: id, database) }
    }

    static func drop(call id: Int64, _ database: Connection) throws {
        try database.run("DELETE FROM \"workql page\" WHERE call = ?", [id])
        try database.run("DELETE FROM \"workql call\" WHERE id = ?", [id])
    }

    static func dropOldCalls(now: Int64, in database: Connection) throws {
        for table in ["\"workql page\" WHERE call IN (SELECT id FROM \"workql call\"", ""] {
            let oldest = now - patience
            try database.run(
                table.isEmpty
                    ? "DELETE FROM \"workql call\" WHERE fetched < ?"
                    : "DELETE FROM \(table) WHERE fetched < ?)", [oldest])
        }
    }
}

/// The stored pages of one call, as they were when it was continued: another process that completes
/// the same call deletes them, and pages that were already delivered cannot be revoked.
package final class StoredPages: Sendable {
    private let snapshot: StoreSnapshot
    private let bodies = Mutex<(id: Int64, bodies: [[UInt8]]?)>((0, nil))

    init(_ snapshot: StoreSnapshot) { self.snapshot = snapshot }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await snapshot.read(body)
    }

    /// - Parameter isAlone: whether there is no snapshot that others cannot change, so that the
    ///   pages have to be copied.
    /// - Returns: whether all of them exist, unchanged.
    func hold(_ id: Int64, pages: Int, isAlone: Bool) async throws -> Bool {
        let copies: [[UInt8]]? = try await snapshot.read { database in
            var copies: [[UInt8]] = []
            for number in 1...max(pages, 1) {
                let body = try database.first(
                    "SELECT body FROM \"workql page\" WHERE call = ? AND number = ?", [id, number]
                ) { $0.bytes(0) }
                guard let body, PageCodec.isSealed(body) else { return nil }
                if isAlone { copies.append(body) }
            }
            return copies
        }
        bodies.withLock { $0 = (id, isAlone ? copies : nil) }
        return copies != nil
    }

    /// - Parameter number: counted from 1.
    package func page(_ number: Int) async throws -> Page {
        let (id, bodies) = bodies.withLock { $0 }
        let page: Page?
        if let bodies {
            page =
                bodies.indices.contains(number - 1)
                ? PageCodec.opened(bodies[number - 1]) : nil
        } else {
            page = try await snapshot.read { try Store.page(number, of: id, $0) }
        }
        guard let page else { throw StoreFailure.changed }
        return page
    }
}
