import WorkQLSyntax
import WorkQLTime

/// Rows that others took away: a table that was dropped or emptied, a partition that was dropped,
/// detached or emptied, rows that were deleted, a copy of before that was brought back. What they had
/// is not complete any more.
///
/// Where a table has exactly the rows that `workql_coverage` counted, nothing is lost. A month without
/// records is complete without a row.
struct LostRows: Sendable {
    let endpoint: String
    /// The endpoint's tables: their rows came with the same ranges.
    let tables: [TargetTable]
    /// Whether a part of a range can be fetched again.
    let isByTime: Bool

    /// Takes what is lost out of `workql_coverage`, with the rows of the endpoint's other tables,
    /// which would be there twice.
    ///
    /// - Parameters:
    ///   - isMade: whether one of the tables had to be made.
    ///   - isCounted: whether the rows are known to be those that were counted.
    /// - Returns: whether nothing is covered any more.
    func uncover(
        isMade: Bool, isCounted: Bool, _ connection: PostgreSQLConnection
    ) throws(UserError) -> Bool {
        let rangeTables = tables.map(\.rangeTable)
        let rested = try makeRests(connection)
        if !isMade, !rested {
            if isCounted { return false }
            if try RangeTable.areCounted(rangeTables, of: endpoint, connection) { return false }
        }
        try RangeTable.checkListed(rangeTables, of: endpoint, connection)
        let isEmpty = try emptyTables(connection)
        var isLost = isMade
        if !isLost, isEmpty.allSatisfy(\.self) { isLost = try hasCountedRows(connection) }
        if isLost {
            let gone = try connection.run(
                "DELETE FROM workql_coverage WHERE endpoint = $1", [endpoint])
            guard gone.affected > 0 else { return true }
            for table in tables { try connection.run("DELETE FROM \(table.name.quotedName)") }
            return true
        }
        var gaps = IntervalSet([])
        // A table without rows beside one that has some; rows without a time are of any range.
        if rested || isEmpty.contains(true) && isEmpty.contains(false) {
            gaps = IntervalSet(Int64.min..<Int64.max)
        } else {
            for table in tables {
                guard let own = try table.partitions(connection)?.gaps(connection) else { continue }
                gaps = gaps.union(own)
            }
        }
        try uncover(gaps, connection)
        // Rows that are missing one by one, or that were there before.
        try remove(RangeTable.miscounted(rangeTables, of: endpoint, connection), connection)
        return false
    }

    private func remove(
        _ ranges: [Int64], _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard !ranges.isEmpty else { return }
        for table in tables { try table.rangeTable.remove(ranges, connection) }
        try connection.run(
            "DELETE FROM workql_coverage WHERE id = ANY($1::bigint[])", [ranges.arrayText])
    }

    /// Makes partitions of rows without a time again.
    ///
    /// - Returns: whether one was gone.
    private func makeRests(_ connection: PostgreSQLConnection) throws(UserError) -> Bool {
        var isMade = false
        for table in tables {
            guard try table.partitions(connection)?.lacksRest == true else { continue }
            try table.makeRest(connection)
            isMade = true
        }
        return isMade
    }

    private func emptyTables(_ connection: PostgreSQLConnection) throws(UserError) -> [Bool] {
        let tests = tables.map { "NOT EXISTS (SELECT FROM \($0.name.quotedName))" }
        return try connection.run("SELECT \(tests.joined(separator: ", "))").rows.first?
            .map { $0 == "t" } ?? []
    }

    private func hasCountedRows(_ connection: PostgreSQLConnection) throws(UserError) -> Bool {
        try connection.run(
            """
            SELECT EXISTS (
                SELECT FROM workql_coverage WHERE endpoint = $1 AND row_count > 0)
            """, [endpoint]
        ).rows.first?.first == "t"
    }

    /// Takes instants in which rows are missing out of the ranges that had them.
    private func uncover(
        _ gaps: IntervalSet, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard !gaps.isEmpty else { return }
        func text(_ instant: Int64) -> String {
            switch instant {
            case .min: "-infinity"
            case .max: "infinity"
            default: TargetTable.text(instant)
            }
        }
        let rangeTables = tables.map(\.rangeTable)
        let lost = PostgreSQLWarehouse.ranges(
            try connection.run(
                """
                SELECT id, partition, \(PostgreSQLWarehouse.milliseconds("since")),
                    \(PostgreSQLWarehouse.milliseconds("until")),
                    extract(epoch FROM fetched)::bigint
                FROM workql_coverage WHERE endpoint = $1 AND (row_count > 0 OR row_count IS NULL)
                    AND EXISTS (
                        SELECT FROM unnest($2::timestamptz[], $3::timestamptz[]) AS gap(first, last)
                        WHERE since < last AND until > first)
                    AND row_count IS DISTINCT FROM \(RangeTable.count(rangeTables))
                """,
                [
                    endpoint, gaps.ranges.map { text($0.lowerBound) }.arrayText,
                    gaps.ranges.map { text($0.upperBound) }.arrayText,
                ]
            ).rows)
        guard let since = lost.map(\.instants.lowerBound).min(),
            let until = lost.map(\.instants.upperBound).max()
        else { return }
        guard isByTime else {
            try remove(lost.map(\.id), connection)
            return
        }
        // From the last to the first: what lies in front of a gap keeps its id.
        for gap in gaps.ranges.reversed() {
            let instants = gap.clamped(to: since..<until)
            let ranges = lost.filter { $0.instants.overlaps(instants) }
            guard !instants.isEmpty else { continue }
            try RangeTable.cut(instants, outOf: ranges, rangeTables, connection)
        }
    }
}
