package import WorkQLCatalog
import WorkQLPages

/// Keeps the pages of calls that are not at their end, so that what was begun and broken off goes on
/// where it stopped.
package protocol PageCheckpointing: Sendable {
    /// How many pages of the very same call are kept, and where it goes on behind them; nil when
    /// there are none that can be used.
    func begun(_ call: Call) async throws -> (pages: Int, next: PagePosition)?

    /// - Parameter number: counted from 1.
    func page(_ number: Int, of call: Call) async throws -> Page

    /// Is given every page but the last, before it is delivered.
    func keep(
        _ page: Page, number: Int, of call: Call, next: PagePosition
    ) async throws

    /// The service does not go on where the kept pages end: the call starts again.
    func drop(_ call: Call) async throws
}
