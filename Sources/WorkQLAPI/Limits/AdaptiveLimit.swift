/// How many calls may be under way at once: halved when the service finds them too many, and one
/// more again after a long run of answers.
struct AdaptiveLimit: Sendable {
    private let maximum: Int
    private(set) var limit: Int
    private var answersInRow = 0

    /// How many answers in a row earn one more.
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
