/// The maximum number of concurrent calls: halved when the service finds them too many, and raised
/// by one after a long run of answers.
struct AdaptiveLimit: Sendable {
    private let maximum: Int
    private(set) var limit: Int
    private var answersInRow = 0

    /// The number of consecutive answers that raise the limit by one.
    static let answersForOneMore = 100

    init(maximum: Int) {
        self.maximum = max(maximum, 1)
        limit = self.maximum
    }

    mutating func crowded() {
        limit = max(limit / 2, 1)
        answersInRow = 0
    }

    mutating func answered() {
        guard limit < maximum else { return }
        answersInRow += 1
        if answersInRow >= Self.answersForOneMore {
            limit += 1
            answersInRow = 0
        }
    }
}
