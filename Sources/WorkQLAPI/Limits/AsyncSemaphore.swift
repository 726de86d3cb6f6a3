import Synchronization

/// A semaphore that admits up to `capacity` tasks at once; the others wait and are admitted in
/// order of arrival.
final class AsyncSemaphore: Sendable {
    private struct State {
        var capacity: Int
        var inside = 0
        var lastNumber = 0
        var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []

        /// Admits waiting tasks up to the free capacity.
        mutating func admit() -> [CheckedContinuation<Bool, Never>] {
            let room = min(max(capacity - inside, 0), waiting.count)
            inside += room
            defer { waiting.removeFirst(room) }
            return waiting[..<room].map(\.continuation)
        }
    }

    private let state: Mutex<State>

    init(capacity: Int) {
        state = Mutex(State(capacity: capacity))
    }

    /// Returns when a slot is free; `leave` must follow. Throws if the task is cancelled first.
    func enter() async throws(CancellationError) {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let admitted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.waiting.isEmpty && state.inside < state.capacity {
                        state.inside += 1
                        return true
                    }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }
                    .map { state.waiting.remove(at: $0).continuation }
            }
            continuation?.resume(returning: false)
        }
        guard admitted else { throw CancellationError() }
    }

    func leave() {
        admit { $0.inside -= 1 }
    }

    /// Changes the capacity. Tasks above a smaller capacity stay inside.
    func setCapacity(_ capacity: Int) {
        admit { $0.capacity = capacity }
    }

    private func admit(_ change: (inout State) -> Void) {
        let admitted = state.withLock { state in
            change(&state)
            return state.admit()
        }
        for continuation in admitted { continuation.resume(returning: true) }
    }
}
