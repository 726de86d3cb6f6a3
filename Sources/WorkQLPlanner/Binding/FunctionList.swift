import WorkQLCatalog
import WorkQLSyntax

extension Function {
    /// All functions, one literal each. A function is computed by SQLite, or by a function of
    /// `WorkQL/Functions` of the same name.
    package static let all: [Function] =
        time + calendar + moreCalendar + timesOfParts + aggregates + statistics + lists + windows
        + text + moreText + splitText + numbers + moreNumbers + bits + geometry + conditions
        + json + moreJSON

    private static let time: [Function] = [
        Function(
            "now", .scalar, 0...0, gives: .type(.timestamp), rewriting: .now,
            aliases: ["current_timestamp"],
            signature: "now()",
            summary: "the current instant of the script"),
        Function(
            "date", .scalar, 1...1, takes: [.day], gives: .type(.date), rewriting: .datePart,
            signature: "date(t)",
            summary: "the day in the zone, as 2026-08-01"),
        Function(
            "time", .scalar, 1...1, takes: [.clock], gives: .type(.time), rewriting: .timePart,
            signature: "time(t)",
            summary: "the time of day in the time zone, as 09:00:00"),
        Function(
            "year", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            signature: "year(t)",
            summary: "the year in the zone"),
        Function(
            "month", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            signature: "month(t)",
            summary: "the month in the zone, 1 to 12"),
        Function(
            "day", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            aliases: ["dayofmonth"],
            signature: "day(t)",
            summary: "the day of the month in the zone"),
        Function(
            "hour", .scalar, 1...1, takes: [.clock], gives: .type(.integer),
            signature: "hour(t)",
            summary: "the hour in the zone, 0 to 23"),
        Function(
            "minute", .scalar, 1...1, takes: [.clock], gives: .type(.integer),
            signature: "minute(t)",
            summary: "the minute, 0 to 59"),
        Function(
            "second", .scalar, 1...1, takes: [.clock], gives: .type(.integer),
            signature: "second(t)",
            summary: "the second, 0 to 59"),
        Function(
            "weekday", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            aliases: ["isodow"],
            signature: "weekday(t)",
            summary: "the day of the week in the zone, 1 is Monday and 7 Sunday"),
        Function(
            "date_trunc", .scalar, 2...3, takes: [.any, .timestamp, .any],
            gives: .type(.timestamp), rewriting: .unitOfTime,
            signature: "date_trunc('week', t), date_trunc('week', t, 'UTC')",
            summary: "the start in the zone of the minute, hour, day, week, month, quarter or year"),
    ]

    private static let aggregates: [Function] = [
        Function(
            "count", .aggregate, 0...1, gives: .type(.integer), takesStar: true,
            ofNoRows: .integer(0), combination: .numberOfRows,
            signature: "count(*), count(x)",
            summary: "the number of rows, or of values"),
        Function(
            "sum", .aggregate, 1...1, takes: [.number], gives: .number,
            signature: "sum(x)",
            summary: "the sum; NULL without values"),
        Function(
            "avg", .aggregate, 1...1, takes: [.number], gives: .type(.real),
            aliases: ["mean"],
            signature: "avg(x)",
            summary: "the mean, of an exact sum"),
        Function(
            "min", .aggregate, 1...1, gives: .argument, extreme: .ascending,
            combination: .unchanged,
            aliases: ["any_value"],
            signature: "min(x)",
            summary: "the smallest value"),
        Function(
            "max", .aggregate, 1...1, gives: .argument, extreme: .descending,
            combination: .unchanged,
            signature: "max(x)",
            summary: "the largest value"),
        Function(
            "total", .aggregate, 1...1, takes: [.number], gives: .type(.real), ofNoRows: .real(0),
            signature: "total(x)",
            summary: "the sum as a real; 0.0 without values"),
        Function(
            "first", .aggregate, 1...2, gives: .argument, takesTime: true, extreme: .ascending,
            aliases: ["arg_min", "min_by"],
            signature: "first(x)",
            summary: "x of the earliest row; first(x, t) by t"),
        Function(
            "last", .aggregate, 1...2, gives: .argument, takesTime: true, extreme: .descending,
            aliases: ["arg_max", "max_by"],
            signature: "last(x)",
            summary: "x of the latest row; last(x, t) by t"),
        Function(
            "group_concat", .aggregate, 1...2, takes: [.text], gives: .type(.text),
            takesOrder: true,
            aliases: ["string_agg", "listagg"],
            signature: "group_concat(x, ', ' ORDER BY y)",
            summary: "the values joined by a text"),
        Function(
            "sparkline", .aggregate, 1...1, takes: [.number], gives: .type(.text),
            signature: "sparkline(x)",
            summary:
                "a line of blocks from the least to the greatest, in the rows' order; a gap for NULL"
        ),
    ]

