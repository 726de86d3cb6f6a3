import WorkQLSyntax
import WorkQLTime

/// A table of a database whose rows say with which ranges of `workql_coverage` they came.
struct RangeTable: Sendable {
    let name: String
    /// Whether a row may come with several ranges: it stands once, and lists them.
    let isShared: Bool
    /// By which rows of a part of a range are found; nil where ranges are taken away whole.
    let time: String?

    /// Takes rows out of ranges.
    ///
    /// - Parameter condition: on which of their rows; nil for all.
    /// - Returns: how many rows are gone.
    @discardableResult
    func remove(
        _ ranges: [Int64], where condition: String? = nil, _ connection: PostgreSQLConnection
    ) throws(UserError) -> Int {
        guard !ranges.isEmpty else { return 0 }
        let also = condition.map { " AND (\($0))" } ?? ""
        guard isShared else {
            return try connection.run(
                "DELETE FROM \(name.quotedName) WHERE _workql_range = ANY($1::bigint[])\(also)",
                [ranges.arrayText]
            ).affected
        }
        let gone = try connection.run(
            """
            DELETE FROM \(name.quotedName)
            WHERE _workql_ranges && $1::bigint[] AND _workql_ranges <@ $1::bigint[]\(also)
            """, [ranges.arrayText])
        try connection.run(
            """
            UPDATE \(name.quotedName) SET _workql_ranges = ARRAY(
                SELECT unnest(_workql_ranges) EXCEPT SELECT unnest($1::bigint[]))
            WHERE _workql_ranges && $1::bigint[]\(also)
            """, [ranges.arrayText])
        return gone.affected
    }

    /// Gives rows of one range to another.
    private func move(
        _ range: Int64, to other: Int64, where condition: String, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let value = isShared ? "array_replace(_workql_ranges, $1, $2)" : "$2"
        let own = isShared ? "_workql_ranges @> ARRAY[$1::bigint]" : "_workql_range = $1::bigint"
        try connection.run(
            """
            UPDATE \(name.quotedName) SET \(isShared ? "_workql_ranges" : "_workql_range") = \(value)
            WHERE \(own) AND (\(condition))
            """.replacing("$1,", with: "$1::bigint,").replacing("$2", with: "$2::bigint"),
            ["\(range)", "\(other)"])
    }

    /// Takes instants out of ranges, with the rows of their tables; what lies in front and behind
    /// stays.
    ///
    /// - Parameter old: ranges that have some of the instants.
    /// - Returns: how many rows are gone.
    @discardableResult
    static func cut(
        _ instants: Range<Int64>, outOf old: [HeldRange], _ tables: [RangeTable],
        _ connection: PostgreSQLConnection
    ) throws(UserError) -> Int {
        guard !old.isEmpty else { return 0 }
        let (since, until) = (instants.lowerBound, instants.upperBound)
        func ids(front: Bool, behind: Bool) -> [Int64] {
            old.filter {
                ($0.instants.lowerBound < since) == front
                    && ($0.instants.upperBound > until) == behind
            }.map(\.id)
        }
        let (whole, front) = (ids(front: false, behind: false), ids(front: true, behind: false))
        let (behind, both) = (ids(front: false, behind: true), ids(front: true, behind: true))
        var count = 0
        for table in tables {
            guard let time = table.time?.quotedName else {
                count += try table.remove(old.map(\.id), connection)
                continue
            }
            let from = "\(time) >= '\(TargetTable.text(since))'"
            let to = "\(time) < '\(TargetTable.text(until))'"
            count += try table.remove(whole, connection)
            count += try table.remove(front, where: from, connection)
            // A row without a time stands at the beginning of its range.
            count += try table.remove(behind, where: "\(to) OR \(time) IS NULL", connection)
            count += try table.remove(both, where: "\(from) AND \(to)", connection)
        }
        var changed = front + behind + both
        try connection.run(
            "DELETE FROM workql_coverage WHERE id = ANY($1::bigint[])", [whole.arrayText])
        try connection.run(
            "UPDATE workql_coverage SET since = $2 WHERE id = ANY($1::bigint[])",
            [behind.arrayText, TargetTable.text(until)])
        for id in both {
            let rest = try connection.run(
                """
                INSERT INTO workql_coverage
                    (endpoint, scope, partition, since, until, fetched, settled)
                SELECT endpoint, scope, partition, $2, until, fetched, settled
                FROM workql_coverage WHERE id = $1 RETURNING id
                """, ["\(id)", TargetTable.text(until)]
            ).rows.first?.first.flatMap { $0.flatMap { Int64($0) } }
            guard let rest else { continue }
            changed.append(rest)
            for table in tables {
                guard let time = table.time?.quotedName else { continue }
                try table.move(
                    id, to: rest, where: "\(time) >= '\(TargetTable.text(until))'", connection)
            }
        }
        try connection.run(
            """
            UPDATE workql_coverage SET until = $2, settled = least(settled, $2)
            WHERE id = ANY($1::bigint[])
            """, [(front + both).arrayText, TargetTable.text(since)])
        try Self.count(changed, tables, connection)
        return count
    }

    /// Writes the number of their rows into the coverage of ranges: where they are gone although
    /// ranges had some, the ranges are not complete.
    static func count(
        _ ranges: [Int64], _ tables: [RangeTable], _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard !ranges.isEmpty else { return }
        try connection.run(
            """
            UPDATE workql_coverage SET row_count = \(count(tables)) WHERE id = ANY($1::bigint[])
            """, [ranges.arrayText])
    }

    /// The number of rows that came with a row of `workql_coverage`, as an expression.
    static func count(_ tables: [RangeTable]) -> String {
        tables.map { table in
            let own =
                table.isShared
                ? "_workql_ranges @> ARRAY[workql_coverage.id]"
                : "_workql_range = workql_coverage.id"
            return "(SELECT count(*) FROM \(table.name.quotedName) WHERE \(own))"
        }.joined(separator: " + ")
    }
}
