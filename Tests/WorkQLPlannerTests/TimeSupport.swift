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
