/// Where a statement stands while it runs, for whoever draws it. Told at the start and
/// whenever a call is sent, answered, repeated or made to wait, from any thread; nothing is left out to spare the receiver.
package struct RunProgress: Sendable, Equatable {
    /// The calls that the plan announced; answers of several pages take more.
    package var planned: Int
    /// That quotas alone ask for, from the start until the last planned call may be sent.
    package var seconds: Double
    /// Requests sent, repetitions among them.
    package var calls = 0
    /// Pages that came.
    package var answered = 0
    /// Rows that the service sent.
    package var rows = 0
    package var retries = 0
    /// Seconds that the last call to wait for a quota has to wait from now on; nil when a call was
    /// sent since.
    package var waiting: Double?
    /// Users whom the service refused so far.
    package var refused = 0

    package init(planned: Int, seconds: Double = 0) {
        self.planned = planned
        self.seconds = seconds
    }
}
