import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Creates a context from an RFC 3339 text with an offset, so that no test uses the clock or zone
/// of the host.
func timeContext(_ now: String, _ zone: String = "Asia/Shanghai") throws -> TimeContext {
    let utc = TimeContext(now: Instant(milliseconds: 0), zone: .utc)
    return TimeContext(now: try utc.timestamp(now).instant, zone: try Zone(identifier: zone))
}

func rfc3339(_ instant: Instant, _ zone: Zone) -> String {
    TimestampFormat(.rfc3339, zone: zone).string(instant)
}

/// Returns the error that a body throws; nil if it returns.
func diagnostic<T>(_ body: () throws(Diagnostic) -> T) -> Diagnostic? {
    do {
        _ = try body()
        return nil
    } catch {
        #expect(error.code != .unspecified)
        return Diagnostic(error.message, at: error.span, help: error.help)
    }
}
