import Foundation

/// A time zone whose complete history is stored in two sorted arrays, because functions such as
/// `hour(t)` use it for every row.
///
/// The system's data, or Foundation's, is read once, when the zone is created; an instant then
/// costs one comparison if the clocks no longer change, as in Asia/Shanghai, and a binary search
/// otherwise. Covers 1970 to 2100; the first and last offset apply beyond that.
package struct Zone: Sendable {
    /// `Asia/Shanghai`, `UTC`, `+08:00`
    package let identifier: String
    /// The instants, in milliseconds, at which `offsets[i]` is replaced by `offsets[i + 1]`.
    private let transitions: [Int64]
    /// Milliseconds east of Greenwich; one more element than `transitions`.
    private let offsets: [Int64]
    private let lastTransition: Int64
    private let lastOffset: Int64

    private init(identifier: String, transitions: [Int64], offsets: [Int64], last: Int64) {
        self.identifier = identifier
        self.transitions = transitions
        self.offsets = offsets
        lastTransition = transitions.last ?? .min
        lastOffset = last
    }

    /// Creates a zone with a constant offset from UTC, in minutes to the east.
    package init(offsetMinutes: Int) {
        let minutes = abs(offsetMinutes)
        let sign = offsetMinutes < 0 ? "-" : "+"
        let digits = [minutes / 60 / 10, minutes / 60 % 10, minutes % 60 / 10, minutes % 10]
            .map(String.init)
        let text = sign + digits[0] + digits[1] + ":" + digits[2] + digits[3]
        let offset = Int64(offsetMinutes) * 60_000
        self.init(
            identifier: offsetMinutes == 0 ? "UTC" : text, transitions: [], offsets: [offset],
            last: offset)
    }

    /// Creates a zone from the system's data.
    init(_ file: ZoneFile) {
        let offsets = file.offsets.map { $0 * 1000 }
        self.init(
            identifier: file.name, transitions: file.transitions.map { $0 * 1000 },
            offsets: offsets, last: offsets.last ?? 0)
    }

    /// Creates a zone from Foundation's data.
    init(_ source: TimeZone, identifier: String) {
        func offset(_ date: Date) -> Int64 { Int64(source.secondsFromGMT(for: date)) * 1000 }

        // Extends a little beyond 1970 ... 2100, because a local date extends 14 hours beyond the
        // UTC one.
        var date = Date(timeIntervalSince1970: -31 * 86_400)
        let end = Date(timeIntervalSince1970: 4_134_067_200)
        var last = offset(date)
        var transitions: [Int64] = []
        var offsets = [last]
        while let next = source.nextDaylightSavingTimeTransition(after: date), next > date,
            next < end
        {
            date = next
            let following = offset(next)
            // Only the name changed, or the explanation of an unchanged offset.
            if following == last { continue }
            transitions.append(Int64((next.timeIntervalSince1970 * 1000).rounded()))
            offsets.append(following)
            last = following
        }
        self.init(identifier: identifier, transitions: transitions, offsets: offsets, last: last)
    }

    package static let utc = Zone(offsetMinutes: 0)

    /// `Asia/Shanghai`, the services' own zone, and therefore the default.
    ///
    /// Its history is complete: China had summer time in six years. Reading it from Foundation took
    /// a quarter of the time of `SELECT 1`; `TimeZoneTests` checks that the two agree.
    package static let shanghai: Zone = {
        let winter: Int64 = 8 * 3_600_000
        let summer: Int64 = 9 * 3_600_000
        // The instants at which the clocks were set forward and back, in seconds since 1970.
        let changes: [Int64] = [
            515_527_200, 527_014_800, 545_162_400, 558_464_400, 577_216_800, 589_914_000,
            608_666_400, 621_968_400, 640_116_000, 653_418_000, 671_565_600, 684_867_600,
        ]
        return Zone(
            identifier: "Asia/Shanghai", transitions: changes.map { $0 * 1000 },
            offsets: (0...changes.count).map { $0.isMultiple(of: 2) ? winter : summer },
            last: winter)
    }()

    /// Returns the milliseconds to add to UTC to get local time.
    @inline(__always)
    package func offset(at instant: Instant) -> Int64 {
        if instant.milliseconds >= lastTransition { return lastOffset }
        return offsets[transitionCount { transitions[$0] <= instant.milliseconds }]
    }

    /// Whether the clocks change after an instant.
    package func changes(after instant: Instant) -> Bool {
        lastTransition > instant.milliseconds
    }

    /// Returns the last change of the clocks at or before an instant.
    package func change(atOrBefore instant: Instant) -> Instant? {
        let count = transitionCount { transitions[$0] <= instant.milliseconds }
        return count == 0 ? nil : Instant(milliseconds: transitions[count - 1])
    }

    /// Returns the local time at an instant. Instants beyond ±275,000 years, which only a corrupt
    /// answer can contain, are clamped to that limit.
    @inline(__always)
    package func localTime(at instant: Instant) -> LocalTime {
        let limit: Int64 = 8_640_000_000_000_000
        let clamped = Instant(milliseconds: min(max(instant.milliseconds, -limit), limit))
        return LocalTime(milliseconds: clamped.milliseconds + offset(at: clamped))
    }

    /// Returns the instant at which the local time is this.
    ///
    /// A local time that the clocks skip moves forward by the length of the gap (02:30 becomes
    /// 03:30, and midnight of a day that begins at 01:00 becomes 01:00); of a local time that
    /// occurs twice, the earlier instant is used. Both are equivalent to interpreting the local
    /// time with the offset before the change.
    package func instant(of local: LocalTime) -> Instant {
        let wall = local.milliseconds
        // The first period of constant offset that has not ended when its clock shows this time.
        let stretch = transitionCount { transitions[$0] + offsets[$0] <= wall }
        var instant = wall - offsets[stretch]
        if stretch > 0, instant < transitions[stretch - 1] {
            instant = wall - offsets[stretch - 1]
        }
        return Instant(milliseconds: instant)
    }

    /// Returns the first instant of a date, which is not midnight if the clocks skip midnight.
    package func start(of date: CivilDate) -> Instant {
        instant(of: LocalTime(date))
    }

    /// Returns the number of leading transitions that satisfy a condition, which must hold for a
    /// prefix of them only.
    @inline(__always)
    private func transitionCount(where isPast: (Int) -> Bool) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if isPast(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Zone: Hashable {
    package static func == (left: Zone, right: Zone) -> Bool {
        left.identifier == right.identifier
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}

extension Zone: CustomStringConvertible {
    package var description: String { identifier }
}
