package import WorkQLCatalog
import WorkQLSQLite

/// The maximum age of stored rows that are used.
package struct StoreAgeLimit: Sendable {
    /// In seconds since 1970.
    package var now: Int64
    /// The number of seconds during which rows that may still change are used; replaces the table's
    /// own.
    package var freshFor: Int?
    /// Whether no stored rows are used.
    package var usesNothing: Bool
    /// Whether all stored rows are used, however old.
    package var usesAll: Bool

    package init(
        now: Int64, freshFor: Int? = nil, usesNothing: Bool = false, usesAll: Bool = false
    ) {
        self.usesAll = usesAll
        self.now = now
        self.freshFor = freshFor
        self.usesNothing = usesNothing
    }

    /// Returns the same limits at another time.
    package func later(_ now: Int64) -> StoreAgeLimit {
        var later = self
        later.now = now
        return later
    }

    /// Returns whether rows fetched at this time are still used, although they may have changed.
    ///
    /// - Parameter freshFor: the default number of seconds for which they are fresh.
    func isFresh(_ fetched: Int64, freshFor: Int) -> Bool {
        let seconds = self.freshFor ?? freshFor
        // 0 means never: other statements may have begun in the same second as this one.
        return seconds > 0 && now - fetched <= seconds
    }

    /// Returns whether the fetch time is credible: if it is later than now, because a clock was
    /// ahead, changes since then cannot be determined.
    func knows(_ fetched: Int64) -> Bool { fetched <= now }

    /// Returns whether rows that describe a current state, fetched at this time, are used.
    package func uses(_ fetched: Int64, freshness: FreshnessPolicy) -> Bool {
        guard knows(fetched), !usesNothing else { return false }
        return usesAll || isFresh(fetched, freshFor: freshness.freshFor)
    }
}

extension Store {
    /// Returns the usable coverage intervals of cells, in order of preference for each cell.
    package func spans(
        _ question: CoverageQuery, identity: String, age: StoreAgeLimit
    ) throws -> [String: [CachedInterval]] {
        guard !age.usesNothing else { return [:] }
        let tables = tables(of: question.endpoint)
        let scope = StoreScope(
            endpoint: question.endpoint.storedName, identity: identity,
            parameters: question.parameters,
            choices: question.choices)
        return try database.read { database in
            if let all = question.ofAll {
                return try Self.spans(ofAll: all, scope, question, age, tables, database)
            }
            return try Self.spans(of: scope, question.cells, question, age, database)
        }
    }

    /// - Parameter cells: nil for all of the scope.
    static func spans(
        of scope: StoreScope, _ cells: Set<String>?, _ question: CoverageQuery,
        _ age: StoreAgeLimit, _ database: Connection
    ) throws -> [String: [CachedInterval]] {
        let isByTime = question.endpoint.range.column != nil
        var spans: [String: [CachedInterval]] = [:]
        for scope in [scope, scope.widest(of: question.endpoint)].compactMap(\.self) {
            guard let id = try Self.id(of: scope, in: database) else { continue }
            var last: StoredPartition?
            // A few cells are looked up one by one; for many, all are read.
            func read(_ row: SQLiteRow) -> (key: String, span: CachedInterval)? {
                let (key, since, until) = (row.text(0), row.integer(3), row.integer(4))
                guard since < until else { return nil }
                let span = CachedInterval(
                    owner: row.integer(isByTime ? 1 : 2), instants: since..<until,
                    fetched: row.integer(5))
                // Rows of the same cell are mostly adjacent.
                let cell =
                    last.flatMap { $0.id == row.integer(1) ? $0 : nil }
                    ?? StoredPartition(id: row.integer(1), scope: scope, key: key)
                last = cell
                let seal = cell.seal(
                    id: isByTime ? 0 : row.integer(2), span.instants, fetched: span.fetched,
                    block: row.isNull(6) ? nil : row.integer(6))
                // A row that a disk or a copy has changed is ignored.
                return seal == row.integer(7) ? (key, span) : nil
            }
            func take(_ found: [CachedInterval], of key: String) {
                let usable = found.compactMap { span in
                    question.endpoint.freshness.usable(
                        span, age: age, longest: question.longestAge, isDivisible: isByTime)
                }
                if !usable.isEmpty { spans[key, default: []] += usable }
            }
            func take(_ found: [(key: String, span: CachedInterval)?]) {
                for (key, span) in found.compactMap(\.self) { take([span], of: key) }
            }
            if let cells {
                for cell in cells {
                    take(try database.rows(spansOfScope + " AND key = ?", [id, cell], read))
                }
                continue
            }
            let keys = try Self.keys(of: id, in: database)
            if try Self.isFasterToReadAll(cells: keys.count, database) {
                let all = try Self.allSpans(of: keys, in: scope, isByTime: isByTime, database)
                for (key, found) in zip(keys, all) { take(found, of: key.key) }
            } else {
                take(try database.rows(spansOfScope, [id], read))
            }
        }
        // Of overlapping intervals the latest comes first.
        if !isByTime {
            for key in spans.keys {
                spans[key]?.sort { $0.fetched > $1.fetched }
            }
        }
        return spans
    }

