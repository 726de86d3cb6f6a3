import Dispatch
import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLTime

/// The pages of one scan, in the order of its splits. They are fetched concurrently ahead of the
/// reader, but never further ahead than the bounds allow, so that memory use stays constant and a
/// reader that stops leaves few pages fetched in vain.
///
/// The fetching side suspends; the reading side is SQLite's thread and blocks, which a thread of
/// Swift's cooperative pool must never do.
final class PageStream: Sendable {
    /// A function that fetches one split and delivers its pages in order, waiting until each is
    /// taken.
    typealias Fetch =
        @Sendable (SplitPlan.Split, @escaping @Sendable (Page) async throws -> Void) async throws ->
        Void

    struct Bounds: Sendable {
        /// The maximum number of splits that are in flight or wait to be read, including the one
        /// being read.
        var splits: Int
        /// The maximum number of waiting pages of one split, including the one being read.
        var pages: Int
        /// Whether only splits of the window being read may be in flight, because the reader may
        /// stop after each window.
        var staysInWindow = false

        static let ahead = Bounds(splits: 6, pages: 3)
        /// For rows that are all kept: the scans of a statement then do not wait for each other.
        static let kept = Bounds(splits: 12, pages: 64)
        /// For a reader that may stop at any row: nothing is requested before it is needed.
        static let onDemand = Bounds(splits: 1, pages: 1)
        /// For a reader that takes whole windows and may stop after each.
        static let byWindow = Bounds(splits: 6, pages: 3, staysInWindow: true)
    }

    private struct State {
        var pages: [Int: [Page]] = [:]
        var finished: Set<Int> = []
        /// The split being read.
        var current = 0
        /// Whether the reader holds the first page of the current split.
        var isReading = false
        var failure: (any Error)?
        /// The number of splits that have begun; they are the first ones.
        var begun = 0
        /// Splits that the budget ended, and how far they had come; no further splits begin after
        /// the first of them.
        var spent: [Int: ServiceFailure.Reached] = [:]
        /// Steps that failed, or did not begin after one that did, where this is not a failure of
        /// the stream.
        var missed: [Int] = []
        var reason: (any Error)?
        var isCancelled = false
        var waiters: [Waiter] = []
        var task: Task<Void, Never>?
    }

    private struct Waiter {
        var condition: Condition
        var continuation: CheckedContinuation<Void, any Error>
    }

    private enum Condition {
        /// The split may begin.
        case turn(Int)
        /// The split has room for another page.
        case room(Int)
    }

    /// A function that reads the stored part of the scan, and delivers its pages.
    typealias Read =
        @Sendable (@escaping @Sendable (Page) async throws -> Void) async throws -> Void

    /// A function that surrounds all fetching with a context of its own.
    typealias Around = @Sendable (@Sendable () async -> Void) async -> Void

    /// The split number of a page that comes from a store.
    static let stored = -1

    private let splitPlan: SplitPlan
    private let bounds: Bounds
    private let fetch: Fetch
    /// Reads what comes before the first split.
    private let read: Read?
    /// The number of steps before the splits. Steps are counted from what is read, if anything is,
    /// and then through the splits.
    private let lead: Int
    /// Whether an answer without the splits that cannot be fetched is acceptable.
    private let isTolerant: Bool
    private let count: Int
    /// Returns whether the next split may be fetched. Called once for each split, in their order.
    private let permit: (@Sendable () -> Bool)?
    private let around: Around
    /// Moved by the reader as it learns more.
    let edge: ReadBound?
    private let state = Mutex(State())
    /// Signalled whenever there may be something new for a reader.
    private let news = DispatchSemaphore(value: 0)

