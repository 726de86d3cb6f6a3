import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// A context from an RFC 3339 text with an offset, so that no test asks the clock or the host.
func timeContext(_ now: String, _ zone: String = "Asia/Shanghai") throws -> TimeContext {
    let utc = TimeContext(now: Instant(milliseconds: 0), zone: .utc)
    return TimeContext(now: try utc.timestamp(now).instant, zone: try Zone(identifier: zone))
}

func rfc3339(_ instant: Instant, _ zone: Zone) -> String {
    TimestampFormat(.rfc3339, zone: zone).string(instant)
}

/// Steele, Lea and Flood's SplitMix64: the same numbers on every run.
struct FixedNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What a body throws; nil when it returns.
func diagnostic<T>(_ body: () throws(Diagnostic) -> T) -> Diagnostic? {
    do {
        _ = try body()
        return nil
    } catch {
        #expect(error.code != .unspecified)
        return Diagnostic(error.message, at: error.span, help: error.help)
    }
}
