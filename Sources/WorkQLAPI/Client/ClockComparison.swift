import Foundation
import Synchronization
import WorkQLCatalog

/// The difference between this machine's clock and the services' clocks, by the `Date` header of
/// their answers.
final class ClockComparison: Sendable {
    private let ahead = Mutex<[Service: Double]>([:])

    /// - Parameters:
    ///   - sent: when the request was sent, by this machine's clock, in seconds since 1970;
    ///     `received` likewise.
    func note(_ answer: HTTPAnswer, of service: Service, sent: Double, received: Double) {
        let header = answer.headers.first { $0.name.lowercased() == "date" }
        guard let header, let date = Self.seconds(header.value) else { return }
        let difference = Self.difference(date: date, sent: sent, received: received)
        ahead.withLock { $0[service] = difference }
    }

    func ahead(of service: Service) -> Double? { ahead.withLock { $0[service] } }

    /// Returns the number of seconds by which the clock is certainly ahead; negative if it is
    /// behind. The service wrote its date, truncated to a second, at some time between sending and
    /// receiving.
    static func difference(date: Double, sent: Double, received: Double) -> Double {
        if received < date { return received - date }
        if sent >= date + 1 { return sent - (date + 1) }
        return 0
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Parses `Sat, 21 Nov 2026 08:10:55 GMT`, the only form that servers may send; returns nil for
    /// other forms.
    static func seconds(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int32(words[1]),
            let month = months.firstIndex(of: String(words[2])), let year = Int32(words[3]),
            (1970...9999).contains(year), (1...31).contains(day)
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int32($0) }
        guard clock.count == 3 else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = Int32(month)
        parts.tm_mday = day
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (clock[0], clock[1], clock[2])
        return Double(timegm(&parts))
    }
}
