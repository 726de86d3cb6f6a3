import Foundation
import WorkQLPlanner
import WorkQLTime

/// What `--now` says.
enum FixedNow {
    /// The clock's time where nothing is fixed.
    ///
    /// - Throws: when the text is not a time, or one that itself depends on now.
    static func instant(_ text: String?, zone: Zone) throws(ShellError) -> Instant {
        guard let text else {
            // Services count in seconds, and a range is read more easily without their parts.
            return Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
        }
        do {
            // Read from two distant instants, a time that depends on now comes out differently.
            let first = try TimeContext(now: Instant(seconds: 946_684_800), zone: zone)
                .timestamp(text)
            let second = try TimeContext(now: Instant(seconds: 1_812_345_678), zone: zone)
                .timestamp(text)
            guard first == second else {
                throw ShellError(
                    .usage, "\"\(text)\" in --now depends on the time it is to fix",
                    help: "write a time such as '2026-08-01 09:00'")
            }
            return first.instant
        } catch let error as ShellError {
            throw error
        } catch {
            throw ShellError(
                .usage, "\"\(text)\" in --now is not a time",
                help: "write a time such as '2026-08-01 09:00'")
        }
    }
}
