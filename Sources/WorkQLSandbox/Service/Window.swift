/// A requested range of time, with the interpretation of its end already applied.
struct Window: Sendable, Hashable {
    let start: Int
    /// The end, exclusive: a closed window of seconds ends one second later.
    let until: Int

    init(start: Int, end: Int, _ reading: SandboxReadings.WindowEnd) {
        self.start = start
        until = reading == .closed ? end + 1 : end
    }

    func contains(_ instant: Int) -> Bool { instant >= start && instant < until }
}

/// The same for records timed in milliseconds, where a closed end includes the end's own
/// millisecond but not the rest of its second.
struct MillisecondWindow: Sendable, Hashable {
    let start: Int
    let end: Int
    let reading: SandboxReadings.WindowEnd

    func contains(_ milliseconds: Int) -> Bool {
        guard milliseconds >= start * 1_000 else { return false }
        return reading == .closed ? milliseconds <= end * 1_000 : milliseconds < end * 1_000
    }
}

extension SandboxReadings.RowOrder {
    /// Puts rows that were sorted oldest first into this order.
    func apply<Row>(
        _ rows: [Row], natural: SandboxReadings.RowOrder, user: (Row) -> String
    ) -> [Row] {
        switch self == .natural ? natural : self {
        case .natural, .oldestFirst: return rows
        case .newestFirst: return rows.reversed()
        case .byUser:
            let keyed = rows.enumerated().map { (user: user($0.element), index: $0.offset) }
            return keyed.sorted { ($0.user, $0.index) < ($1.user, $1.index) }.map { rows[$0.index] }
        }
    }
}
