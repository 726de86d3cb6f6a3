import WorkQLAPI
package import WorkQLCatalog
import WorkQLPlanner
package import WorkQLStore
package import WorkQLSyntax
package import WorkQLTime

/// A range of one partition that a store has.
package struct RecordRange: Hashable, Sendable {
    package var partition: String
    /// By which the store finds the rows.
    package var owner: Int64
    /// In milliseconds since 1970.
    package var instants: Range<Int64>
    /// In seconds since 1970.
    package var fetched: Int64

    package init(partition: String, owner: Int64, instants: Range<Int64>, fetched: Int64) {
        self.partition = partition
        self.owner = owner
        self.instants = instants
        self.fetched = fetched
    }
}

/// A query whose answer is the records of one table as the service has them: all columns, no
/// computation, and no condition but on keys and time. What it fetches can be carried elsewhere range
/// by range, because the store knows which ranges it covered.
///
/// `SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 30d` asks for the partitions `lisi`
/// and `wangwu`, each for 30 days.
package struct RecordQuery: Sendable {
    /// Those whose rows are in the answers of the endpoint, the query's own first.
    package var tables: [WorkQLCatalog.Table]
    package var scope: StoreScope
    package var division: PartitionScheme
    /// The column by which rows are given to their partitions; nil where they do not carry it.
    package var keyColumn: String?
    package var partitions: Set<String>
    /// Whether one partition is a list of several keys, so that a row may be in many partitions.
    package var hasListPartitions: Bool
    /// In milliseconds since 1970.
    package var instants: Range<Int64>
    package var store: Store
    package var zone: Zone

    package var endpoint: Endpoint { tables[0].endpoint }

    /// The ranges of the query that the store has, however old. Where rows are told by their time, they
    /// end where the query's range does.
    ///
    /// - Parameter now: seconds since 1970.
    package func stored(now: Int64) throws -> [RecordRange] {
        let spans = try store.spans(
            CoverageQuery(
                endpoint: endpoint, parameters: scope.parameters, choices: scope.choices,
                cells: partitions.count <= CoverageQuery.few ? partitions : nil, longestAge: nil),
            identity: scope.identity, age: StoreAgeLimit(now: now, usesAll: true))
        var found: [RecordRange] = []
        for (partition, spans) in spans where partitions.contains(partition) {
            for span in spans {
                let known = span.instants.known(at: span.fetched)
                let common = known.clamped(to: instants)
                guard !common.isEmpty else { continue }
                found.append(
                    RecordRange(
                        partition: partition, owner: span.owner,
                        instants: division.isByTime ? common : known, fetched: span.fetched))
            }
        }
        return found.sorted {
            ($0.instants.lowerBound, $0.instants.upperBound, $0.fetched, $0.partition)
                < ($1.instants.lowerBound, $1.instants.upperBound, $1.fetched, $1.partition)
        }
    }
}

extension Range<Int64> {
    /// The part of the instants that a fetch can tell of: a range such as `DURING today` reaches
    /// beyond it.
    ///
    /// - Parameter fetched: in seconds since 1970.
    package func known(at fetched: Int64) -> Range {
        clamped(to: .min..<(fetched * 1000))
    }
}

/// Where the records of a query come from, which is known before its keys are.
package struct RecordSource: Sendable {
    /// Those whose rows are in the answers of the endpoint, the query's own first.
    package var tables: [WorkQLCatalog.Table]
    /// Of the credentials.
    package var identity: String
}

/// Ranges that a plan takes for stored, because a run would get them without a call.
package struct AssumedCoverage: Sendable {
    package var scope: StoreScope
    package var intervals: [String: [CachedInterval]]

    package init(scope: StoreScope, intervals: [String: [CachedInterval]]) {
        self.scope = scope
        self.intervals = intervals
    }
}

