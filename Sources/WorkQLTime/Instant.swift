/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Instant: Hashable, Sendable {
    package var milliseconds: Int64

    @inlinable
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Creates an instant from seconds. Values too large to count in milliseconds become the
    /// farthest instant, so that a nonsensical number from a service cannot stop the program.
    package init(seconds: Int64) {
        let (product, overflows) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = overflows ? (seconds < 0 ? .min : .max) : product
    }

    /// The last whole second not after this instant.
    package var secondsRoundedDown: Int64 {
        milliseconds.floorDivided(by: 1000)
    }

    /// The first whole second not before this instant.
    package var secondsRoundedUp: Int64 {
        secondsRoundedDown + (milliseconds.floorModulo(1000) == 0 ? 0 : 1)
    }

    /// Whether the instant is in the years 0001 to 9999, in every zone. Results of arithmetic are;
    /// others have no date with four digits for the year.
    package var isInCalendar: Bool {
        // 0001-01-02 and 9999-12-31 in UTC.
        (-62_135_510_400_000..<253_402_214_400_000).contains(milliseconds)
    }

    /// Returns the instant `count` milliseconds later, or earlier if negative; stops at the
    /// farthest instant instead of overflowing.
    package func advanced(byMilliseconds count: Int64) -> Instant {
        let (sum, overflows) = milliseconds.addingReportingOverflow(count)
        return Instant(milliseconds: overflows ? (count < 0 ? .min : .max) : sum)
    }
}

extension Instant: Comparable {
    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

/// The instants from `since`, inclusive, to `until`, exclusive.
///
/// A range whose end is not after its start is empty; that is not an error, since a query may
/// contain one.
package struct TimeRange: Hashable, Sendable {
    package var since: Instant
    package var until: Instant

    package init(since: Instant, until: Instant) {
        self.since = since
        self.until = until
    }

    package var isEmpty: Bool { since >= until }

    /// The length in milliseconds; 0 when empty.
    package var milliseconds: Int64 {
        guard !isEmpty else { return 0 }
        let (length, overflows) = until.milliseconds.subtractingReportingOverflow(
            since.milliseconds)
        return overflows ? .max : length
    }

    package func contains(_ instant: Instant) -> Bool {
        since <= instant && instant < until
    }

    /// Returns the intersection; empty if they are disjoint.
    package func intersection(_ other: TimeRange) -> TimeRange {
        TimeRange(since: max(since, other.since), until: min(until, other.until))
    }
}

extension FixedWidthInteger {
    /// Returns the quotient rounded toward negative infinity, as calendars before 1970 need it. The
    /// divisor is positive.
    @inline(__always)
    package func floorDivided(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// Returns the remainder in 0 ..< divisor. The divisor is positive.
    @inline(__always)
    package func floorModulo(_ divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

extension Instant {
    /// An instant in seconds since 1970, as SQLite stores instants.
    package enum Seconds: Hashable, Sendable {
        case whole(Int64)
        case fractional(Double)
    }

    /// Whole if the instant is a whole second.
    @inlinable
    package var seconds: Seconds {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest == 0 ? .whole(seconds) : .fractional(Double(milliseconds) / 1000)
    }
}
