import WorkQLSyntax

/// The scans that a statement reads one after the other, and only until it has enough rows.
///
/// What: UNION ALL with a LIMIT, of tables or of queries that only select from them.
/// Why: the calls for the tables that are not reached are saved, and those for the rest of the table
/// in which enough rows are found.
/// When not: where rows are ordered or grouped, where equal rows are left out, and where scans share
/// calls or wait for each other's values.
struct ReadInTurn {
    /// The indices of the scans in the order in which they are read.
    let scans: [Int]
    /// The maximum number of rows that the reader needs; nil if unknown.
    let rowsWanted: Int?

    /// - Parameter query: the bound statement.
    init?(of query: Query, over scans: [Scan]) {
        guard scans.count > 1,
            scans.allSatisfy({
                $0.sharing == nil && $0.dynamicKeys == nil && !$0.isCommon && $0.readsOnce
            }),
            let (branches, limited) = Self.branches(limitedIn: query)
        else { return nil }
        var order: [Int] = []
        for select in branches {
            guard select.isPlain, let index = Self.scan(of: select), !order.contains(index) else {
                return nil
            }
            order.append(index)
        }
        guard order.sorted() == Array(scans.indices) else { return nil }
        self.scans = order
        rowsWanted = limited.rowsWanted
    }

    /// Returns the SELECTs of the UNION ALL whose rows are limited, and the query that limits them.
    private static func branches(limitedIn query: Query) -> ([Select], Query)? {
        guard query.with.isEmpty, query.ordering == nil else { return nil }
        let isLimited = query.limit != nil
        switch query.body {
        case .combined:
            guard isLimited, let branches = branches(of: query.body) else { return nil }
            return (branches, query)
        case .select(let select):
            guard select.from.count == 1, case .query(let inner, _) = select.from[0].kind else {
                return nil
            }
            if isLimited, select.isPlain, inner.isUnlimited, let all = branches(of: inner.body) {
                return (all, query)
            }
            return branches(limitedIn: inner)
        case .values, .query: return nil
        }
    }

    private static func branches(of body: QueryBody) -> [Select]? {
        switch body {
        case .combined(.union, all: true, let left, let right):
            guard let first = branches(of: left), let second = branches(of: right) else {
                return nil
            }
            return first + second
        case .select(let select): return [select]
        case .query(let query): return query.isUnlimited ? branches(of: query.body) : nil
        case .combined, .values: return nil
        }
    }

    /// Returns the index of the only scan that a SELECT reads, through queries that only select.
    private static func scan(of select: Select) -> Int? {
        guard select.from.count == 1 else { return nil }
        switch select.from[0].kind {
        case .table(let table, _, _): return Scan.index(table.name.text)
        case .query(let inner, _):
            guard inner.isUnlimited, case .select(let select) = inner.body, select.isPlain else {
                return nil
            }
            return scan(of: select)
        case .file, .rows, .join: return nil
        }
    }
}

extension Query {
    fileprivate var isUnlimited: Bool {
        with.isEmpty && ordering == nil && limit == nil && offset == nil
    }
}
