import WorkQLSyntax
import WorkQLTime

/// The functions that the engine adds to SQLite for the planner's rewritings; users reach them only
/// through the dialect's own forms.
package enum LocalFunction: String, Sendable, CaseIterable {
    /// `CAST(x AS type)` and `TRY_CAST(x AS type)` of a value that may not be one of the type: the
    /// value and the type. CAST then throws an error, TRY_CAST returns NULL.
    case cast = "workql_cast"
    case tryCast = "workql_try_cast"
    /// The result of integer arithmetic, and how it is written: an error where it left 64 bits.
    case wholeNumber = "workql_whole_number"
    /// Arithmetic of reals: the operator and the operands. An infinite result is an error.
    case realNumber = "workql_real_number"
    /// `CAST(x AS numeric(10, 2))`: the number, the precision, the scale, and whether a number that
    /// does not fit is NULL.
    case boundedNumber = "workql_bounded_number"
    /// `CAST(x AS smallint)`: the integer, the type's name, its least and its greatest value, and
    /// whether another is NULL.
    case boundedInteger = "workql_bounded_integer"
    /// A computed number of rows of LIMIT or OFFSET: the number and the clause. NULL is no limit, a
    /// negative number an error.
    case rowCount = "workql_row_count"
    /// `CAST(t AS timestamp(0))`, `CAST(t AS time(0))`: the time, the number of digits, and whether
    /// a time of day that is rounded to 24:00 is NULL.
    case roundedTime = "workql_rounded_time"
    /// `CAST(t AS text)` and `t || s`: the timestamp as it is displayed.
    case timestampText = "workql_timestamp_text"
    /// `t + 1mo`: seconds, months, days, milliseconds; calendar units in the zone.
    case timestampAdd = "workql_timestamp_add"
    /// `t - u`: seconds, whole or with milliseconds. SQLite's difference of two reals has the noise
    /// of their last bits, so that equal lengths of time would be different values.
    case timestampDifference = "workql_timestamp_difference"
    /// A date compared with a timestamp: its first instant in the zone.
    case midnight = "workql_midnight"
    /// `d + 1mo`: date, months, days.
    case dateAdd = "workql_date_add"
    /// `d - e`: days.
    case dateDifference = "workql_date_difference"
    /// `d + c`: the instant at which the clock shows the time on that day.
    case dateTime = "workql_date_time"
    /// `t AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo'`: the zone, and the date and time in it.
    case instantInZone = "workql_zone_instant"
    /// `date_trunc('day', t AT TIME ZONE 'UTC')`: the unit, and the date and time in a zone.
    case truncatedClock = "workql_zone_trunc"
    /// `t AT TIME ZONE 'UTC' + 1d`: the date and time in a zone, months, days, milliseconds.
    case movedClock = "workql_zone_add"
    /// A part of `age(t, u)`, or its text: the part's name and the times.
    case agePart = "workql_age"
    /// `c + 90min`: time of day, milliseconds; it wraps around at midnight.
    case timeAdd = "workql_time_add"
    /// `c - d`: seconds.
    case timeDifference = "workql_time_difference"
    /// `sec_to_time(n)`: the time of day so many seconds after midnight. Another number is an error.
    case timeOfSeconds = "workql_time_of_seconds"
    /// A boolean as it is displayed.
    case booleanText = "workql_boolean_text"
    /// A real as it is displayed. SQLite's text of a real has 15 digits, so that `0.1 + 0.2` would
    /// be `0.3`, and different reals would be equal texts.
    case realText = "workql_real_text"
    /// `group_concat` with an order, or with DISTINCT and a separator: the value, the separator,
    /// the options, and the values to order by.
    case joined = "workql_group_concat"
    /// `list` with an order, or with DISTINCT: the value as JSON, the options, and the values to
    /// order by.
    case listed = "workql_list"
    /// `group_concat(x, s) OVER (…)`. SQLite's own loses empty texts: at the beginning of a frame it
    /// forgets them, and joins nothing but them to NULL.
    case joinedInWindow = "workql_group_concat_over"
    /// `round(x, -2)`: the value, and the number of digits before the point.
    case roundTens = "workql_round_tens"
    /// `printf(p, x)`: the result, the format, and the values that are printed as numbers, of which
    /// SQLite prints NULL as 0. It returns NULL for a result that is too long, and for an empty
    /// format.
    case formatted = "workql_formatted"
    /// The format with which widths of texts are counted in characters.
    case formatPattern = "workql_format_pattern"
    case json
    /// `j->>p`: the part as JSON, and as SQLite's value.
    case jsonText = "workql_json_text"
    /// `j->k`: the path of a key, which is a text.
    case jsonKey = "workql_json_key"
    /// The name of a value in `json_group_object`. NULL is an error.
    case jsonName = "workql_json_name"
    /// A real in JSON, where infinity is a text.
    case jsonNumber = "workql_json_number"
    /// `s ILIKE p`: pattern, text, and the escape if there is one.
    case ilike = "workql_ilike"
    /// `s REGEXP p`: pattern, text.
    case regexp = "workql_regexp"
    /// `TIMESERIES`: the number of a timestamp's bucket in a list.
    case bucket = "workql_bucket"
    /// `FILL PREVIOUS`: the value in the last of a window's rows so far for which the second argument
    /// is true.
    case carried = "workql_carried"
    /// `avg(x)` after partial aggregation: the exact sum of some rows, and the number of their
    /// values.
    case meanOfParts = "workql_mean_of_parts"
    /// `x COLLATE NOCASE`: a value compared with one that ignores case. It is only printed, and is
    /// not a function.
    case ignoringCase = "workql_ignoring_case"
    /// `(SELECT …)` as a value: the value of its only row, and the query's position in the text.
    /// Two rows are an error.
    case onlyRow = "workql_only_row"
    /// Returns true, and reports to the scan the time of a row that satisfies the statement's
    /// conditions.
    case held = "workql_held"
}

extension Expression.Kind {
    static func internalCall(_ function: LocalFunction, _ arguments: [Expression])
        -> Expression.Kind
    {
        .call(FunctionCall(name: Name(function.rawValue), arguments: .list(arguments)))
    }

    /// Returns an instant in SQLite's form: seconds, whole or with milliseconds.
    static func instant(_ instant: Instant) -> Expression.Kind {
        switch instant.seconds {
        case .whole(let seconds): .literal(.integer(seconds))
        case .fractional(let seconds): .literal(.real(seconds))
        }
    }
}