    private static let windows: [Function] = [
        Function(
            "row_number", .window, 0...0, gives: .type(.integer),
            signature: "row_number() OVER (…)",
            summary: "1, 2, 3, …"),
        Function(
            "rank", .window, 0...0, gives: .type(.integer),
            signature: "rank() OVER (…)",
            summary: "the rank, with gaps after ties"),
        Function(
            "dense_rank", .window, 0...0, gives: .type(.integer),
            signature: "dense_rank() OVER (…)",
            summary: "the rank, without gaps after ties"),
        Function(
            "percent_rank", .window, 0...0, gives: .type(.real),
            signature: "percent_rank() OVER (…)",
            summary: "the rank from 0 to 1"),
        Function(
            "cume_dist", .window, 0...0, gives: .type(.real),
            signature: "cume_dist() OVER (…)",
            summary: "the share of rows up to this one"),
        Function(
            "ntile", .window, 1...1, takes: [.number], gives: .type(.integer),
            signature: "ntile(4) OVER (…)",
            summary: "the number of its quarter"),
        Function(
            "lag", .window, 1...3, takes: [.meeting, .number, .meeting], gives: .argument,
            signature: "lag(x, n, default) OVER (…)",
            summary: "x of the row n before"),
        Function(
            "lead", .window, 1...3, takes: [.meeting, .number, .meeting], gives: .argument,
            signature: "lead(x, n, default) OVER (…)",
            summary: "x of the row n after"),
        Function(
            "first_value", .window, 1...1, gives: .argument,
            signature: "first_value(x) OVER (…)",
            summary: "x of a row of the frame"),
        Function(
            "last_value", .window, 1...1, gives: .argument,
            signature: "last_value(x) OVER (…)",
            summary: "x of a row of the frame"),
        Function(
            "nth_value", .window, 2...2, takes: [.any, .number], gives: .argument,
            signature: "nth_value(x, n) OVER (…)",
            summary: "x of a row of the frame"),
    ]

    private static let text: [Function] = [
        Function(
            "length", .scalar, 1...1, takes: [.text], gives: .type(.integer),
            aliases: ["len", "char_length", "character_length"],
            signature: "length(s)",
            summary: "the number of characters"),
        Function(
            "lower", .scalar, 1...1, takes: [.text], gives: .type(.text), aliases: ["lcase"],
            signature: "lower(s)",
            summary: "letters in lower case"),
        Function(
            "upper", .scalar, 1...1, takes: [.text], gives: .type(.text), aliases: ["ucase"],
            signature: "upper(s)",
            summary: "letters in upper case"),
        Function(
            "trim", .scalar, 1...2, takes: [.text], gives: .type(.text), aliases: ["btrim"],
            signature: "trim(s)",
            summary: "the text without spaces, or the given characters, at its ends"),
        Function(
            "ltrim", .scalar, 1...2, takes: [.text], gives: .type(.text),
            signature: "ltrim(s)",
            summary: "the same, at the start only"),
        Function(
            "rtrim", .scalar, 1...2, takes: [.text], gives: .type(.text),
            signature: "rtrim(s)",
            summary: "the same, at the end only"),
        Function(
            "replace", .scalar, 3...3, takes: [.text], gives: .type(.text),
            signature: "replace(s, old, new)",
            summary: "every old replaced by new"),
        Function(
            "substr", .scalar, 2...3, takes: [.text, .number], gives: .type(.text),
            rewriting: .positions,
            signature: "substr(s, start, n)",
            summary: "n characters from start"),
        Function(
            "substring", .scalar, 2...3, takes: [.text, .number], gives: .type(.text),
            rewriting: .positions,
            signature: "substring(s, start, n)",
            summary: "the same as substr"),
        Function(
            "instr", .scalar, 2...2, takes: [.text], gives: .type(.integer),
            aliases: ["strpos"],
            signature: "instr(s, part)",
            summary: "the position of part, 0 for none"),
        Function(
            "format", .scalar, 1...100, gives: .type(.text), rewriting: .shownValues,
            signature: "format('%05d', x)",
            summary: "values formatted into a text"),
        Function(
            "printf", .scalar, 1...100, gives: .type(.text), rewriting: .shownValues,
            signature: "printf('%05d', x)",
            summary: "the same as format"),
        Function(
            "quote", .scalar, 1...1, takes: [.text], gives: .type(.text), rewriting: .literalText,
            signature: "quote(x)",
            summary: "the value as an SQL literal"),
        Function(
            "hex", .scalar, 1...1, takes: [.text], gives: .type(.text),
            signature: "hex(x)",
            summary: "the bytes in hexadecimal"),
        Function(
            "char", .scalar, 1...100, takes: [.number], gives: .type(.text),
            aliases: ["chr"],
            signature: "char(n, …)",
            summary: "the characters of these code points"),
        Function(
            "unicode", .scalar, 1...1, takes: [.text], gives: .type(.integer),
            signature: "unicode(s)",
            summary: "the first character's code point; -1 for ''"),
        Function(
            "ascii", .scalar, 1...1, takes: [.text], gives: .type(.integer),
            signature: "ascii(s)",
            summary: "the same; 0 for ''"),
        Function(
            "glob", .scalar, 2...2, takes: [.text], gives: .type(.boolean),
            signature: "glob(pattern, s)",
            summary: "matches * ? and [ ], case-sensitive"),
    ]