    init(
        splitPlan: SplitPlan, bounds: Bounds, isTolerant: Bool = false, read: Read? = nil,
        edge: ReadBound? = nil, permit: (@Sendable () -> Bool)? = nil,
        around: @escaping Around = { await $0() }, fetch: @escaping Fetch
    ) {
        self.permit = permit
        self.around = around
        self.edge = edge
        self.isTolerant = isTolerant
        self.splitPlan = splitPlan
        self.bounds = bounds
        self.fetch = fetch
        self.read = read
        lead = read == nil ? 0 : 1
        count = lead + splitPlan.count
    }

    /// Starts to fetch. Called once.
    func start() {
        state.withLock { state in
            guard !state.isCancelled else { return }
            state.task = Task { await around { await self.fetchSplits() } }
        }
    }

    /// Stops the calls in flight; a blocked reader is woken with `CancellationError`.
    func cancel() {
        let (task, waiters) = state.withLock { state in
            state.isCancelled = true
            defer { state.waiters = [] }
            return (state.task, state.waiters)
        }
        task?.cancel()
        for waiter in waiters { waiter.continuation.resume(throwing: CancellationError()) }
        news.signal()
    }

    /// Returns the next page and the number of its split; nil after the last. Releases the previous
    /// page. Blocks its thread.
    ///
    /// - Parameters:
    ///   - beforeWaiting: called whenever no page is available yet; an error that it throws ends
    ///     the reading.
    ///   - isEnough: whether the split of a number and those after it need not be read; called when
    ///     every page before it was taken.
    /// - Throws: the error of a fetch, as soon as it is known, even if earlier splits still have
    ///   pages: an answer that cannot become complete is not continued.
    func next(
        beforeWaiting: () throws -> Void = {}, isEnough: (Int) -> Bool = { _ in false }
    ) throws -> (page: Page, split: Int)? {
        while true {
            let step = state.withLock { state in advance(&state, isEnough) }
            for waiter in step.woken { waiter.continuation.resume() }
            switch step.result {
            case .page(let page, let step): return (page, step - lead)
            case .end: return nil
            case .failure(let error): throw error
            case .wait:
                try beforeWaiting()
                news.wait()
            }
        }
    }

    private enum Reading {
        case page(Page, Int)
        case end
        case failure(any Error)
        case wait
    }

    private func advance(
        _ state: inout State, _ isEnough: (Int) -> Bool
    ) -> (result: Reading, woken: [Waiter]) {
        if state.isReading {
            state.pages[state.current]?.removeFirst()
            state.isReading = false
        }
        if state.isCancelled { return (.failure(CancellationError()), []) }
        if let failure = state.failure { return (.failure(failure), []) }
        while state.current < state.begun,
            state.finished.contains(state.current) || state.spent[state.current] != nil,
            state.pages[state.current]?.isEmpty ?? true
        {
            state.pages[state.current] = nil
            state.finished.remove(state.current)
            // Checked before its fetch is admitted. The contents of a split that the budget ended
            // are unknown, so nothing is proven behind it.
            if state.spent.isEmpty || state.current < (state.spent.keys.min() ?? 0),
                state.current + 1 < count, isEnough(state.current + 1 - lead)
            {
                state.spent = [:]
                state.current = count
            } else {
                state.current += 1
            }
        }
        if !state.spent.isEmpty, state.current >= state.begun {
            return (.failure(missing(state)), wake(&state))
        }
        guard state.current < count else { return (.end, []) }
        let woken = wake(&state)
        if let page = state.pages[state.current]?.first {
            state.isReading = true
            return (.page(page, state.current), woken)
        }
        return (.wait, woken)
    }

    private func missing(_ state: State) -> BudgetSpent {
        let spent = state.spent.sorted { $0.key < $1.key }
        let untouched = spent.filter { $0.value.pages == 0 }.map(\.key)
        return BudgetSpent(
            begun: spent.filter { $0.value.pages > 0 }.map { (splitPlan[$0.key - lead], $0.value) },
            others: (untouched + Array(state.begun..<count)).map { splitPlan[$0 - lead] })
    }

