import WorkQLCatalog

extension Scan {
    /// The columns whose values are keys that are not known yet.
    var suppliers: [ColumnReference] {
        guard splitPlan.count > 0 else { return [] }
        return splitPlan.batches.compactMap { batches in
            batches.isKnown || batches.origin != batches.parameter.suppliedBy?.summary
                ? nil : batches.parameter.suppliedBy
        }
    }

    /// Sets the cost of a list of people, given what previous lists have fetched.
    mutating func estimate(from directory: inout DirectoryKnowledge) {
        guard let shares, sharing == nil else { return }
        guard splitPlan.count > 0 else {
            self.directory = directory.cost(of: [])
            return
        }
        self.directory = directory.cost(of: shares)
        directory.shares.formUnion(shares)
    }

    /// The shares of a directory that the scan needs; nil for other tables.
    var shares: Set<Directory.Share>? {
        guard case .directory(let list) = table.source else { return nil }
        return Directory.shares(of: list, columns.compactMap { table.columns[$0].attribute })
    }
}

extension Plan {
    /// Adds what will be known after the plan has run.
    func learn(into directory: inout DirectoryKnowledge) {
        for scan in scans where scan.splitPlan.count > 0 {
            directory.shares.formUnion(scan.shares ?? [])
        }
    }
}
