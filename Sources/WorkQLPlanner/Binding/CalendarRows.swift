import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

// days(…) and workdays(…)

extension TableFunction {
    static let days = TableFunction(
        name: "days", signature: "days(last month)",
        summary: "one row for each day of a range", columns: calendar,
        rows: .query { (call, binder, inherited) throws(Diagnostic) in
            try rows(of: call, in: &binder, inheriting: inherited, workdaysOnly: false)
        })

    static let workdays = TableFunction(
        name: "workdays", signature: "workdays(last month)",
        summary: "one row for each working day, according to SET holidays", columns: calendar,
        rows: .query { (call, binder, inherited) throws(Diagnostic) in
            try rows(of: call, in: &binder, inheriting: inherited, workdaysOnly: true)
        })

    private static let calendar = [
        Column(name: "date", type: .date, summary: "the day", label: "日期"),
        Column(name: "weekday", type: .integer, summary: "1 is Monday and 7 Sunday", label: "星期"),
        Column(name: "week", type: .text, summary: "the week of ISO 8601, as 2026-W32", label: "周"),
        Column(name: "month", type: .text, summary: "as 2026-08", label: "月份"),
        Column(
            name: "workday", type: .boolean,
            summary:
                "whether it is a working day: Monday to Friday, except the holidays that are set",
            label: "工作日"),
        Column(
            name: "holiday", type: .text,
            summary: "the name of the holiday, or of the holiday that a make-up day belongs to",
            label: "节假日"),
    ]

    /// The columns that depend on the holidays.
    private static let dependent = [4, 5]

    /// SQLite generates this number of days in about a second; longer ranges are mistakes.
    private static let maxDays = 100_000

    private static func rows(
        of call: TableCall, in binder: inout Binder, inheriting inherited: TimeClause?,
        workdaysOnly: Bool
    ) throws(Diagnostic) -> (query: Query, remarks: [Int: Diagnostic]) {
        if case .range(nil) = call.arguments, let inherited {
            binder.rangesOfDays.append(inherited)
            binder.clausesTaken.append(inherited)
        }
        guard let range = try days(of: call, in: binder, inheriting: inherited) else {
            return (try query("SELECT * FROM (\(text(0...0, [], workdaysOnly))) WHERE FALSE"), [:])
        }
        if case .range(_?) = call.arguments {
            binder.ownDays.append(call)
            if let note = try noteOnOwnDays(call, in: binder) { binder.note(note) }
        }
        let calendar = try binder.environment.holidays(call.span)
        let exceptions = calendar?.days(in: range) ?? []
        var remarks: [Int: Diagnostic] = [:]
        if let remark = remark(on: calendar, range, at: call.span) {
            for index in dependent { remarks[index] = remark }
            if workdaysOnly { binder.note(remark) }
        }
        return (try query(text(range, exceptions, workdaysOnly)), remarks)
    }

    /// Returns the numbers of the days that a range overlaps; nil where the range is empty.
    private static func days(
        of call: TableCall, in binder: Binder, inheriting inherited: TimeClause?
    ) throws(Diagnostic) -> ClosedRange<Int>? {
        guard case .range(let written) = call.arguments else { return nil }
        guard let clause = written ?? inherited else {
            throw Diagnostic(
                .needsRange, "\(call.name.text)() needs a time range", at: call.span,
                help: "write \(call.name.text)(last month), or SINCE … at the end")
        }
        let resolved = try ClauseResolver(
            context: binder.context, environment: binder.environment
        ).resolve(clause)
        guard let range = resolved.range else {
            throw Diagnostic(
                .needsRange, "\(call.name.text)() needs the start of its range", at: call.span,
                help: "write \(call.name.text)(2026-08-01, 2026-08-31)")
        }
        guard range.since < range.until else { return nil }
        let zone = binder.context.zone
        let first = zone.localTime(at: range.since).date.dayNumber
        let last = zone.localTime(
            at: Instant(milliseconds: range.until.milliseconds - 1)
        ).date.dayNumber
        guard first <= last else { return nil }
        guard last - first < maxDays else {
            throw Diagnostic(
                .outsideCalendar, "a range of more than \(maxDays) days", at: call.span,
                help: "write a shorter one")
        }
        return first...last
    }

