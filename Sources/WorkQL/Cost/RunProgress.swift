/// The progress of a running statement, for display. Reported at the start and whenever a call is
/// sent, answered, repeated or delayed, from any thread; no report is left out to relieve the
/// receiver.
package struct RunProgress: Sendable, Equatable {
    /// The calls that the plan announced; answers of several pages take more.
    package var planned: Int
    /// The seconds that quotas alone require, from the start until the last planned call may be
    /// sent.
    package var seconds: Double
    /// The number of requests sent, including repetitions.
    package var calls = 0
    /// The number of pages received.
    package var answered = 0
    /// The number of rows that the service sent.
    package var rows = 0
    package var retries = 0
    /// The seconds that the last call that waits for a quota has to wait from now on; nil when a
    /// call was sent since.
    package var waiting: Double?
    /// The number of users that the service has refused so far.
    package var refused = 0

    package init(planned: Int, seconds: Double = 0) {
        self.planned = planned
        self.seconds = seconds
    }
}
