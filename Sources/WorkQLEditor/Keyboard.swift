import Synchronization

/// Decides which program the keyboard's Ctrl-C is meant for.
///
/// The terminal sends the signal to this program and to those it started. A pager, an editor or a
/// command of `.shell` that has the keyboard handles it, and this program must not.
package enum Keyboard {
    /// The number of other programs that were started and have not ended. Signal handlers read it,
    /// so that it must not be behind a lock.
    private struct Others: ~Copyable {
        let count = Atomic(0)
    }

    private static let others = Others()

    /// Whether another program has the keyboard. Signal handlers may call it.
    package static var isOthers: Bool { others.count.load(ordering: .sequentiallyConsistent) > 0 }

    static func leave() { others.count.add(1, ordering: .sequentiallyConsistent) }

    static func takeBack() { others.count.subtract(1, ordering: .sequentiallyConsistent) }
}
