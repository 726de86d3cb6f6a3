import WorkQLCatalog
package import WorkQLPages
package import WorkQLSyntax

/// The keys that a scan waits for, where lists of people contain them that are known without a call.
///
/// What: `JOIN member m ON m.userid = r.userid` gives all people of the list.
/// Why: once the list is stored, the calls for these people are known before the first.
/// When not: where another table, or the list of a department that is not stored, gives the keys.
extension Plan {
    /// Returns a plan for the values of each key of a scan; nil where one of them needs a call.
    package func plansOfKeys(ofScan index: Int) -> [(plan: Plan, isInteger: Bool)]? {
        guard let keys = scans[index].dynamicKeys, scans[index].sharing == nil, !keys.reads.isEmpty,
            keys.reads.allSatisfy({ scans[$0].isKnownList })
        else { return nil }
        return keys.keys.map { key in
            let plan = Plan(
                scans: key.reads.map { scans[$0] }, order: Array(key.reads.indices), files: files,
                openColumns: openColumns, readsLast: readsLast, buckets: buckets,
                statement: key.statement, columns: [ResultColumn(name: key.column, type: nil)],
                zone: zone, notes: [])
            return (plan, key.isInteger)
        }
    }

    /// Returns a scan with the values that it waits for.
    package func scan(_ index: Int, knowing values: [[Scalar]]) throws(Diagnostic) -> Scan {
        guard let keys = scans[index].dynamicKeys else { return scans[index] }
        var known = try keys.fetched(with: values)
        known.columns = Set(known.columns + scans[index].columns).sorted()
        known.useful = scans[index].useful
        return known
    }
}

extension Scan {
    /// Whether its rows are a list of people that is known without a call.
    fileprivate var isKnownList: Bool {
        guard let directory, sharing == nil, dynamicKeys == nil else { return false }
        return directory.calls == 0 && !mayNeedMore
    }
}
