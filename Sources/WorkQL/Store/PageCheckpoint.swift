import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLStore

/// Keeps the pages of one split's calls in a store until the split is complete: all but the last
/// page of each call, which is stored together with the complete split.
final class PageCheckpoint: PageCheckpointing {
    /// The progress of the split.
    struct Work: Sendable {
        /// When its oldest page was requested, in seconds since 1970.
        var fetched: Int64
        /// The pages that are not in the store.
        var pages: [Page] = []
        /// The calls whose pages are in the store: their ids there, and the number of their pages.
        var calls: [(id: Int64, pages: Int)] = []
        /// The call whose pages are being kept, and the part of it that is read. Its id is nil once
        /// another process has ended or continued it; that process then keeps what it fetches.
        fileprivate var current: (request: String, id: Int64?, kept: StoredPages?)?
        /// Whether the page to be delivered next is in the store.
        fileprivate var hasNext = false
        /// Whether the page that is delivered next, or was delivered last, ends the split.
        fileprivate(set) var isComplete = false
    }

    private let store: Store
    private let scope: StoreScope
    private let age: @Sendable () -> StoreAgeLimit
    private let stores: StorePool
    private let state: Mutex<Work>

    init(
        store: Store, scope: StoreScope, age: @escaping @Sendable () -> StoreAgeLimit,
        begin: Int64, stores: StorePool
    ) {
        self.store = store
        self.scope = scope
        self.age = age
        self.stores = stores
        state = Mutex(Work(fetched: begin))
    }

    var work: Work { state.withLock { $0 } }

    /// Records a delivered page.
    func take(_ page: Page) {
        state.withLock { work in
            if !work.hasNext { work.pages.append(page) }
            work.hasNext = false
        }
    }

    func begun(_ call: Call) async throws -> (pages: Int, next: PagePosition)? {
        let found = try await stores.trying(store) {
            try await store.begun(call, call.request, in: scope, age: age())
        }
        guard let begun = found ?? nil else { return nil }
        state.withLock { work in
            work.fetched = min(work.fetched, begun.fetched)
            work.calls.append((begun.id, begun.pages))
            work.current = (call.request, begun.id, begun.kept)
        }
        return (begun.pages, begun.next)
    }

    func page(_ number: Int, of call: Call) async throws -> Page {
        guard let kept = state.withLock({ $0.current?.kept }) else { throw StoreFailure.changed }
        let page = try await kept.page(number)
        state.withLock { $0.hasNext = page.hasRows }
        return page
    }

    func keep(
        _ page: Page, number: Int, of call: Call, next: PagePosition
    ) async throws {
        let (request, work) = (call.request, work)
        let isGoing = number > 1 && work.current?.request == request
        let own = isGoing ? work.current?.id : nil
        // Pages after one that is not kept there are of no use there.
        if number > 1, own == nil { return }
        let id =
            try await stores.trying(store) {
                try await store.keep(
                    page, number: number, of: request, id: own, next: next, in: scope,
                    fetched: work.fetched)
            } ?? nil
        state.withLock { work in
            work.current = (request, id, nil)
            guard let id else { return }
            work.hasNext = page.hasRows
            if isGoing {
                work.calls[work.calls.count - 1].pages = number
            } else {
                work.calls.append((id, number))
            }
        }
    }

    func complete() { state.withLock { $0.isComplete = true } }

    func drop(_ call: Call) async throws {
        state.withLock { work in
            guard let current = work.current, current.request == call.request else { return }
            work.calls.removeAll { $0.id == current.id }
            work.current = nil
        }
        _ = try await stores.trying(store) { try await store.drop(call.request, in: scope) }
    }
}

extension Page {
    /// Whether any row of it is delivered.
    fileprivate var hasRows: Bool { count > 0 || further.contains { $0.count > 0 } }
}
