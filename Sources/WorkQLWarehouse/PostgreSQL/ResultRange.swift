import WorkQL
import WorkQLPages
import WorkQLSyntax
package import WorkQLTime

/// The part of a result's table that a run replaces: the rows whose time is in the range of the
/// query.
package struct ResultRange: Hashable, Sendable {
    /// The column of the result that has the time.
    package var column: String
    package var range: TimeRange
    /// In which dates are read.
    package var zone: Zone
    /// When the result was fetched, in seconds since 1970.
    package var fetched: Int64

    package init(column: String, range: TimeRange, zone: Zone, fetched: Int64) {
        self.column = column
        self.range = range
        self.zone = zone
        self.fetched = fetched
    }

    /// The endpoint of results in `workql_coverage`, where a result is a partition.
    static let endpoint = "result"

    /// The comment of a table that is replaced by ranges.
    var mark: String { "\(Self.markStart)\(column)\(Self.markEnd)" }
    private static let markStart = "the answer of a query, replaced by ranges of "
    private static let markEnd = " by workql sync"

    /// Returns the column by which a table with a comment is replaced; nil for another comment.
    static func column(ofMark mark: String?) -> String? {
        guard let mark, mark.hasPrefix(markStart), mark.hasSuffix(markEnd) else { return nil }
        return String(mark.dropFirst(markStart.count).dropLast(markEnd.count))
    }

    /// - Throws: if the column is none of the result, or has no times.
    func check(
        _ columns: [(name: String, type: ColumnType?)], of table: String
    ) throws(UserError) {
        guard let found = columns.first(where: { $0.name == column }) else {
            throw UserError(
                .differs, "the result \(table) has no column \(column)",
                help: "its columns are \(columns.map(\.name).joined(separator: ", "))")
        }
        guard found.type == .timestamp || found.type == .date else {
            throw UserError(
                .differs, "the column \(column) of \(table) has neither timestamps nor dates",
                help: "specify another column with --range-column")
        }
    }

    private func instant(_ type: ColumnType?) -> String {
        guard type == .date else { return column.quotedName }
        return "(\(column.quotedName)::timestamp AT TIME ZONE \(zone.identifier.quotedText))"
    }

    /// Puts the rows of `workql_result` in the place of those of the range, with the coverage.
    func replace(
        _ table: String, _ columns: String, of type: ColumnType?,
        _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let bounds = [
            TargetTable.text(range.since.milliseconds), TargetTable.text(range.until.milliseconds),
        ]
        let isInside = "\(instant(type)) >= $1 AND \(instant(type)) < $2"
        try checkRows(of: table, isInside, bounds, type, connection)
        let name = table.quotedName
        try connection.run("LOCK TABLE \(name) IN EXCLUSIVE MODE")
        try connection.run("DELETE FROM \(name) WHERE \(isInside)", bounds)
        try connection.run("INSERT INTO \(name) (\(columns)) SELECT \(columns) FROM workql_result")
        try cover(table, connection)
        try connection.run(
            """
            UPDATE workql_coverage SET row_count = (SELECT count(*) FROM \(name)
                WHERE \(instant(type)) >= since AND \(instant(type)) < until)
            WHERE endpoint = 'result' AND partition = $3 AND since <= $2 AND until >= $1
            """, bounds + [table])
        try connection.run("COMMIT")
    }

    /// - Throws: if a row has no time, or one outside the range: a later run would not replace it.
    private func checkRows(
        of table: String, _ isInside: String, _ bounds: [String], _ type: ColumnType?,
        _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let found =
            try connection.run(
                """
                SELECT count(*) FILTER (WHERE \(column.quotedName) IS NULL),
                    count(*) FILTER (WHERE NOT (\(isInside))),
                    min(\(column.quotedName)) FILTER (WHERE NOT (\(isInside)))::text
                FROM workql_result
                """, bounds
            ).rows.first ?? []
        guard found.count == 3 else { return }
        if let count = found[0].flatMap({ Int($0) }), count > 0 {
            throw UserError(
                .differs, "\(counted(count, "row")) of \(table) has NULL in \(column)",
                help: "add the condition \(column) IS NOT NULL, or replace the whole table, "
                    + "without --range-column")
        }
        if let count = found[1].flatMap({ Int($0) }), count > 0 {
            throw UserError(
                .differs,
                "\(counted(count, "row")) of \(table) is outside the range of the query, "
                    + "\(range.text(in: zone)): \(column) is \(found[2] ?? "")",
                help: "begin the range where a \(type == .date ? "day" : "period") begins, such "
                    + "as SINCE 7d@d, or add a condition on \(column)")
        }
    }

    /// Forgets the ranges of a table that is gone, or that is empty although they had rows.
    static func uncover(
        _ table: String, isThere: Bool, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        try connection.run(
            "DELETE FROM workql_coverage WHERE endpoint = 'result' AND partition = $1"
                + (isThere
                    ? """
                     AND NOT EXISTS (SELECT FROM \(table.quotedName))
                    AND EXISTS (SELECT FROM workql_coverage
                        WHERE endpoint = 'result' AND partition = $1 AND row_count > 0)
                    """ : ""),
            [table])
    }

    /// Adds a row of coverage, and takes its range out of those of earlier runs. What lies after the
    /// fetch is not known.
    private func cover(
        _ table: String, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let own =
            (range.since.milliseconds..<max(range.since.milliseconds, range.until.milliseconds))
            .known(at: fetched)
        guard !own.isEmpty else { return }
        let values = [
            TargetTable.text(own.lowerBound), TargetTable.text(own.upperBound), table,
        ]
        try connection.run(
            """
            DELETE FROM workql_coverage
            WHERE endpoint = 'result' AND partition = $3 AND since >= $1 AND until <= $2
            """, values)
        try connection.run(
            """
            INSERT INTO workql_coverage (endpoint, scope, partition, since, until, fetched)
            SELECT endpoint, scope, partition, $2, until, fetched FROM workql_coverage
            WHERE endpoint = 'result' AND partition = $3 AND since < $1 AND until > $2
            """, values)
        try connection.run(
            """
            UPDATE workql_coverage SET since = $2
            WHERE endpoint = 'result' AND partition = $3 AND since >= $1 AND since < $2 AND until > $2
            """, values)
        try connection.run(
            """
            UPDATE workql_coverage SET until = $1
            WHERE endpoint = 'result' AND partition = $3 AND since < $1 AND until > $1 AND $2::timestamptz > $1
            """, values)
        try connection.run(
            """
            INSERT INTO workql_coverage (endpoint, scope, partition, since, until, fetched)
            VALUES ('result', $4, $3, $1, $2, $5)
            """, values + [column, TargetTable.text(fetched * 1000)])
    }
}
