package import WorkQLCatalog
import WorkQLPages

/// A store for the pages of unfinished calls, so that an interrupted call continues where it
/// stopped.
package protocol PageCheckpointing: Sendable {
    /// Returns the number of kept pages of exactly this call, and the position after them; nil if
    /// there are none that can be used.
    func begun(_ call: Call) async throws -> (pages: Int, next: PagePosition)?

    /// - Parameter number: counted from 1.
    func page(_ number: Int, of call: Call) async throws -> Page

    /// Stores a page before it is delivered; called for every page but the last.
    func keep(
        _ page: Page, number: Int, of call: Call, next: PagePosition
    ) async throws

    /// Records that the page to be delivered next is the last of the fetch, and that nothing is
    /// missing: a reader that has enough of it may end the fetch.
    func complete()

    /// Discards the kept pages because the service does not continue after them: the call starts
    /// again.
    func drop(_ call: Call) async throws
}
