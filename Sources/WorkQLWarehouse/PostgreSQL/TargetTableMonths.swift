import WorkQLSyntax
import WorkQLTime

/// Partitions of a table by month: `checkin_2026_08`.
extension TargetTable {
    struct Month: Sendable {
        var name: String
        /// In milliseconds since 1970.
        var instants: Range<Int64>
    }

    /// The partition of rows without a time, as it is named when it is made.
    var rest: String { "\(name)_rest" }

    /// The partitions that rows of some instants need.
    func months(of instants: Range<Int64>, in zone: Zone) -> [Month] {
        guard !instants.isEmpty else { return [] }
        var months: [Month] = []
        var first = zone.localTime(at: Instant(milliseconds: instants.lowerBound)).date
            .start(of: .month)
        while true {
            let next = first.adding(months: 1)
            let start = zone.start(of: first).milliseconds
            guard start < instants.upperBound else { return months }
            let suffix = first.isoText.prefix(7).replacing("-", with: "_")
            months.append(
                Month(
                    name: "\(name)_\(suffix)",
                    instants: start..<zone.start(of: next).milliseconds))
            first = next
        }
    }

    /// Whether this role may make partitions.
    func isOwned(_ connection: PostgreSQLConnection) throws(UserError) -> Bool {
        try connection.run(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass($1)",
            [name.quotedName]
        ).rows.first?.first == "t"
    }

    /// Makes a partition. Rows of the month that stand among those without a time move into it:
    /// PostgreSQL refuses a partition for rows that another one has.
    func make(
        _ month: Month, besides partitions: TargetPartitions, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        guard let time = partitionColumn?.quotedName, let rest = partitions.rest else { return }
        let own = try Self.free(month.name, connection).quotedName
        let table = name.quotedName
        let since = "'\(Self.text(month.instants.lowerBound))'"
        let until = "'\(Self.text(month.instants.upperBound))'"
        let isInside = "\(time) >= \(since) AND \(time) < \(until)"
        let bounds = "FOR VALUES FROM (\(since)) TO (\(until))"
        let hasRows =
            try connection.run(
                "SELECT EXISTS (SELECT FROM \(rest) WHERE \(isInside))"
            ).rows.first?.first == "t"
        guard hasRows else {
            try connection.run("CREATE TABLE \(own) PARTITION OF \(table) \(bounds)")
            return
        }
        _ = try connection.transaction { () throws(UserError) in
            try connection.run(
                """
                CREATE TABLE \(own) (LIKE \(table) INCLUDING ALL);
                WITH moved AS (DELETE FROM \(rest) WHERE \(isInside) RETURNING *)
                INSERT INTO \(own) SELECT * FROM moved;
                ALTER TABLE \(table) ATTACH PARTITION \(own) \(bounds)
                """)
        }
    }

    /// Makes the partition of rows without a time again, where somebody took it away.
    func makeRest(_ connection: PostgreSQLConnection) throws(UserError) {
        let own = try Self.free(rest, connection).quotedName
        try connection.run("CREATE TABLE \(own) PARTITION OF \(name.quotedName) DEFAULT")
    }

    /// A name that no table has: one that was detached keeps its own.
    static func free(
        _ name: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> String {
        var (free, number) = (name, 1)
        while try connection.run("SELECT to_regclass($1) IS NULL", [free.quotedName])
            .rows.first?.first != "t"
        {
            number += 1
            free = "\(name)_\(number)"
        }
        return free
    }
}
