import Dispatch
import Synchronization
import WorkQLPlanner
import WorkQLSyntax

/// The calls of a running plan as far as they are known, and the question whether to make them.
///
/// What: keys that other rows hold, and rows that cost a call each, are known only after the first
/// calls. When they make the plan larger than `confirm_calls`, or its time longer than
/// `confirm_seconds`, the user is asked once more, and the progress counts them. As the pages of a
/// list show more and more rows, the user is asked again for ten times as many calls.
/// Why: a plan that begins with one call may need a thousand.
/// When not: after the first row was written, since a reader may have the screen then; and where
/// the user has agreed to as many calls before.
final class ExpectedCalls: Sendable {
    private struct State {
        /// The calls that the plan has, and those that became known since.
        var total: Int
        /// The calls that the user has agreed to.
        var agreed: Int
        /// The question that is being asked, or was answered with no.
        var answer: Task<Bool, Never>?
        /// The total that the question names.
        var asked = 0
        var isTooLate = false
    }

    private let session: ScriptSession
    private let isPerRecord: Bool
    private let recorder: StatisticsRecorder
    private let state: Mutex<State>

    /// - Parameters:
    ///   - calls: the calls of the plan.
    ///   - agreed: the number of calls that the user has agreed to; 0 if nobody was asked.
    ///   - isPerRecord: whether each record costs a further call.
    init(
        _ calls: Int, agreed: Int, isPerRecord: Bool, in session: ScriptSession,
        _ recorder: StatisticsRecorder
    ) {
        self.isPerRecord = isPerRecord
        self.session = session
        self.recorder = recorder
        state = Mutex(State(total: calls, agreed: agreed))
    }

    /// How many times as many calls are another question.
    private static let growth = 10

    /// Asks no more: rows are being written.
    func stopAsking() { state.withLock { $0.isTooLate = true } }

    /// Adds calls that have become known, and asks whether to make them.
    ///
    /// - Parameter seconds: the time until the last of them may be sent.
    /// - Throws: `UserError` where the answer is no.
    func add(_ calls: Int, seconds: Double) async throws(UserError) {
        guard let answer = question(about: calls, seconds) else { return }
        let isAgreed = await withTaskCancellationHandler {
            await answer.value
        } onCancel: {
            answer.cancel()
        }
        guard !isAgreed else {
            return state.withLock { state in
                guard state.answer == answer else { return }
                state.answer = nil
                state.agreed = state.asked * Self.growth
            }
        }
        throw ScriptSession.notConfirmed(
            "ended by your answer after \(counted(recorder.statistics.calls, "call"))")
    }

    /// Returns the question, which those that come while it is asked wait for too; nil if there is
    /// none.
    private func question(about calls: Int, _ seconds: Double) -> Task<Bool, Never>? {
        let (question, total) = state.withLock { state -> (Task<Bool, Never>?, Int) in
            state.total += calls
            let cost = PlanCost(
                calls: state.total, seconds: seconds, isLeast: true, isPerRecord: isPerRecord)
            if state.answer == nil, !state.isTooLate, state.total > state.agreed,
                let confirm = session.options.confirm, session.isCostly(cost)
            {
                state.asked = state.total
                state.answer = Task { await confirm(cost) }
            }
            return (state.answer, state.total)
        }
        recorder.expect(total)
        return question
    }

    /// The same for a thread that is kept busy, which is none of Swift's cooperative pool.
    func addAndWait(
        _ calls: Int, seconds: @escaping @Sendable () async -> Double,
        whileAsking streams: StreamGroup
    ) throws(UserError) {
        let outcome = Mutex<UserError?>(nil)
        let end = DispatchSemaphore(value: 0)
        let task = Task {
            do throws(UserError) {
                try await add(calls, seconds: await seconds())
            } catch {
                outcome.withLock { $0 = error }
            }
            end.signal()
        }
        while end.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
            if streams.isCancelled { task.cancel() }
        }
        if let error = outcome.withLock({ $0 }) { throw error }
    }
}