    private func wake(_ state: inout State) -> [Waiter] {
        var woken: [Waiter] = []
        var rest: [Waiter] = []
        for waiter in state.waiters {
            if holds(waiter.condition, state) { woken.append(waiter) } else { rest.append(waiter) }
        }
        state.waiters = rest
        return woken
    }

    private func holds(_ condition: Condition, _ state: State) -> Bool {
        switch condition {
        case .turn(let step):
            state.current < count && step < state.current + bounds.splits
                && (!bounds.staysInWindow || stage(of: state.current).contains(step))
        case .room(let split): (state.pages[split]?.count ?? 0) < bounds.pages
        }
    }

    /// Returns the steps that run concurrently with one.
    private func stage(of step: Int) -> Range<Int> {
        guard step >= lead else { return 0..<lead }
        let stage = splitPlan.stage(of: step - lead)
        return stage.lowerBound + lead..<stage.upperBound + lead
    }

    private func wait(for condition: Condition) async throws {
        try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Void, any Error>) in
            let resolved: Result<Void, any Error>? = state.withLock { state in
                if state.isCancelled { return .failure(CancellationError()) }
                if holds(condition, state) { return .success(()) }
                state.waiters.append(Waiter(condition: condition, continuation: continuation))
                return nil
            }
            if let resolved { continuation.resume(with: resolved) }
        }
    }

    private func fetchSplits() async {
        await withDiscardingTaskGroup { group in
            for split in 0..<count {
                do { try await wait(for: .turn(split)) } catch { return }
                let begins = state.withLock { state in
                    guard state.failure == nil, state.spent.isEmpty else { return false }
                    state.begun += 1
                    return true
                }
                guard begins else { return }
                if skips(split) { continue }
                if split >= lead, let permit, !permit() {
                    state.withLock { $0.spent[split] = ServiceFailure.Reached(pages: 0) }
                    news.signal()
                    return
                }
                group.addTask { await self.fetchSplit(split) }
            }
        }
    }

    /// The splits that are missing in what was read, and the reason of the first.
    var missed: (splits: [SplitPlan.Split], reason: (any Error)?) {
        let (steps, reason) = state.withLock { ($0.missed, $0.reason) }
        return (steps.filter { $0 >= lead }.sorted().map { splitPlan[$0 - lead] }, reason)
    }

    /// Skips a step after one that failed: the next one would fail as well.
    private func skips(_ step: Int) -> Bool {
        let isSkipped = state.withLock { state in
            guard !state.missed.isEmpty else { return false }
            state.missed.append(step)
            state.finished.insert(step)
            return true
        }
        if isSkipped { news.signal() }
        return isSkipped
    }

    private func fetchSplit(_ split: Int) async {
        do {
            let deliver: @Sendable (Page) async throws -> Void = { page in
                self.state.withLock { $0.pages[split, default: []].append(page) }
                self.news.signal()
                try await self.wait(for: .room(split))
            }
            if split < lead {
                try await read?(deliver)
            } else {
                try await fetch(splitPlan[split - lead], deliver)
            }
            state.withLock { _ = $0.finished.insert(split) }
        } catch let failure as ServiceFailure where failure.kind == .budget {
            let reached = failure.reached ?? ServiceFailure.Reached(pages: 0)
            state.withLock { $0.spent[split] = reached }
        } catch {
            state.withLock { state in
                if isTolerant, split >= lead, error.leavesTheRest {
                    state.missed.append(split)
                    state.finished.insert(split)
                    state.reason = state.reason ?? error
                } else if state.failure == nil {
                    state.failure = error
                }
            }
        }
        news.signal()
    }
}

extension Error {
    /// Whether the rows before it are an answer nevertheless: it is not caused by a mistake.
    fileprivate var leavesTheRest: Bool {
        if self is NotStored { return true }
        guard let failure = self as? ServiceFailure else { return false }
        switch failure.kind {
        case .quota, .service, .transport, .malformed: return true
        case .configuration, .credentials, .permission, .notFound, .defect, .cancelled, .budget:
            return false
        }
    }
}
