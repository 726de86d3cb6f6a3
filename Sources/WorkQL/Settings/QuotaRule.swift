package import WorkQLCatalog
package import WorkQLSyntax

/// A quota in the notation of the user: `checkin=60/6s` is 60 calls in any 6 seconds, `600/min` in
/// any minute.
package struct QuotaRule: Hashable, Sendable {
    /// The table, in the catalog's spelling.
    package var table: String
    package var quota: Quota

    private static let example = "for example checkin=60/6s"

    package init(_ text: String, catalog: Catalog = .builtIn) throws(UserError) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let sides = halves.last.map {
            $0.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        }
        guard halves.count == 2, let sides, sides.count == 2 else {
            throw UserError(
                .configuration, "quota \"\(text)\" is not of the form TABLE=N/PERIOD",
                help: Self.example)
        }
        table = try Self.table(trimmed(halves[0]), catalog)
        let count = trimmed(sides[0])
        guard let calls = Int(count), calls > 0, calls <= 1_000_000_000 else {
            throw UserError(
                .configuration, "\"\(count)\" in quota \"\(text)\" is not a number of calls",
                help: Self.example)
        }
        quota = Quota(calls: calls, seconds: try Self.seconds(trimmed(sides[1]), in: text))
    }

    private static func table(_ name: String, _ catalog: Catalog) throws(UserError) -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let known =
            parts.count == 2
            ? catalog.table(String(parts[1]), service: String(parts[0]))
            : catalog.table(name)
        if let known { return known.name }
        let names = catalog.tables.map(\.name)
        let near = nearest(parts.last.map(String.init) ?? name, in: names)
        throw UserError(
            .configuration, "unknown table \"\(name)\" in a quota",
            help: near.map { "did you mean \"\($0)\"?" } ?? "there are " + names.listed)
    }

    /// Returns the seconds of `6s`, `1min`, `min`, `1h30min`.
    private static func seconds(_ period: String, in text: String) throws(UserError) -> Double {
        var milliseconds: Int64 = 0
        var rest = period[...]
        while !rest.isEmpty || milliseconds == 0 {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let word = rest.dropFirst(digits.count).prefix { $0.isLetter }
            rest = rest.dropFirst(digits.count + word.count)
            let unit = try unit(String(word), of: period)
            let isBare = digits.isEmpty && word.count == period.count
            guard let count = isBare ? 1 : Int64(digits), count > 0, count <= 1_000_000_000 else {
                throw UserError(
                    .configuration, "\"\(period)\" in quota \"\(text)\" is not a period",
                    help: example)
            }
            milliseconds += count * unit
        }
        return Double(milliseconds) / 1000
    }

    /// Returns the milliseconds of a unit.
    private static func unit(_ word: String, of period: String) throws(UserError) -> Int64 {
        switch Name.fold(word) {
        case "ms": return 1
        case "s": return 1000
        case "min": return 60_000
        case "h": return 3_600_000
        case "m":
            throw UserError(
                .configuration, "\"m\" in quota period \"\(period)\" is ambiguous",
                help: "write min")
        case "d":
            throw UserError(
                .configuration, "days vary in length, so quota period \"\(period)\" is not exact",
                help: "write 24h")
        case "w", "mo", "q", "y":
            throw UserError(
                .configuration, "quota period \"\(period)\" depends on the calendar",
                help: "units of quota periods are ms, s, min and h")
        case "":
            throw UserError(
                .configuration, "quota period \"\(period)\" has no unit",
                help: "units of quota periods are ms, s, min and h")
        default:
            throw UserError(
                .configuration, "unknown unit \"\(word)\" in quota period \"\(period)\"",
                help: "units of quota periods are ms, s, min and h")
        }
    }
}

private func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}
