package import WorkQLCatalog
import WorkQLSQLite

extension Store {
    /// Returns all coverage that an identity has of an endpoint, whatever the parameters; the same
    /// rows may be in several of the intervals.
    package func everything(
        of endpoint: Endpoint, identity: String, age: StoreAgeLimit
    ) throws -> [CachedInterval] {
        let isByTime = endpoint.range.column != nil
        return try database.read { database in
            try database.rows(
                """
                SELECT parameters, choices, key, "workql cell".id, "workql coverage".id,
                    since, until, fetched, block, seal
                FROM "workql scope"
                JOIN "workql cell" ON scope = "workql scope".id
                JOIN "workql coverage" ON cell = "workql cell".id
                WHERE endpoint = ? AND identity = ? ORDER BY since, "workql coverage".id
                """, [endpoint.storedName, identity]
            ) { row -> CachedInterval? in
                let (since, until) = (row.integer(5), row.integer(6))
                guard since < until else { return nil }
                let scope = StoreScope(
                    endpoint: endpoint.storedName, identity: identity,
                    parameters: row.text(0).split(separator: ",").map(String.init),
                    choices: row.text(1).split(separator: "&").compactMap(Call.Choice.init))
                let span = CachedInterval(
                    owner: row.integer(isByTime ? 3 : 4), instants: since..<until,
                    fetched: row.integer(7))
                let cell = StoredPartition(id: row.integer(3), scope: scope, key: row.text(2))
                let seal = cell.seal(
                    id: isByTime ? 0 : row.integer(4), span.instants, fetched: span.fetched,
                    block: row.isNull(8) ? nil : row.integer(8))
                // A row that a disk or a copy has changed is ignored.
                return seal == row.integer(9) && age.knows(span.fetched) ? span.asKnown : nil
            }.compactMap(\.self)
        }
    }
}

extension Call.Choice {
    /// Parses a choice in the form that a scope stores: `opencheckindatatype=3`.
    fileprivate init?(_ text: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let value = Int(parts[1]) else { return nil }
        self.init(String(parts[0]), value)
    }
}
