import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Functions that users of DuckDB, PostgreSQL and MySQL type from habit, with the results that they
/// have there.
extension Function {
    static let calendar: [Function] = [
        Function(
            "today", .scalar, 0...0, gives: .type(.date), rewriting: .today,
            aliases: ["current_date"], signature: "today(), current_date",
            summary: "the day of now() in the zone"),
        Function(
            "quarter", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            signature: "quarter(t)", summary: "the quarter in the zone, 1 to 4"),
        Function(
            "week", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            aliases: ["weekofyear"], signature: "week(t)",
            summary: "the week of ISO 8601, 1 to 53"),
        Function(
            "isoyear", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            signature: "isoyear(t)", summary: "the year to which the week of ISO 8601 belongs"),
        Function(
            "dayofyear", .scalar, 1...1, takes: [.day], gives: .type(.integer),
            signature: "dayofyear(t)", summary: "the day of the year, from 1"),
        Function(
            "dayname", .scalar, 1...1, takes: [.day], gives: .type(.text),
            signature: "dayname(t)", summary: "the English name of the day, as Monday"),
        Function(
            "monthname", .scalar, 1...1, takes: [.day], gives: .type(.text),
            signature: "monthname(t)", summary: "the English name of the month, as August"),
        Function(
            "last_day", .scalar, 1...1, takes: [.day], gives: .type(.date),
            signature: "last_day(t)", summary: "the last day of the month"),
        Function(
            "make_date", .scalar, 3...3, takes: [.number], gives: .type(.date),
            signature: "make_date(2026, 8, 1)", summary: "the date of a year, a month and a day"),
        Function(
            "date_part", .scalar, 2...2, takes: [.any], gives: .type(.integer),
            rewriting: .datePartByName, aliases: ["datepart"],
            signature: "date_part('hour', t), extract(hour FROM t)",
            summary: "one part of a time, a date or a time of day"),
        Function(
            "date_diff", .scalar, 3...3, takes: [.any, .day], gives: .type(.integer),
            rewriting: .unitOfTime, aliases: ["datediff"],
            signature: "date_diff('day', t, u)",
            summary:
                "how many boundaries of the unit are between t and u; of weeks, how many days / 7"),
        Function(
            "epoch", .scalar, 1...1, takes: [.day], gives: .type(.real),
            rewriting: .secondsOfEpoch,
            signature: "epoch(t)",
            summary: "the seconds since 1970-01-01 00:00 UTC; of a date, to its midnight in UTC"),
        Function(
            "time_to_sec", .scalar, 1...1, takes: [.clock], gives: .type(.real),
            rewriting: .secondsOfDay, signature: "time_to_sec(t)",
            summary: "the seconds since midnight of a timestamp or a time of day"),
        Function(
            "sec_to_time", .scalar, 1...1, takes: [.number], gives: .type(.time),
            rewriting: .timeOfSeconds, signature: "sec_to_time(n)",
            summary: "the time of day n seconds after midnight; an error outside of a day"),
        Function(
            "to_timestamp", .scalar, 1...1, takes: [.number], gives: .type(.timestamp),
            rewriting: .secondsAsTimestamp,
            signature: "to_timestamp(n)",
            summary: "the instant n seconds after 1970-01-01 00:00 UTC"
        ),
        Function(
            "strftime", .scalar, 2...2, takes: [.any], gives: .type(.text),
            rewriting: .format(.strftime), signature: "strftime(t, '%Y年%m月')",
            summary: "a time or a date by a pattern of %Y %m %d %H %M %S %a %j %V …"),
        Function(
            "date_format", .scalar, 2...2, takes: [.any], gives: .type(.text),
            rewriting: .format(.mysql), signature: "date_format(t, '%Y-%m-%d %H:%i')",
            summary: "the same with MySQL's pattern, where %i are minutes"),
        Function(
            "to_char", .scalar, 2...2, takes: [.any], gives: .type(.text),
            rewriting: .format(.toChar), signature: "to_char(t, 'YYYY-MM-DD HH24:MI')",
            summary: "the same with PostgreSQL's pattern"),
        Function(
            "strptime", .scalar, 2...2, takes: [.text], gives: .type(.timestamp),
            signature: "strptime('3.8.2026', '%d.%m.%Y')",
            summary: "the instant in a text, by a pattern of %Y %m %d %H %M %S"),
        Function(
            "try_strptime", .scalar, 2...2, takes: [.text], gives: .type(.timestamp),
            signature: "try_strptime('2026年8月3日', '%Y年%m月%d日')",
            summary: "the same; NULL where the text does not match the pattern"),
    ]

