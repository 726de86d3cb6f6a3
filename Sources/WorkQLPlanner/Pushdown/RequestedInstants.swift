import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// The instants of a range that calls are made for.
extension ScanPlanner {
    /// The time after now that is requested although no row should have it: the clocks of a service
    /// differ from ours, and a service may count whole days.
    static let clockMargin: Int64 = 86_400_000

    /// Returns the instant from which on nothing of a range is requested; nil where all of it is.
    ///
    /// What: the first midnight that is at least a day after now.
    /// Why: rows are made when something has happened, so that calls for later instants return
    /// none. The end of a day, unlike that of a day from now, is the same for all queries of a day.
    /// When not: tables whose rows may have times after now do not declare `recordsPast`. The range
    /// itself remains what the statement says, since periods and comparisons are divided by it.
    func horizon(of range: TimeRange) -> Instant? {
        guard endpoint.range.recordsPast, range.until > present else { return nil }
        let last = present.advanced(byMilliseconds: Self.clockMargin - 1)
        guard let midnight = context.zone.startOfUnit(.day, 1, from: last), range.until > midnight
        else { return nil }
        return midnight
    }

    /// The script's now, or the clock's time where that is later.
    private var present: Instant { max(context.now, environment.present ?? context.now) }

    /// Returns a note on a range that begins after now.
    func noteOnFuture(_ range: TimeRange) -> Diagnostic? {
        guard endpoint.range.recordsPast, range.since > present, !range.isEmpty else { return nil }
        let format = TimestampFormat(.table, zone: context.zone)
        return Diagnostic(
            .emptyRange,
            "\(tableName.text) records what has happened, and the range begins at "
                + "\(format.string(range.since)), in the future",
            at: pending.clause?.span ?? tableName.span,
            help: "write a range that has begun, such as SINCE 7d or DURING last month")
    }

    /// Returns the instants of a range that are requested, in milliseconds.
    func requested(_ range: TimeRange, before horizon: Instant?) -> IntervalSet {
        let until = horizon ?? range.until
        guard range.since < until else { return .empty }
        return IntervalSet(range.since.milliseconds..<until.milliseconds)
    }

    /// Whether calls are made only for the whole seconds of the instants that are needed.
    ///
    /// What: of instants only the whole seconds, where rows have no others.
    /// Why: calls are for whole seconds, and the part of a second at each end would make a range of
    /// exactly a window's length longer by a second.
    /// When not: where the times of rows may have milliseconds.
    var rowsAreInSeconds: Bool {
        endpoint.range.column.flatMap(table.columnIndex)
            .map { table.columns[$0].isInWholeSeconds } ?? false
    }
}
