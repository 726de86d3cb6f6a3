/// The check whether the running operation must end; called by code that keeps a thread busy for
/// long.
final class StopCheck {
    let mustStop: () -> Bool

    init(_ mustStop: @escaping () -> Bool) { self.mustStop = mustStop }
}
