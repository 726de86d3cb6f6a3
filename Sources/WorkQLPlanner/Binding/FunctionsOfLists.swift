import WorkQLCatalog
import WorkQLSyntax

/// Functions typed from habit that return lists, and those of geometry, time and JSON.
extension Function {
    /// The function in SQLite that computes `t AT TIME ZONE 'UTC'`.
    static let zoneText = "workql_zone_text"

    static let moreCalendar: [Function] = [
        Function(
            "add_months", .scalar, 2...2, takes: [.day, .number], gives: .type(.timestamp),
            rewriting: .monthsLater, signature: "add_months(t, n)",
            summary: "n months later, or the last day of that month; also t + 1mo"),
        Function(
            "epoch_ms", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            rewriting: .millisecondsOfEpoch, signature: "epoch_ms(t)",
            summary: "the milliseconds since 1970-01-01 00:00 UTC"),
        Function(
            "timezone", .scalar, 1...2, takes: [.any, .timestamp], gives: .type(.text),
            rewriting: .textInZone, sqlName: zoneText,
            signature: "t AT TIME ZONE 'UTC', timezone('UTC', t)",
            summary: "the date and time in another zone, as text; timezone(t) in the query's"),
    ]

    static let lists: [Function] = [
        Function(
            "list", .aggregate, 1...1, takes: [.jsonValue], gives: .type(.json),
            takesOrder: true,
            sqlName: "json_group_array", aliases: ["array_agg", "json_group_array"],
            signature: "list(x ORDER BY y)",
            summary: "a JSON list of the values, including NULL; NULL for no rows, where "
                + "json_group_array(x) gives []"),
        Function(
            "json_group_object", .aggregate, 2...2, takes: [.jsonName, .jsonValue],
            gives: .type(.json), aliases: ["json_object_agg"],
            signature: "json_group_object(s, x)", summary: "a JSON object of names and values"),
        Function(
            "mode", .aggregate, 1...1, gives: .argument, takesWindow: false,
            signature: "mode(x)", summary: "the most frequent value; on a tie, the smallest"),
    ]

    static let splitText: [Function] = [
        Function(
            "initcap", .scalar, 1...1, takes: [.text], gives: .type(.text),
            signature: "initcap(s)", summary: "each word with an upper-case first letter"),
        Function(
            "octet_length", .scalar, 1...1, takes: [.text], gives: .type(.integer),
            sqlName: "workql_octet_length", aliases: ["strlen"], signature: "octet_length(s)",
            summary: "the number of bytes in UTF-8"),
        Function(
            "string_split", .scalar, 2...2, takes: [.text], gives: .type(.json),
            aliases: ["str_split", "split", "string_to_array"],
            signature: "string_split(s, '-')",
            summary: "the parts between separators, as a JSON list"),
        Function(
            "regexp_extract_all", .scalar, 2...3, takes: [.text, .text, .number],
            gives: .type(.json), signature: "regexp_extract_all(s, pattern, 1)",
            summary: "all matches, or one of their groups, as a JSON list"),
    ]

    static let geometry: [Function] =
        [
            ("sin", "the sine of an angle in radians"), ("cos", "the cosine"),
            ("tan", "the tangent"), ("asin", "the arc sine, in radians"),
            ("acos", "the arc cosine"), ("atan", "the arc tangent"),
            ("degrees", "radians as degrees"), ("radians", "degrees as radians"),
        ].map { name, summary in
            Function(
                name, .scalar, 1...1, takes: [.number], gives: .type(.real),
                signature: "\(name)(x)", summary: summary)
        } + [
            Function(
                "atan2", .scalar, 2...2, takes: [.number], gives: .type(.real),
                signature: "atan2(y, x)", summary: "the angle of the point (x, y)"),
            Function(
                "cbrt", .scalar, 1...1, takes: [.number], gives: .type(.real),
                signature: "cbrt(x)", summary: "the cube root"),
            Function(
                "factorial", .scalar, 1...1, takes: [.number], gives: .type(.integer),
                signature: "factorial(n)", summary: "1 · 2 · … · n, up to 20"),
            Function(
                "gcd", .scalar, 2...2, takes: [.number], gives: .type(.integer),
                signature: "gcd(n, m)", summary: "the greatest common divisor"),
            Function(
                "lcm", .scalar, 2...2, takes: [.number], gives: .type(.integer),
                signature: "lcm(n, m)", summary: "the least common multiple"),
            Function(
                "uuid", .scalar, 0...0, gives: .type(.text), sqlName: "workql_uuid",
                isDeterministic: false, aliases: ["gen_random_uuid"], signature: "uuid()",
                summary: "a random UUID"),
            Function(
                "nvl2", .scalar, 3...3, takes: [.any, .any], gives: .argument,
                rewriting: .byPresence, signature: "nvl2(x, y, z)",
                summary: "y where x is not NULL, else z"),
        ]

    static let moreJSON: [Function] = [
        Function(
            "json_array", .scalar, 0...100, takes: [.jsonValue], gives: .type(.json),
            signature: "json_array(x, y, …)", summary: "a JSON list of the values"),
        Function(
            "json_object", .scalar, 0...100, takes: [.jsonValue], gives: .type(.json),
            signature: "json_object('name', x, …)", summary: "a JSON object of names and values"),
        Function(
            "to_json", .scalar, 1...1, takes: [.jsonValue], gives: .type(.json),
            rewriting: .unlessNull, sqlName: "json_quote", aliases: ["json_quote"],
            signature: "to_json(x)",
            summary: "the value as JSON"),
    ]
}
