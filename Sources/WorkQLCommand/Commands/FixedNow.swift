import Foundation
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The value of `--now`.
enum FixedNow {
    /// Returns the fixed time, or the clock's time if none is fixed.
    ///
    /// - Throws: if the text is not a time, or is a time that itself depends on now.
    static func instant(_ text: String?, zone: Zone) throws(UserError) -> Instant {
        guard let text else {
            // Services measure time in seconds, and a range without fractions of seconds is easier
            // to read.
            return Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
        }
        do {
            // A time that depends on now has different values when it is read at two distant
            // instants.
            let first = try TimeContext(now: Instant(seconds: 946_684_800), zone: zone)
                .timestamp(text)
            let second = try TimeContext(now: Instant(seconds: 1_812_345_678), zone: zone)
                .timestamp(text)
            guard first == second else {
                throw UserError(
                    .usage, "\"\(text)\" in --now depends on the current time",
                    help: "write a time such as '2026-08-01 09:00'")
            }
            return first.instant
        } catch let error as UserError {
            throw error
        } catch {
            throw UserError(
                .usage, "\"\(text)\" in --now is not a time",
                help: "write a time such as '2026-08-01 09:00'")
        }
    }
}