    static let statistics: [Function] = [
        sample("median", "the value in the middle; between two values their mean"),
        Function(
            "quantile_cont", .aggregate, 2...2, takes: [.number, .share], gives: .type(.real),
            aliases: ["percentile_cont"], signature: "quantile_cont(x, 0.9)",
            summary: "the value below which a share of the values lies, interpolated"),
        Function(
            "quantile_disc", .aggregate, 2...2, takes: [.number, .share], gives: .type(.real),
            aliases: ["quantile", "percentile_disc"], signature: "quantile(x, 0.9)",
            summary: "the same, one of the values"),
        sample("stddev_samp", "the standard deviation of a sample", aliases: ["stddev"]),
        sample("stddev_pop", "the standard deviation of all values"),
        sample("var_samp", "the variance of a sample", aliases: ["variance"]),
        sample("var_pop", "the variance of all values"),
        pair("corr", "the correlation of pairs, from -1 to 1"),
        pair("covar_pop", "the covariance of all pairs"),
        pair("covar_samp", "the covariance of a sample of pairs"),
        Function(
            "bool_and", .aggregate, 1...1, takes: [.condition], gives: .type(.boolean),
            combination: .unchanged, sqlName: "min", aliases: ["every"],
            signature: "bool_and(condition)", summary: "whether it is true in every row"),
        Function(
            "bool_or", .aggregate, 1...1, takes: [.condition], gives: .type(.boolean),
            combination: .unchanged, sqlName: "max",
            signature: "bool_or(condition)", summary: "whether it is true in any row"),
    ]

    private static func pair(_ name: String, _ summary: String) -> Function {
        Function(
            name, .aggregate, 2...2, takes: [.number], gives: .type(.real), takesWindow: false,
            signature: "\(name)(y, x)", summary: summary)
    }

    private static func sample(
        _ name: String, _ summary: String, aliases: [String] = []
    ) -> Function {
        Function(
            name, .aggregate, 1...1, takes: [.number], gives: .type(.real), aliases: aliases,
            signature: "\(aliases.first ?? name)(x)", summary: summary)
    }