    /// Returns a note where the earlier range of a COMPARE has days that a range of its own leaves
    /// out, since such a range is not moved.
    static func noteOnOwnDays(
        _ call: TableCall, in binder: Binder
    ) throws(Diagnostic) -> Diagnostic? {
        guard let shift = binder.timeShift,
            let range = try days(of: call, in: binder, inheriting: nil)
        else { return nil }
        var whole = call
        whole.arguments = .range(shift.clause)
        guard let earlier = try days(of: whole, in: binder, inheriting: nil),
            !range.contains(earlier.lowerBound) || !range.contains(earlier.upperBound)
        else { return nil }
        return Diagnostic(
            "\(call.name.text)() has a range of its own, which COMPARE does not move",
            at: call.span, help: "write \(call.name.text)() for the days of the range compared")
    }

    private static func remark(
        on calendar: HolidayCalendar?, _ range: ClosedRange<Int>, at span: Span
    ) -> Diagnostic? {
        guard let calendar else {
            return Diagnostic(
                "no holidays are set: every Monday to Friday counts as a workday", at: span,
                help: "SET holidays = 'holidays.csv', a file with the columns date, kind "
                    + "(休 or 班) and name")
        }
        let years = calendar.yearsWithout(in: range)
        guard !years.isEmpty else { return nil }
        return Diagnostic(
            "\(calendar.source) contains no day of \(years.map(String.init).listed): every Monday "
                + "to Friday counts as a workday",
            at: span, help: "add the holidays to the file")
    }

    private static func text(
        _ range: ClosedRange<Int>,
        _ exceptions: [(date: CivilDate, day: HolidayCalendar.Day)], _ workdaysOnly: Bool
    ) -> String {
        let first = CivilDate(day: range.lowerBound).isoText
        let last = CivilDate(day: range.upperBound).isoText
        let days = """
            calendar_day(date) AS (SELECT DATE '\(first)' UNION ALL
            SELECT date + 1 FROM calendar_day WHERE date < DATE '\(last)')
            """
        let common = """
            SELECT d.date AS date, weekday(d.date) AS weekday, strftime(d.date, '%G-W%V') AS week,
            strftime(d.date, '%Y-%m') AS month,
            """
        guard !exceptions.isEmpty else {
            let condition = workdaysOnly ? " WHERE weekday(d.date) <= 5" : ""
            return """
                WITH RECURSIVE \(days) \(common) weekday(d.date) <= 5 AS workday,
                CAST(NULL AS TEXT) AS holiday FROM calendar_day AS d\(condition)
                """
        }
        let values = exceptions.map { date, day in
            let name = day.name.map(Printer.quoted) ?? "CAST(NULL AS TEXT)"
            return "(DATE '\(date.isoText)', \(day.isWorkday ? "TRUE" : "FALSE"), \(name))"
        }
        let workday = "coalesce(e.workday, weekday(d.date) <= 5)"
        return """
            WITH RECURSIVE \(days),
            calendar_exception(date, workday, holiday) AS (VALUES \(values.joined(separator: ", ")))
            \(common) \(workday) AS workday, e.holiday AS holiday FROM calendar_day AS d
            LEFT JOIN calendar_exception AS e ON e.date = d.date\(workdaysOnly ? " WHERE \(workday)" : "")
            """
    }

    /// Parses a query in the dialect, whose names and types are then bound like those of any other
    /// query.
    static func query(_ text: String) throws(Diagnostic) -> Query {
        switch Parser.parse(text) {
        case .complete(let statements):
            guard case .query(let query)? = statements.first?.kind else { break }
            return query
        case .incomplete(let mistake): throw mistake
        case .failed(let mistakes): if let mistake = mistakes.first { throw mistake }
        }
        throw Diagnostic(
            .unspecified, "the rows of a table function are not a query", at: Span(0, 0))
    }
}
