import WorkQLSyntax
import WorkQLTime

/// The partitions of a table that is partitioned by ranges of its time, as they are now: others may
/// have dropped, detached or attached some.
struct TargetPartitions: Sendable {
    struct Partition: Sendable {
        var name: String
        /// As it is written in statements.
        var path: String
        /// In milliseconds since 1970; nil for bounds that sync does not write.
        var instants: Range<Int64>?
    }

    let table: String
    var partitions: [Partition] = []
    /// The partition of rows without a time, as it is written in statements; nil where there is none
    /// that sync made.
    var rest: String?
    fileprivate var hasDefault = false

    /// Whether rows are put into partitions that sync makes.
    var isByMonth: Bool { rest != nil }

    /// Whether the partition of rows without a time is gone: all others are named as sync does it.
    var lacksRest: Bool {
        !hasDefault
            && partitions.allSatisfy { partition in
                guard partition.name.hasPrefix(table) else { return false }
                return partition.name.dropFirst(table.count)
                    .wholeMatch(of: /_[0-9]{4}_[0-9]{2}(_[0-9]+)?/) != nil
            }
    }

    func contain(_ instants: Range<Int64>) -> Bool {
        IntervalSet(instants).subtracting(IntervalSet(partitions.compactMap(\.instants))).isEmpty
    }

    /// The instants of which no partition has a row; nil where bounds are unknown.
    func gaps(_ connection: PostgreSQLConnection) throws(UserError) -> IntervalSet? {
        guard partitions.allSatisfy({ $0.instants != nil }) else { return nil }
        var filled: [Range<Int64>] = []
        if !partitions.isEmpty {
            let tests = partitions.enumerated().map { index, partition in
                "SELECT \(index) WHERE EXISTS (SELECT FROM \(partition.path))"
            }
            for row in try connection.run(tests.joined(separator: " UNION ALL ")).rows {
                guard let index = row[0].flatMap({ Int($0) }) else { continue }
                if let instants = partitions[index].instants { filled.append(instants) }
            }
        }
        return IntervalSet(Int64.min..<Int64.max).subtracting(IntervalSet(filled))
    }
}

extension TargetTable {
    /// - Returns: nil where the table is not partitioned by ranges of its time.
    func partitions(_ connection: PostgreSQLConnection) throws(UserError) -> TargetPartitions? {
        guard let partitionColumn else { return nil }
        func bound(_ index: Int) -> String {
            PostgreSQLWarehouse.milliseconds("bounds[\(index)]::timestamptz")
        }
        let rows = try connection.run(
            """
            SELECT relname, path, partdefid = oid, \(bound(1)), \(bound(2)) FROM (
                SELECT relname, child.oid::regclass::text AS path, partdefid, child.oid, regexp_match(
                    pg_get_expr(relpartbound, child.oid),
                    'FROM [(]''([^'']+)''[)] TO [(]''([^'']+)''[)]') AS bounds
                FROM pg_partitioned_table
                LEFT JOIN pg_inherits ON inhparent = partrelid
                LEFT JOIN pg_class child ON child.oid = inhrelid
                WHERE partrelid = to_regclass($1) AND partstrat = 'r' AND partnatts = 1
                    AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = partrelid
                        AND attnum = partattrs[0] AND attname = $2)) children
            """, [name.quotedName, partitionColumn]
        ).rows
        guard !rows.isEmpty else { return nil }
        var found = TargetPartitions(table: name)
        for row in rows {
            guard let child = row[0], let path = row[1] else { continue }
            if row[2] == "t" {
                found.hasDefault = true
                if child.hasPrefix(rest) { found.rest = path }
                continue
            }
            var instants: Range<Int64>?
            if let since = row[3].flatMap({ Int64($0) }), let until = row[4].flatMap({ Int64($0) }),
                since < until
            {
                instants = since..<until
            }
            found.partitions.append(.init(name: child, path: path, instants: instants))
        }
        return found
    }
}