    private static let spansOfScope = """
        SELECT key, "workql cell".id, "workql coverage".id, since, until, fetched, block, seal
        FROM "workql cell" JOIN "workql coverage" ON cell = "workql cell".id WHERE scope = ?
        """

    /// Returns the cells of a scope.
    private static func keys(
        of scope: Int64, in database: Connection
    ) throws -> [(id: Int64, key: String)] {
        try database.rows("SELECT id, key FROM \"workql cell\" WHERE scope = ?", [scope]) { row in
            (id: row.integer(0), key: row.text(1))
        }
    }

    /// Returns whether the coverage of some cells is found sooner in that of all cells than by the
    /// index, which takes several times as long for each interval.
    static func isFasterToReadAll(cells: Int, _ database: Connection) throws -> Bool {
        guard cells > CoverageQuery.few else { return false }
        let all = try database.integer("SELECT count(*) FROM \"workql cell\"") ?? 0
        return Int64(cells) * 4 >= all
    }

    /// Returns the coverage of each of many cells of a scope, read in the order in which it was
    /// written.
    private static func allSpans(
        of keys: [(id: Int64, key: String)], in scope: StoreScope, isByTime: Bool,
        _ database: Connection
    ) throws -> [[CachedInterval]] {
        let cells = keys.map { StoredPartition(id: $0.id, scope: scope, key: $0.key) }
        let places = Dictionary(
            zip(keys.lazy.map(\.id), keys.indices), uniquingKeysWith: { first, _ in first })
        var spans: [[CachedInterval]] = Array(repeating: [], count: keys.count)
        _ = try database.rows(
            "SELECT cell, id, since, until, fetched, block, seal FROM \"workql coverage\""
        ) { row in
            let (id, since, until) = (row.integer(0), row.integer(2), row.integer(3))
            guard let place = places[id], since < until else { return }
            let span = CachedInterval(
                owner: isByTime ? id : row.integer(1), instants: since..<until,
                fetched: row.integer(4))
            let seal = cells[place].seal(
                id: isByTime ? 0 : row.integer(1), span.instants, fetched: span.fetched,
                block: row.isNull(5) ? nil : row.integer(5))
            if seal == row.integer(6) { spans[place].append(span) }
        }
        return spans
    }

    static func id(of scope: StoreScope, in database: Connection) throws -> Int64? {
        try database.integer(
            """
            SELECT id FROM "workql scope"
            WHERE endpoint = ? AND identity = ? AND parameters = ? AND choices = ?
            """,
            [
                scope.endpoint, scope.identity, scope.parametersText, scope.choicesText,
            ])
    }
}

extension CachedInterval {
    /// The part of which the records were known when it was fetched: a day that was fetched at noon
    /// has none of the afternoon, however much of it was requested. nil if it begins later.
    var asKnown: CachedInterval? {
        let (end, overflow) = (fetched + 1).multipliedReportingOverflow(by: 1000)
        guard !overflow, end < instants.upperBound else { return self }
        guard end > instants.lowerBound else { return nil }
        var part = self
        part.instants = instants.lowerBound..<end
        return part
    }
}

extension FreshnessPolicy {
    /// Returns the part of an interval that does not change any more, or all of it while it is
    /// fresh; nil if no part can be used.
    ///
    /// - Parameters:
    ///   - longest: the maximum number of seconds after the fetch during which it can be used in
    ///     any case.
    ///   - isDivisible: whether a part can be used without the rest.
    package func usable(
        _ span: CachedInterval, age: StoreAgeLimit, longest: Int?, isDivisible: Bool
    ) -> CachedInterval? {
        guard age.knows(span.fetched) else { return nil }
        if age.usesAll { return span.asKnown }
        if let longest, age.now - span.fetched > longest { return nil }
        if age.isFresh(span.fetched, freshFor: freshFor) { return span }
        guard let after else { return nil }
        let settled = (span.fetched - Int64(after)) * 1000
        if settled >= span.instants.upperBound { return span }
        guard isDivisible, settled > span.instants.lowerBound else { return nil }
        var part = span
        part.instants = span.instants.lowerBound..<settled
        return part
    }
}
