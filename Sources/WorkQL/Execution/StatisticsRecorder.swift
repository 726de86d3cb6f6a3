import Synchronization
import WorkQLAPI
import WorkQLTime

/// Adds up what the calls of a statement report, from any task.
final class StatisticsRecorder: Sendable {
    /// The statistics of one scan.
    struct Share: Sendable {
        var calls = 0
        /// The number of calls of other statements whose answers were used.
        var shared = 0
        /// The number of calls that divided calls added.
        var divided = 0
        var pages = 0
        var rows = 0
        var retries = 0
        var waited = 0.0
    }

    fileprivate struct State {
        var statistics = QueryStatistics()
        var shares: [Share]
        var progress: RunProgress
        var firstSent: ContinuousClock.Instant?
        var lackingDetails: [Int: Int] = [:]
        var doubts: [Int: [String]] = [:]
    }

    private let state: Mutex<State>
    private let observe: (@Sendable (RunProgress) -> Void)?

    /// - Parameter observe: called at once and after each event.
    init(scans: Int, planned: PlanCost, observe: (@Sendable (RunProgress) -> Void)?) {
        state = Mutex(
            State(
                shares: Array(repeating: Share(), count: scans),
                progress: RunProgress(planned: planned.calls, seconds: planned.seconds)))
        self.observe = observe
        observe?(state.withLock { $0.progress })
    }

    var statistics: QueryStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.refused.sort()
            statistics.withheld.sort()
            return statistics
        }
    }

    /// Records the number of rows of a scan that lack their details because the second endpoint
    /// must not be called.
    func lack(details: Int, of scan: Int) {
        state.withLock { $0.lackingDetails[scan, default: 0] += details }
    }

    /// The number of rows that lack details, by the indices of scans.
    var lackingDetails: [Int: Int] { state.withLock { $0.lackingDetails } }

    /// The reasons why rows may be missing, by the indices of scans.
    var doubts: [Int: [String]] { state.withLock { $0.doubts } }

    /// The statistics of each scan of the plan.
    var shares: [Share] { state.withLock { $0.shares } }

    /// Sets the number of calls that are planned, as far as it is known by now.
    func expect(_ calls: Int) {
        let progress = state.withLock { state in
            state.progress.planned = max(state.progress.planned, calls)
            return state.progress
        }
        observe?(progress)
    }

    func record(_ event: CallEvent, of scan: Int) {
        let progress = state.withLock { state in
            state.record(event, of: scan)
            return state.progress
        }
        observe?(progress)
    }
}

extension StatisticsRecorder.State {
    mutating func record(_ event: CallEvent, of scan: Int) {
        switch event {
        case .sent:
            if firstSent == nil { firstSent = .now }
            statistics.calls += 1
            shares[scan].calls += 1
            progress.calls += 1
            progress.waiting = nil
        case .shared(let calls):
            statistics.shared += calls
            shares[scan].shared += calls
        case .divided(let calls):
            statistics.divided += calls
            shares[scan].divided += calls
        case .answered(let rows):
            if let firstSent { statistics.asked = (.now - firstSent).seconds }
            shares[scan].pages += 1
            shares[scan].rows += rows
            progress.answered += 1
            progress.rows += rows
        case .retried(_, let delay):
            statistics.retries += 1
            shares[scan].retries += 1
            progress.retries += 1
            wait(delay.seconds, of: scan)
        case .waiting(let duration):
            progress.waiting = duration.seconds
            wait(duration.seconds, of: scan)
        case .refused(let users):
            for user in users where !statistics.refused.contains(user) {
                statistics.refused.append(user)
                progress.refused += 1
            }
        case .doubted(let words):
            if doubts[scan]?.contains(words) != true { doubts[scan, default: []].append(words) }
        case .withheld(let id):
            if !statistics.withheld.contains(id) { statistics.withheld.append(id) }
        }
    }

    private mutating func wait(_ seconds: Double, of scan: Int) {
        statistics.waited += seconds
        shares[scan].waited += seconds
    }
}
