/// SQL constructs that the dialect does not have: recognised only to be refused with a better
/// message than that something else was expected.
struct UnsupportedSyntax {
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
        let found = UnsupportedSyntax.all.first { entry in
            entry.words == Array(written.prefix(entry.words.count))
        }
        guard let found else { return nil }
        self = found
    }

    private static let all = [
        UnsupportedSyntax("TABLESAMPLE", help: "write ORDER BY random() LIMIT n"),
        UnsupportedSyntax("LATERAL", help: "write a subquery in the select list, or a JOIN"),
        UnsupportedSyntax("MINUS", help: "write EXCEPT"),
        UnsupportedSyntax(
            "PIVOT", called: "PIVOT after FROM",
            help: "write PIVOT table ON month IN (…) USING sum(x) GROUP BY userid"),
        UnsupportedSyntax(
            "UNPIVOT", called: "UNPIVOT after FROM",
            help: "write UNPIVOT table ON (a, b) INTO NAME month VALUE n"),
        UnsupportedSyntax("INTO", help: "write COPY (query) TO 'file.csv'"),
        UnsupportedSyntax("FOR", "UPDATE", help: "remove it"),
        UnsupportedSyntax("FOR", "SHARE", help: "remove it"),
        UnsupportedSyntax("AT", "TIME", called: "AT TIME ZONE", help: "write AT TIME ZONE 'UTC'"),
        UnsupportedSyntax("SIMILAR", "TO", help: "write REGEXP"),
        UnsupportedSyntax("RLIKE", help: "write REGEXP"),
        UnsupportedSyntax("GLOB", help: "write LIKE or REGEXP"),
        UnsupportedSyntax("COLLATE", help: "compare lower(a) with lower(b)"),
        UnsupportedSyntax("ISNULL", help: "write IS NULL"),
        UnsupportedSyntax("NOTNULL", help: "write IS NOT NULL"),
        UnsupportedSyntax("IGNORE", "NULLS", help: "write FILTER (WHERE x IS NOT NULL)"),
        UnsupportedSyntax("RESPECT", "NULLS", help: "remove it"),
        UnsupportedSyntax("WITHIN", "GROUP", help: "remove it"),
    ]
}