    static let moreText: [Function] = [
        Function(
            "concat", .scalar, 1...100, takes: [.text], gives: .type(.text),
            signature: "concat(s, t, …)", summary: "the texts joined; NULL is ignored"),
        Function(
            "concat_ws", .scalar, 2...100, takes: [.text], gives: .type(.text),
            signature: "concat_ws(', ', s, t, …)",
            summary: "the texts joined by the first; NULL is ignored"),
        Function(
            "left", .scalar, 2...2, takes: [.text, .number], gives: .type(.text),
            sqlName: "workql_left", signature: "left(s, n)",
            summary: "the first n characters; all but the last -n"),
        Function(
            "right", .scalar, 2...2, takes: [.text, .number], gives: .type(.text),
            sqlName: "workql_right", signature: "right(s, n)",
            summary: "the last n characters; all but the first -n"),
        Function(
            "lpad", .scalar, 2...3, takes: [.text, .number, .text], gives: .type(.text),
            signature: "lpad(s, n, '0')", summary: "filled to n characters at the start, or cut"),
        Function(
            "rpad", .scalar, 2...3, takes: [.text, .number, .text], gives: .type(.text),
            signature: "rpad(s, n, '.')", summary: "filled to n characters at the end, or cut"),
        Function(
            "repeat", .scalar, 2...2, takes: [.text, .number], gives: .type(.text),
            signature: "repeat(s, n)", summary: "the text n times"),
        Function(
            "md5", .scalar, 1...1, takes: [.text], gives: .type(.text),
            signature: "md5(s)", summary: "the MD5 digest, 32 hexadecimal digits"),
        Function(
            "sha256", .scalar, 1...1, takes: [.text], gives: .type(.text),
            signature: "sha256(s)", summary: "the SHA-256 digest, 64 hexadecimal digits"),
        Function(
            "reverse", .scalar, 1...1, takes: [.text], gives: .type(.text),
            signature: "reverse(s)", summary: "the characters in reverse order"),
        Function(
            "split_part", .scalar, 3...3, takes: [.text, .text, .number], gives: .type(.text),
            signature: "split_part(s, '-', n)",
            summary: "the n-th part between separators, from the end for -n; '' for none"),
        Function(
            "starts_with", .scalar, 2...2, takes: [.text], gives: .type(.boolean),
            aliases: ["startswith", "prefix"],
            signature: "starts_with(s, part)", summary: "whether the text starts with part"),
        Function(
            "ends_with", .scalar, 2...2, takes: [.text], gives: .type(.boolean),
            aliases: ["endswith", "suffix"],
            signature: "ends_with(s, part)", summary: "whether the text ends with part"),
        Function(
            "contains", .scalar, 2...2, takes: [.text], gives: .type(.boolean),
            rewriting: .contains, signature: "contains(s, part)",
            summary: "whether part is in the text"),
        Function(
            "translate", .scalar, 3...3, takes: [.text], gives: .type(.text),
            signature: "translate(s, 'abc', 'xy')",
            summary: "each character replaced by that of the same position, or removed"),
        Function(
            "regexp_matches", .scalar, 2...2, takes: [.text], gives: .type(.boolean),
            aliases: ["regexp_like"], signature: "regexp_matches(s, pattern)",
            summary: "the same as s REGEXP pattern"),
        Function(
            "regexp_extract", .scalar, 2...3, takes: [.text, .text, .number], gives: .type(.text),
            aliases: ["regexp_substr"], signature: "regexp_extract(s, pattern, 1)",
            summary: "the first match, or one of its groups; '' for none"),
        Function(
            "regexp_replace", .scalar, 3...4, takes: [.text], gives: .type(.text),
            signature: "regexp_replace(s, pattern, 'to \\1', 'g')",
            summary: "the first match replaced, with 'g' every match"),
    ]

    static let moreNumbers: [Function] = [
        Function(
            "greatest", .scalar, 1...100, takes: [.meeting], gives: .meeting, meets: .order,
            signature: "greatest(x, y, …)", summary: "the largest argument; NULL is ignored"),
        Function(
            "least", .scalar, 1...100, takes: [.meeting], gives: .meeting, meets: .order,
            signature: "least(x, y, …)", summary: "the smallest argument; NULL is ignored"),
        Function(
            "ceil", .scalar, 1...1, takes: [.number], gives: .number, aliases: ["ceiling"],
            signature: "ceil(x)", summary: "the next whole number above"),
        Function(
            "floor", .scalar, 1...1, takes: [.number], gives: .number,
            signature: "floor(x)", summary: "the next whole number below"),
        Function(
            "trunc", .scalar, 1...1, takes: [.number], gives: .number, aliases: ["truncate"],
            signature: "trunc(x)", summary: "the number without its fraction"),
        Function(
            "mod", .scalar, 2...2, takes: [.number], gives: .number, rewriting: .remainder,
            signature: "mod(x, y)", summary: "the remainder of x / y, with the sign of x"),
        Function(
            "pow", .scalar, 2...2, takes: [.number], gives: .type(.real), aliases: ["power"],
            signature: "power(x, y)", summary: "x to the power of y"),
        real("sqrt", "the square root; NULL of a negative number"),
        real("exp", "e to the power of x"),
        real("ln", "the natural logarithm"),
        real("log10", "the logarithm to base 10", aliases: ["log"]),
        real("log2", "the logarithm to base 2"),
        Function(
            "pi", .scalar, 0...0, gives: .type(.real), signature: "pi()",
            summary: "3.14159265358979"),
        Function(
            "random", .scalar, 0...0, gives: .type(.real), sqlName: "workql_random",
            isDeterministic: false, aliases: ["rand"], signature: "random()",
            summary: "a random real from 0 to below 1"),
    ]

    private static func real(
        _ name: String, _ summary: String, aliases: [String] = []
    ) -> Function {
        Function(
            name, .scalar, 1...1, takes: [.number], gives: .type(.real), aliases: aliases,
            signature: "\(name)(x)", summary: summary)
    }
}
