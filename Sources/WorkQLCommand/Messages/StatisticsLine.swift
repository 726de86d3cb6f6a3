import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension QueryStatistics {
    /// The line after a result, without the leading dashes: `12 rows · 8 calls (2 retries) · 1.2 s
    /// · waited 0.4 s · checkin 2026-08-01 00:00 → 2026-08-08 00:00 Asia/Shanghai (7 d)`.
    var line: String { line(counted(rows, "row")) }

    /// The line of a report about a result: `12 rows · checkin 2026-08-01 00:00 → … (7 d)`.
    var sourceLine: String {
        var parts = [counted(rows, "row")]
        if let asOf { parts.append("stored as of " + asOf.text(in: zone)) }
        return (parts + asked).joined(separator: " · ")
    }

    /// The line of a statement whose reader stopped before its end: `stopped after 512 rows · …`.
    var stoppedLine: String { line("stopped after " + counted(rows, "row")) }

    private func line(_ beginning: String) -> String {
        // Concatenated directly: joined(separator:) looks up conformances at run time, which took a
        // twentieth of the time of `SELECT 1`.
        let separator = " · "
        var line = beginning + separator + callsText
        let more = [
            retries > 0 ? counted(retries, "retry", "retries") : nil,
            divided > 0 ? "\(divided) by dividing batches" : nil,
        ].compactMap(\.self)
        if !more.isEmpty { line += " (\(more.joined(separator: ", ")))" }
        line += separator + Self.duration(elapsed)
        // A time that rounds to zero tenths of a second is omitted.
        if waited >= 0.05 { line += separator + "waited \(Self.duration(waited))" }
        if let asOf {
            line += separator + counted(stored, "row") + " stored as of " + asOf.text(in: zone)
        }
        for file in files where file.groups > 1 {
            line += separator + "\(file.groupsRead) of \(file.groups) row groups"
        }
        for asked in asked { line += separator + asked }
        return line
    }

    /// The tables that were fetched and the range of each; tables with the same range share an
    /// entry.
    private var asked: [String] {
        var groups: [(range: TimeRange, tables: [String])] = []
        for asked in ranges {
            if let index = groups.firstIndex(where: { $0.range == asked.range }) {
                guard !groups[index].tables.contains(asked.table) else { continue }
                groups[index].tables.append(asked.table)
            } else {
                groups.append((asked.range, [asked.table]))
            }
        }
        return groups.map { group in
            group.tables.joined(separator: ", ") + " " + group.range.text(in: zone)
        }
    }

    /// The warning about the users missing in the result; nil if there are none.
    var refusal: String? {
        guard !refused.isEmpty else { return nil }
        let names = refused.map(\.neutralized).joined(separator: ", ")
        return "\(counted(refused.count, "user")) refused by the service, rows missing: \(names)"
    }

    /// The warning about the rows that lack their details; nil if there are none.
    var withholding: String? {
        guard !withheld.isEmpty else { return nil }
        let ids = withheld.map(\.neutralized).joined(separator: ", ")
        return
            "the details of \(counted(withheld.count, "row")) were refused by the service and are "
            + "NULL: \(ids)"
    }

    /// Returns the text of a duration: `35 ms`, `1.2 s`, `2 min 5 s`.
    static func duration(_ seconds: Double) -> String {
        // Above 999.5 ms, rounding would produce 1000 ms.
        if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 59.95 {
            let tenths = Int((seconds * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(seconds.rounded())
        return "\(whole / 60) min \(whole % 60) s"
    }
}
