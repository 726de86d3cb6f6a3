import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLStore

/// Keeps the pages of one tile's calls in a store until the tile is at its end: all but the last page
/// of each call, which comes with the end.
final class CallKeeper: PageKeeper {
    /// What the tile has come to.
    struct Work: Sendable {
        /// When its oldest page was asked for, in seconds since 1970.
        var fetched: Int64
        /// Those that are not in the store.
        var pages: [Page] = []
        /// Those whose pages are in the store, and how many.
        var calls: [(request: String, pages: Int)] = []
        /// Whether the page to be delivered next is in the store.
        fileprivate var hasNext = false
    }

    private let store: Store
    private let scope: StoreScope
    private let age: StoreAge
    private let state: Mutex<Work>

    init(store: Store, scope: StoreScope, age: StoreAge, begin: Int64) {
        self.store = store
        self.scope = scope
        self.age = age
        state = Mutex(Work(fetched: begin))
    }

    var work: Work { state.withLock { $0 } }

    /// Takes note of a page that is delivered.
    func take(_ page: Page) {
        state.withLock { work in
            if !work.hasNext { work.pages.append(page) }
            work.hasNext = false
        }
    }

    func begun(_ call: Call) async throws -> (pages: Int, next: PagePosition)? {
        guard let begun = try await store.begun(call, in: scope, age: age) else { return nil }
        state.withLock { work in
            work.fetched = min(work.fetched, begun.fetched)
            work.calls.append((call.request, begun.pages))
        }
        return (begun.pages, begun.next)
    }

    func page(_ number: Int, of call: Call) async throws -> Page {
        let page = try await store.page(number, of: call, in: scope)
        state.withLock { $0.hasNext = page.hasRows }
        return page
    }

    func keep(
        _ page: Page, number: Int, of call: Call, next: PagePosition
    ) async throws {
        let (request, fetched) = (call.request, state.withLock { $0.fetched })
        let isKept = try await store.keep(
            page, number: number, of: call, next: next, in: scope, fetched: fetched)
        state.withLock { work in
            // Of a call that another process ended, which then has kept what it fetched.
            guard isKept else { return }
            work.hasNext = page.hasRows
            if work.calls.last?.request == request {
                work.calls[work.calls.count - 1].pages = number
            } else {
                work.calls.append((request, number))
            }
        }
    }

    func drop(_ call: Call) async throws {
        let request = call.request
        state.withLock { work in work.calls.removeAll { $0.request == request } }
        try await store.drop(call, in: scope)
    }
}

extension Page {
    /// Whether anything is delivered of it.
    fileprivate var hasRows: Bool { count > 0 || further.contains { $0.count > 0 } }
}
