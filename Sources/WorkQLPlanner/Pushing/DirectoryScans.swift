import WorkQLCatalog

extension Scan {
    /// The columns whose values are keys and not yet known.
    var suppliers: [ColumnReference] {
        guard splitPlan.count > 0 else { return [] }
        return splitPlan.batches.compactMap { batches in
            batches.isKnown || batches.origin != batches.parameter.suppliedBy?.summary
                ? nil : batches.parameter.suppliedBy
        }
    }

    /// Tells what a list of people costs, after what others before it have asked for.
    mutating func estimate(from directory: inout DirectoryKnowledge) {
        guard let shares, sharing == nil else { return }
        guard splitPlan.count > 0 else {
            self.directory = directory.cost(of: [])
            return
        }
        self.directory = directory.cost(of: shares)
        directory.shares.formUnion(shares)
    }

    /// What of a directory the scan needs; nil for other tables.
    var shares: Set<Directory.Share>? {
        guard case .directory(let list) = table.source else { return nil }
        return Directory.shares(of: list, columns.compactMap { table.columns[$0].attribute })
    }
}

extension Plan {
    /// Adds what will be known once the plan has run.
    func learn(into directory: inout DirectoryKnowledge) {
        for scan in scans where scan.splitPlan.count > 0 {
            directory.shares.formUnion(scan.shares ?? [])
        }
    }
}
