/// SQL constructs that the dialect does not have: recognised only to be refused with a better
/// message than that something else was expected.
struct LeftOut {
    /// The words in capitals.
    private let words: [String]
    let name: String
    let help: String

    private init(_ words: String..., called name: String? = nil, help: String) {
        self.words = words
        self.name = name ?? words.joined(separator: " ")
        self.help = help
    }

    /// Returns the construct that the first word begins, or both words together.
    init?(_ first: String, _ second: String) {
        let written = [first.uppercased(), second.uppercased()]
        let found = LeftOut.all.first { entry in
            entry.words == Array(written.prefix(entry.words.count))
        }
        guard let found else { return nil }
        self = found
    }

    private static let all = [
        LeftOut("TABLESAMPLE", help: "write ORDER BY random() LIMIT n"),
        LeftOut("LATERAL", help: "write a subquery in the select list, or a JOIN"),
        LeftOut("MINUS", help: "write EXCEPT"),
        LeftOut(
            "PIVOT", called: "PIVOT behind FROM",
            help: "write PIVOT table ON month IN (…) USING sum(x) GROUP BY userid"),
        LeftOut(
            "UNPIVOT", called: "UNPIVOT behind FROM",
            help: "write UNPIVOT table ON (a, b) INTO NAME month VALUE n"),
        LeftOut("INTO", help: "write COPY (query) TO 'file.csv'"),
        LeftOut("FOR", "UPDATE", help: "remove it"),
        LeftOut("FOR", "SHARE", help: "remove it"),
        LeftOut("AT", "TIME", called: "AT TIME ZONE", help: "write AT TIME ZONE 'UTC'"),
        LeftOut("SIMILAR", "TO", help: "write REGEXP"),
        LeftOut("RLIKE", help: "write REGEXP"),
        LeftOut("GLOB", help: "write LIKE or REGEXP"),
        LeftOut("COLLATE", help: "compare lower(a) with lower(b)"),
        LeftOut("ISNULL", help: "write IS NULL"),
        LeftOut("NOTNULL", help: "write IS NOT NULL"),
        LeftOut("IGNORE", "NULLS", help: "write FILTER (WHERE x IS NOT NULL)"),
        LeftOut("RESPECT", "NULLS", help: "remove it"),
        LeftOut("WITHIN", "GROUP", help: "remove it"),
    ]
}
