extension TimeRange {
    /// Returns the text of the range in results: `2026-08-01 00:00 → 2026-08-08 00:00 Asia/Shanghai
    /// (7 d)`.
    ///
    /// Seconds appear if either end has any. The length is counted in calendar days of the zone and
    /// then exactly, and consists of its two largest units.
    package func text(in zone: Zone) -> String {
        let ends = [since, until]
        let table = TimestampFormat(.table, zone: zone)
        let hasSeconds = ends.contains {
            zone.localTime(at: $0).milliseconds.floorModulo(60_000) != 0
        }
        let shown = ends.map { end in
            let text = table.string(end)
            return hasSeconds ? text : String(text.dropLast(3))
        }
        let length = isEmpty ? "empty" : lengthText(in: zone)
        return "\(shown[0]) → \(shown[1]) \(zone.identifier) (\(length))"
    }

    private func lengthText(in zone: Zone) -> String {
        var days = zone.localTime(at: until).day - zone.localTime(at: since).day
        var rest: Int64 = 0
        while days >= 0 {
            let reached = zone.adding(CalendarSpan(days: days), toBoundary: since)
            rest = until.milliseconds - reached.milliseconds
            if rest >= 0 { break }
            days -= 1
        }
        let clocks = [since, until].map { zone.boundaryTime(at: $0).millisecondOfDay }
        let changes = zone.offset(at: since) != zone.offset(at: until)
        if days < 0 || changes && clocks[0] != 0 && clocks[0] != clocks[1] {
            // Between other times of day, a day with a change of the clocks is not 24 hours.
            (days, rest) = (Int(milliseconds / 86_400_000), milliseconds % 86_400_000)
        }
        var parts: [String] = []
        if days > 0 { parts.append("\(days) d") }
        for (unit, length) in [
            ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
        ] as [(String, Int64)] {
            if rest >= length { parts.append("\(rest / length) \(unit)") }
            rest %= length
        }
        return parts.prefix(2).joined(separator: " ")
    }
}

extension Instant {
    /// Formats the instant: `2026-08-15 12:00:00`.
    package func text(in zone: Zone) -> String {
        TimestampFormat(.table, zone: zone).string(self)
    }
}