    private static let numbers: [Function] = [
        Function(
            "abs", .scalar, 1...1, takes: [.number], gives: .number,
            signature: "abs(x)",
            summary: "the absolute value"),
        Function(
            "round", .scalar, 1...2, takes: [.number], gives: .type(.real), rewriting: .rounding,
            signature: "round(x, digits)",
            summary: "rounded, half away from zero"),
        Function(
            "bar", .scalar, 4...4, takes: [.number], gives: .type(.text),
            signature: "bar(x, low, high, width)",
            summary:
                "a bar of blocks, as long as x is between low and high, at most width characters"),
        Function(
            "sign", .scalar, 1...1, takes: [.number], gives: .type(.integer),
            signature: "sign(x)",
            summary: "-1, 0 or 1"),
        Function(
            "min", .scalar, 2...100, takes: [.meeting], gives: .meeting, meets: .order,
            signature: "min(x, y, …)",
            summary: "the smallest argument"),
        Function(
            "max", .scalar, 2...100, takes: [.meeting], gives: .meeting, meets: .order,
            signature: "max(x, y, …)",
            summary: "the largest argument"),
    ]

    private static let conditions: [Function] = [
        Function(
            "coalesce", .scalar, 2...100, takes: [.meeting], gives: .meeting,
            signature: "coalesce(x, y, …)",
            summary: "the first argument that is not NULL"),
        Function(
            "ifnull", .scalar, 2...2, takes: [.meeting], gives: .meeting,
            aliases: ["nvl"],
            signature: "ifnull(x, y)",
            summary: "y where x is NULL"),
        Function(
            "nullif", .scalar, 2...2, takes: [.meeting], gives: .argument, meets: .equality,
            rewriting: .firstUnlessEqual,
            signature: "nullif(x, y)",
            summary: "NULL where x = y"),
        Function(
            "iif", .scalar, 3...3, takes: [.condition, .meeting], gives: .meeting,
            aliases: ["if"],
            signature: "iif(condition, x, y)",
            summary: "x if the condition is true, else y"),
        Function(
            "typeof", .scalar, 1...1, gives: .type(.text), rewriting: .typeName,
            signature: "typeof(x)",
            summary: "the type of the value, or null"),
        Function(
            "pg_typeof", .scalar, 1...1, gives: .type(.text), rewriting: .postgreSQLTypeName,
            signature: "pg_typeof(x)",
            summary: "the type of the expression, by its name in PostgreSQL"),
    ]

    private static let json: [Function] = [
        Function(
            "json", .scalar, 1...1, takes: [.json, .any], gives: .type(.json),
            signature: "json(j)",
            summary: "the text as JSON"),
        Function(
            "json_extract", .scalar, 2...100, takes: [.json, .jsonPath], gives: .type(.text),
            rewriting: .partOfJSON, aliases: ["json_extract_string", "json_value"],
            signature: "json_extract(j, '$[0]')",
            summary: "the value at a path as text; of several paths a JSON list"),
        Function(
            "json_array_length", .scalar, 1...2, takes: [.json, .jsonPath], gives: .type(.integer),
            signature: "json_array_length(j)",
            summary: "the number of elements"),
        Function(
            "json_type", .scalar, 1...2, takes: [.json, .jsonPath], gives: .type(.text),
            signature: "json_type(j, path)",
            summary: "the kind of a value"),
        Function(
            "json_valid", .scalar, 1...1, takes: [.text], gives: .type(.boolean),
            signature: "json_valid(s)",
            summary: "whether the text is JSON"),
    ]
}
