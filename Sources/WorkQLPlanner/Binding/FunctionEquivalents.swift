/// The replacements for functions of other databases that have no equivalent function here.
enum FunctionEquivalents {
    static func of(_ name: String) -> String? { equivalents[name] }

    /// Returns the replacement for a function that other databases call without parentheses.
    static func withoutParentheses(_ name: String) -> String? {
        ["sysdate", "localtime", "localtimestamp"].contains(name) ? equivalents[name] : nil
    }

    private static let equivalents: [String: String] = {
        var all: [String: String] = [:]
        let groups: [(String, [String])] = [
            (
                "write count(*) FILTER (WHERE condition)",
                ["count_if", "countif", "countifs"]
            ),
            ("write sum(x) FILTER (WHERE condition)", ["sum_if", "sumif", "sumifs"]),
            (
                "write avg(x) FILTER (WHERE condition)",
                ["avg_if", "avgif", "averageif", "averageifs"]
            ),
            ("write max(x) FILTER (WHERE condition)", ["maxifs", "max_if"]),
            ("write min(x) FILTER (WHERE condition)", ["minifs", "min_if"]),
            ("write count(*), or count(x) without NULL", ["计数", "个数", "次数", "人数"]),
            ("write count(DISTINCT x)", ["去重", "去重计数"]),
            ("write sum(x)", ["求和", "合计", "总和"]),
            ("write avg(x)", ["average", "平均", "平均值", "平均数"]),
            ("write max(x)", ["最大", "最大值"]),
            ("write min(x)", ["最小", "最小值"]),
            ("write max(t)", ["最晚", "最后", "最近一次", "最新"]),
            ("write min(t)", ["最早", "最先", "第一次"]),
            ("write x LIKE '%text%'", ["包含", "含有"]),
            ("write date(t)", ["日期"]),
            ("write dayname(t), or weekday(t) for its number", ["星期", "星期几", "周几"]),
            ("write month(t)", ["月份"]), ("write year(t)", ["年份"]), ("write hour(t)", ["小时"]),
            ("write minute(t)", ["分钟"]), ("write time(t)", ["时刻"]),
            ("write round(x, 2)", ["四舍五入"]), ("write length(s)", ["长度", "字数"]),
            ("write CASE WHEN condition THEN x ELSE y END", ["如果", "假如"]),
            ("write x || y", ["连接", "拼接"]),
            ("write coalesce(x, y)", ["非空"]),
            ("write count(x)", ["counta"]),
            ("write stddev(x)", ["stdev", "std"]),
            ("write ORDER BY x DESC LIMIT 1 OFFSET n", ["large"]),
            ("write ORDER BY x LIMIT 1 OFFSET n", ["small"]),
            (
                "write LEFT JOIN 'roster.csv' AS r ON r.userid = c.userid",
                ["vlookup", "xlookup", "hlookup", "lookup"]
            ),
            (
                "write round(x / 1e9, 1) for gigabytes",
                [
                    "pg_size_pretty", "format_bytes", "formatreadablesize",
                    "formatreadabledecimalsize",
                ]
            ),
            ("write to_char(t, 'YYYY-MM-DD') for a time, format('%.1f', x) for a number", ["text"]),
            ("write to_char(t, 'HH24:MI')", ["time_format"]),
            ("write last_day(t)", ["eomonth"]),
            (
                "write (SELECT count(*) FROM workdays('2026-08-01', '2026-08-31'))",
                ["networkdays", "workday", "business_days"]
            ),
            ("write week(t)", ["weeknum", "weekofyear", "iso_week"]),
            ("write date_diff('day', t, u) / 365.25", ["yearfrac"]),
            ("write substr(s, m, n)", ["mid"]),
            ("write repeat(s, n)", ["rept", "replicate"]),
            ("write replace(s, old, new)", ["substitute"]),
            ("write s || t, or concat(s, t)", ["concatenate", "textjoin"]),
            ("write coalesce(TRY_CAST(s AS real), 0) for a text that is not a number", ["iferror"]),
            ("write x IS NULL OR x = ''", ["isblank"]),
            ("write instr(',' || s || ',', ',' || x || ',') > 0", ["find_in_set"]),
            ("write random()", ["rand"]),
            ("grouping() requires GROUP BY ROLLUP, CUBE or GROUPING SETS", ["grouping_id"]),
            ("write GROUP BY ROLLUP (x): grouping(x) is 1 in the totals", ["grouping"]),
            ("write list(x)", ["json_agg", "jsonb_agg", "collect_list", "collect_set"]),
            (
                "write count(DISTINCT x), which is exact",
                ["approx_count_distinct", "count_distinct", "uniq", "approx_distinct"]
            ),
            ("write quantile(x, 0.9)", ["approx_quantile", "percentile", "quantiles"]),
            ("write max(x) - min(x)", ["range_agg"]),
            ("write exp(sum(ln(x))), for numbers above 0", ["product"]),
            ("write bool_or(condition)", ["logical_or"]),
            ("write bool_and(condition)", ["logical_and"]),
            (
                "write t + 7d, t - 1mo, or d + 7 for a date",
                [
                    "date_add", "date_sub", "dateadd", "datesub", "adddate", "subdate",
                    "timestampadd", "to_days", "to_months", "make_interval", "edate",
                ]
            ),
            (
                "write t - u for seconds, or date_diff('day', u, t)",
                ["age", "timestampdiff", "timediff", "days_between", "months_between"]
            ),
            (
                "write weekday(t): 1 is Monday and 7 Sunday",
                ["dayofweek", "dow", "day_of_week"]
            ),
            ("write isoyear(t) * 100 + week(t)", ["yearweek"]),
            ("write make_date(y, 1, 1) + n - 1", ["makedate"]),
            (
                "write date_trunc('hour', t), date_bin(5min, t, d), or TIMESERIES 5min",
                ["time_bucket", "toStartOfHour"]
            ),
            ("write time(now())", ["curtime", "localtime"]),
            ("write today()", ["curdate"]),
            ("write dayname(t)", ["weekday_name", "to_day_name"]),
            (
                "write CASE x WHEN 1 THEN … ELSE … END",
                ["decode", "choose", "switch", "ifs", "elt", "field"]
            ),
            ("write x::text, or to_char(t, 'YYYY-MM-DD')", ["tostring", "str", "to_string"]),
            (
                "write CAST(s AS date), or TRY_CAST(s AS date)",
                ["to_date", "str_to_date", "parse_date", "date_parse", "datevalue"]
            ),
            ("write CAST(s AS real), or TRY_CAST(s AS real)", ["to_number", "tonumber", "val"]),
            ("write now()", ["getdate", "sysdate", "localtimestamp", "transaction_timestamp"]),
            (
                "write epoch(t), or epoch_ms(t)",
                ["unix_timestamp", "to_unixtime", "epoch_us", "epoch_ns"]
            ),
            ("write to_timestamp(n)", ["from_unixtime", "epoch_to_timestamp"]),
            ("write date_trunc('month', t)", ["trunc_date", "datetrunc", "toStartOfMonth"]),
            (
                "write t AT TIME ZONE 'UTC', or WITH TIMEZONE 'UTC' at the end of the query",
                ["convert_tz", "convert_timezone"]
            ),
            ("write json_array_length(j)", ["json_length", "array_length", "cardinality"]),
            (
                "write j->>'$.name'",
                [
                    "get_json_object", "json_extract_path_text", "json_extract_path",
                    "json_query", "jsonb_extract_path_text",
                ]
            ),
            (
                "write it behind a table: FROM checkin c, unnest(c.mediaids) AS m",
                ["unnest", "explode", "jsonb_array_elements", "json_array_elements"]
            ),
            (
                "write it behind a table: FROM checkin c, json_each(c.mediaids) AS m",
                ["json_each", "jsonb_each", "json_each_text", "jsonb_each_text", "flatten"]
            ),
            ("write json_array(x, y, …)", ["json_build_array", "jsonb_build_array", "list_value"]),
            ("write json_object('name', x, …)", ["json_build_object", "jsonb_build_object"]),
            ("write j->>'$[0]'", ["list_extract", "array_extract", "element_at"]),
            ("write instr(s, part)", ["position", "locate", "charindex", "find"]),
            ("write coalesce(x, 0)", ["zeroifnull"]),
            ("write x IS NULL, or coalesce(x, y)", ["isnull", "is_null"]),
            ("write octet_length(s)", ["lengthb", "datalength", "bit_length"]),
            ("write repeat(' ', n)", ["space"]),
            ("write overlay(s, new, start, n)", ["insert", "stuff"]),
            ("write x * x", ["square"]),
            ("write x / y, which is an integer for integers", ["div", "intdiv", "divide"]),
            ("write 1 / tan(x)", ["cot"]),
            ("write format('%x', n)", ["to_hex"]),
            ("write format('%,d', n)", ["format_number"]),
            ("write s REGEXP pattern", ["regexp_full_match", "regexp_contains", "rlike"]),
            ("write length(regexp_replace(s, '[^x]', '', 'g')) or a pattern", ["regexp_count"]),
            ("write TRY_CAST(x AS type)", ["try_convert", "safe_cast", "convert"]),
            ("write sha256(s), or md5(s)", ["sha1", "crc32"]),
            ("write IN (…)", ["any", "some", "array_contains"]),
        ]
        for (help, names) in groups {
            for name in names { all[name.lowercased()] = help }
        }
        return all
    }()
}
