import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLTime

/// Scans whose rows are all fetched before the local statement reads the first: they are fetched
/// concurrently into temporary tables. Scans that wait for values of others start as soon as these
/// are available.
extension LocalDatabase {
    /// Fetches all scans. Each begins as soon as the scans that it waits for are complete.
    ///
    /// - Returns: false, with the remaining scans left out, when the budget was spent in one of
    ///   them.
    func materialize(opening open: (Scan) throws -> ScanSource) throws -> Bool {
        var begun: [Int: (scan: Scan, source: ScanSource)] = [:]
        var kept: Set<Int> = []
        for index in plan.order {
            for next in plan.order where begun[next] == nil {
                let scan = plan.scans[next]
                guard scan.sharing == nil, kept.isSuperset(of: scan.dynamicKeys?.reads ?? []) else {
                    continue
                }
                let known = try known(scan)
                let source = try open(known)
                begun[next] = (known, source)
                source.start()
            }
            kept.insert(index)
            if let host = plan.scans[index].sharing {
                let member = plan.scans[index]
                if member.table.name == plan.scans[host].table.name {
                    try share(member, of: plan.scans[host])
                } else if let source = begun[host]?.source,
                    let list = plan.companions(of: host).firstIndex(of: index)
                {
                    try keep(member, ScanSource(scan: member, pages: source.companions[list]))
                }
            } else if let (scan, source) = begun[index] {
                try keep(scan, source)
                if source.failure is BudgetSpent { return false }
            }
        }
        return true
    }

    /// Creates a view with the name of a scan on the rows of another.
    private func share(_ scan: Scan, of host: Scan) throws {
        let columns = scan.columnNames
        var sql = """
            CREATE TEMP VIEW "\(scan.name)" AS SELECT \(scan.columns.isEmpty ? "NULL AS " : "")\(columns.joined(separator: ", "))
            FROM temp."\(host.name)"
            """
        if scan.range != host.range, let time = scan.table.endpoint.range.column {
            let (since, until) = (scan.range.since.milliseconds, scan.range.until.milliseconds)
            sql += """
                 WHERE "\(time)" IS NULL
                OR "\(time)" >= \(Double(since) / 1000) AND "\(time)" < \(Double(until) / 1000)
                """
        }
        try connection.run(sql)
    }

    /// Fetches all rows of a scan into a temporary table of its used columns.
    private func keep(_ scan: Scan, _ source: ScanSource) throws {
        let stream = "stream of \(scan.name)"
        let partial = partial(of: scan)
        try register(source, as: stream, combinedFor: partial)
        let copied = Result { try copy(scan, partial, from: stream) }
        source.end()
        // SQLite reports only that the scan failed.
        if let failure = source.failure {
            if failure is BudgetSpent { return }
            throw failure
        }
        try copied.get()
    }

    /// Returns the only reader of a scan's rows, if it needs those that are equal as one.
    private func partial(of scan: Scan) -> PartialAggregate? {
        guard case .materialize(let tables) = plan.execution,
            let index = plan.scans.firstIndex(where: { $0.name == scan.name })
        else { return nil }
        return tables.partials[index]
    }

    private func copy(_ scan: Scan, _ partial: PartialAggregate?, from name: String) throws {
        let own = partial.map { $0.columns.sorted() } ?? scan.columns
        var declared = own.map { ScanModule.declaration(of: scan.table.columns[$0]) }
        var read = own.map { "\"\(scan.table.columns[$0].name)\"" }
        if let partial {
            let hidden = [Scan.alike] + partial.partials.indices.map(PartialAggregate.name)
            declared += hidden.map { "\"\($0)\"" }
            read += hidden.map { "\"\($0)\"" }
        } else if own.isEmpty {
            declared = scan.columnNames
            read = ["NULL"]
        }
        let sql = """
            CREATE TEMP TABLE "\(scan.name)"(\(declared.joined(separator: ", ")));
            INSERT INTO temp."\(scan.name)"
            SELECT \(read.joined(separator: ", ")) FROM "\(name)"
            """
        try connection.run(sql)
    }
}

extension Scan {
    /// Its quoted columns; one unused column if only the number of rows is needed, because SQLite
    /// has no table without a column.
    fileprivate var columnNames: [String] {
        columns.isEmpty ? ["\"rows\""] : columns.map { "\"\(table.columns[$0].name)\"" }
    }
}
