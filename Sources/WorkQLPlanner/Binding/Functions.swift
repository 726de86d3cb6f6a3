package import WorkQLCatalog

/// A function that statements may call: how many arguments it takes and what it gives.
package struct Function: Sendable {
    package let name: String
    package let arity: ClosedRange<Int>
    package let result: Result
    package let kind: Kind
    /// How it is called and what it does.
    package let signature: String
    package let summary: String

    package enum Kind: Hashable, Sendable {
        case scalar
        /// Over the rows of a group, or with OVER of a window.
        case aggregate
        /// With OVER alone.
        case window
    }

    package enum Result: Hashable, Sendable {
        case type(ColumnType)
        /// The type of the first argument.
        case argument
        /// The one type of the arguments that stand for each other.
        case meeting
        /// Integer for integers, real for the rest.
        case number
    }

    /// Whether it takes a row by its time, which is the table's where none is given.
    package var goesByTime: Bool { kind == .aggregate && (name == "first" || name == "last") }

    package static func named(_ name: String, arguments: Int) -> Function? {
        let candidates = all.filter { $0.name == name }
        return candidates.first { $0.arity.contains(arguments) } ?? candidates.first
    }

    package static let all: [Function] =
        time + aggregates + windows + text + numbers + conditions + json

    private static let time: [Function] = [
        scalar("now", 0...0, .type(.timestamp), "now()", "the script's one present instant"),
        scalar("date", 1...1, .type(.date), "date(t)", "the day in the zone, as 2026-08-01"),
        scalar("time", 1...1, .type(.time), "time(t)", "the clock in the zone, as 09:00:00"),
        scalar("year", 1...1, .type(.integer), "year(t)", "the year in the zone"),
        scalar("month", 1...1, .type(.integer), "month(t)", "the month in the zone, 1 to 12"),
        scalar("day", 1...1, .type(.integer), "day(t)", "the day of the month in the zone"),
        scalar("hour", 1...1, .type(.integer), "hour(t)", "the hour in the zone, 0 to 23"),
        scalar("minute", 1...1, .type(.integer), "minute(t)", "the minute, 0 to 59"),
        scalar("second", 1...1, .type(.integer), "second(t)", "the second, 0 to 59"),
        scalar(
            "weekday", 1...1, .type(.integer), "weekday(t)",
            "the day of the week in the zone, 1 is Monday and 7 Sunday"),
        scalar(
            "date_trunc", 2...2, .type(.timestamp), "date_trunc('week', t)",
            "the start in the zone of the minute, hour, day, week, month, quarter or year"),
    ]

    private static let aggregates: [Function] = [
        aggregate(
            "count", 0...1, .type(.integer), "count(*), count(x)", "how many rows, or values"),
        aggregate("sum", 1...1, .number, "sum(x)", "the sum; NULL of no values"),
        aggregate("total", 1...1, .type(.real), "total(x)", "the sum as a real; 0.0 of no values"),
        aggregate("avg", 1...1, .type(.real), "avg(x)", "the mean"),
        aggregate("min", 1...1, .argument, "min(x)", "the least value"),
        aggregate("max", 1...1, .argument, "max(x)", "the greatest value"),
        aggregate(
            "first", 1...2, .argument, "first(x)", "x of the earliest row; first(x, t) by t"),
        aggregate("last", 1...2, .argument, "last(x)", "x of the latest row; last(x, t) by t"),
        aggregate(
            "group_concat", 1...2, .type(.text), "group_concat(x, ', ' ORDER BY y)",
            "the values joined by a text"),
        aggregate(
            "sparkline", 1...1, .type(.text), "sparkline(x)",
            "a line of blocks from the least to the greatest, in the rows' order; a gap for NULL"),
    ]

    private static let windows: [Function] = [
        window("row_number", 0...0, .type(.integer), "row_number() OVER (…)", "1, 2, 3, …"),
        window(
            "rank", 0...0, .type(.integer), "rank() OVER (…)", "the place, with gaps after ties"),
        window("dense_rank", 0...0, .type(.integer), "dense_rank() OVER (…)", "without gaps"),
        window(
            "percent_rank", 0...0, .type(.real), "percent_rank() OVER (…)", "the rank from 0 to 1"),
        window(
            "cume_dist", 0...0, .type(.real), "cume_dist() OVER (…)",
            "the share of rows up to this one"),
        window(
            "ntile", 1...1, .type(.integer), "ntile(4) OVER (…)", "the number of its quarter"),
        window(
            "lag", 1...3, .argument, "lag(x, n, default) OVER (…)", "x of the row n before"),
        window(
            "lead", 1...3, .argument, "lead(x, n, default) OVER (…)", "x of the row n after"),
        window("first_value", 1...1, .argument, "first_value(x) OVER (…)", "of the frame"),
        window("last_value", 1...1, .argument, "last_value(x) OVER (…)", "of the frame"),
        window("nth_value", 2...2, .argument, "nth_value(x, n) OVER (…)", "of the frame"),
    ]

    private static let text: [Function] = [
        scalar("length", 1...1, .type(.integer), "length(s)", "the number of characters"),
        scalar("lower", 1...1, .type(.text), "lower(s)", "ASCII letters in lower case"),
        scalar("upper", 1...1, .type(.text), "upper(s)", "ASCII letters in upper case"),
        scalar("trim", 1...2, .type(.text), "trim(s)", "without spaces, or the given characters"),
        scalar("ltrim", 1...2, .type(.text), "ltrim(s)", "the same, at the start only"),
        scalar("rtrim", 1...2, .type(.text), "rtrim(s)", "the same, at the end only"),
        scalar("replace", 3...3, .type(.text), "replace(s, from, to)", "every from replaced"),
        scalar("substr", 2...3, .type(.text), "substr(s, start, n)", "n characters from start"),
        scalar("substring", 2...3, .type(.text), "substring(s, start, n)", "the same as substr"),
        scalar("instr", 2...2, .type(.integer), "instr(s, part)", "the place of part, 0 for none"),
        scalar("format", 1...100, .type(.text), "format('%05d', x)", "values put into a text"),
        scalar("printf", 1...100, .type(.text), "printf('%05d', x)", "the same as format"),
        scalar("quote", 1...1, .type(.text), "quote(x)", "the value as an SQL literal"),
        scalar("hex", 1...1, .type(.text), "hex(x)", "the bytes in hexadecimal"),
        scalar("char", 1...100, .type(.text), "char(n, …)", "the characters of these code points"),
        scalar("unicode", 1...1, .type(.integer), "unicode(s)", "the first character's code point"),
        scalar("glob", 2...2, .type(.boolean), "glob(pattern, s)", "matches * ? and [ ] by case"),
    ]

    private static let numbers: [Function] = [
        scalar("abs", 1...1, .number, "abs(x)", "without its sign"),
        scalar("round", 1...2, .type(.real), "round(x, digits)", "rounded, half away from zero"),
        scalar(
            "bar", 4...4, .type(.text), "bar(x, low, high, width)",
            "a bar of blocks, as long as x is between low and high, at most width characters"),
        scalar("sign", 1...1, .type(.integer), "sign(x)", "-1, 0 or 1"),
        scalar("min", 2...100, .meeting, "min(x, y, …)", "the least of the arguments"),
        scalar("max", 2...100, .meeting, "max(x, y, …)", "the greatest of the arguments"),
    ]

    private static let conditions: [Function] = [
        scalar(
            "coalesce", 2...100, .meeting, "coalesce(x, y, …)", "the first that is not NULL"),
        scalar("ifnull", 2...2, .meeting, "ifnull(x, y)", "y where x is NULL"),
        scalar("nullif", 2...2, .argument, "nullif(x, y)", "NULL where x = y"),
        scalar("iif", 3...3, .meeting, "iif(condition, x, y)", "x where it holds, else y"),
        scalar("typeof", 1...1, .type(.text), "typeof(x)", "the type of the value, or null"),
    ]

    private static let json: [Function] = [
        scalar("json", 1...1, .type(.json), "json(s)", "the text as JSON"),
        scalar(
            "json_extract", 2...100, .type(.text), "json_extract(j, '$[0]')",
            "the value at a path as text; of several paths a JSON list"),
        scalar(
            "json_array_length", 1...2, .type(.integer), "json_array_length(j)",
            "the number of elements"),
        scalar("json_type", 1...2, .type(.text), "json_type(j, path)", "the kind of a value"),
        scalar("json_valid", 1...1, .type(.boolean), "json_valid(s)", "whether the text is JSON"),
    ]

    private static func scalar(
        _ name: String, _ arity: ClosedRange<Int>, _ result: Result, _ signature: String,
        _ summary: String
    ) -> Function {
        Function(
            name: name, arity: arity, result: result, kind: .scalar, signature: signature,
            summary: summary)
    }

    private static func window(
        _ name: String, _ arity: ClosedRange<Int>, _ result: Result, _ signature: String,
        _ summary: String
    ) -> Function {
        Function(
            name: name, arity: arity, result: result, kind: .window, signature: signature,
            summary: summary)
    }

    private static func aggregate(
        _ name: String, _ arity: ClosedRange<Int>, _ result: Result, _ signature: String,
        _ summary: String
    ) -> Function {
        Function(
            name: name, arity: arity, result: result, kind: .aggregate, signature: signature,
            summary: summary)
    }
}
