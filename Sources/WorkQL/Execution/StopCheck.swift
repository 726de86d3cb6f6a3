/// Whether what runs has to end; asked by whatever keeps a thread busy for long.
final class StopCheck {
    let mustStop: () -> Bool

    init(_ mustStop: @escaping () -> Bool) { self.mustStop = mustStop }
}