extension Plan {
    /// The scan whose records are the rows of this plan as the service has them; nil for a plan that
    /// computes, or that leaves rows or columns out.
    fileprivate var recordScan: Scan? {
        guard scans.count == 1, files.isEmpty, let scan = scans.first,
            scan.table.source.isAnswers, scan.table.isTimed,
            scan.predicates.allSatisfy({ $0.pushdown == .exact }),
            columns.map(\.name) == scan.table.listed.map({ scan.table.columns[$0].name })
        else { return nil }
        return scan
    }
}

extension ScriptSession {
    /// Where the records come from that a query asks for, without a call; nil for a query that computes,
    /// or whose rows no store keeps.
    package func recordSource(of query: Query) throws(UserError) -> RecordSource? {
        guard query.isSelectionOfAll(named: { queries[$0] }), let store = try openedStore(),
            let table = try plan(query).recordScan?.table
        else { return nil }
        return RecordSource(
            tables: [table] + store.tables(of: table.endpoint).filter { $0.name != table.name },
            identity: client.identity(of: table.service))
    }

    /// The records that a query asks for, once its keys are known, which may take calls; nil for a query
    /// that computes, that leaves rows or columns out, or whose rows the store does not keep.
    ///
    /// - Parameters:
    ///   - mayCall: else nil where finding out the keys takes calls.
    ///   - statistics: what finding out the keys costs is added to it.
    package func records(
        of query: Query, mayCall: Bool = true, into statistics: inout QueryStatistics
    ) async throws(UserError) -> RecordQuery? {
        guard query.isSelectionOfAll(named: { queries[$0] }) else { return nil }
        let plan = try await planned(query, mayCall: mayCall, into: &statistics)
        guard mayCall || plan.subplans.isEmpty, let scan = plan.recordScan, scan.dynamicKeys == nil
        else { return nil }
        let store: Store?
        do { store = try self.store(for: scan) } catch { throw UserError(wrapping: error) }
        let asked = scan.stored?.asked ?? scan.splitPlan
        let parameters = asked.batches.map(\.parameter)
        let endpoint = scan.table.endpoint
        let scope = StoreScope(
            endpoint: endpoint.storedName, identity: client.identity(of: scan.table.service),
            parameters: parameters.map(\.column), choices: asked.choices)
        guard let store, scope.widest(of: endpoint) == nil else { return nil }
        let division = PartitionScheme(endpoint, parameters)
        var partitions: Set<String> = []
        if division.isByValue {
            partitions = Set(asked.batches[0].values.map { division.cell($0) })
        } else {
            for index in 0..<asked.batchCount where asked.count > 0 {
                partitions.formUnion(division.cells(of: asked[index].call))
            }
        }
        return RecordQuery(
            tables: [scan.table]
                + store.tables(of: endpoint).filter { $0.name != scan.table.name },
            scope: scope, division: division,
            keyColumn: division.isByValue ? parameters[0].column : nil, partitions: partitions,
            hasListPartitions: !division.isByValue && parameters.contains { $0.maximum > 1 },
            instants: scan.range.since
                .milliseconds..<max(
                    scan.range.since.milliseconds, scan.range.until.milliseconds),
            store: store, zone: options.zone)
    }
}

extension Query {
    /// `SELECT *`, perhaps without some columns, from one relation, and nothing done to its rows, nor to
    /// those of a query that the relation stands for.
    ///
    /// - Parameter named: the queries of LET.
    fileprivate func isSelectionOfAll(named: (Name) -> Query?) -> Bool {
        guard with.isEmpty, ordering == nil, limit == nil, offset == nil,
            case .select(let select) = body,
            !select.distinct, select.from.count == 1, select.items.count == 1,
            select.timeSeries == nil, select.grouping == .by([]), select.having == nil,
            select.qualification == nil, select.comparison == nil
        else { return false }
        switch select.items[0].kind {
        case .star(let change), .tableStar(_, let change):
            guard change.replaced.isEmpty else { return false }
        case .expression: return false
        }
        switch select.from[0].kind {
        case .query(let query, _): return query.isSelectionOfAll(named: named)
        case .table(let table, _, _):
            guard table.service == nil, let query = named(table.name) else { return true }
            return query.isSelectionOfAll(named: named)
        case .file, .rows, .join: return true
        }
    }
}
