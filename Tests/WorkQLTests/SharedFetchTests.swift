import Testing
import WorkQLStore

@testable import WorkQL

/// What a session remembers of fetches that have ended.
@Suite struct SharedFetchTests {
    private final class Place {}
    private let place = Place()

    private func key(_ number: Int) -> SharedFetches.Key {
        SharedFetches.Key(
            store: ObjectIdentifier(place),
            scope: StoreScope(endpoint: "checkin", identity: "a", parameters: [], choices: []),
            request: "request \(number)")
    }

    private func run(_ number: Int, in fetches: SharedFetches) {
        guard case .first(let fetch) = fetches.join(key(number), ignoringEnded: true) else {
            Issue.record("\(number) is under way")
            return
        }
        fetches.end(key(number), fetch, .stored(calls: number))
    }

    private func isEnded(_ number: Int, in fetches: SharedFetches) -> Bool {
        switch fetches.join(key(number), ignoringEnded: false) {
        case .ended(let calls): return calls == number
        case .waiting: return false
        case .first(let fetch):
            fetches.end(key(number), fetch, .abandoned)
            return false
        }
    }

    /// The latest are remembered, the earliest are not, and their number has a limit.
    @Test func endedFetchesAreForgotten() {
        let fetches = SharedFetches()
        let count = 5 * SharedFetches.remembered
        for number in 0..<count {
            run(number, in: fetches)
            if number % 500 == 0 { #expect(fetches.endedCount <= 2 * SharedFetches.remembered) }
        }
        #expect(fetches.endedCount <= 2 * SharedFetches.remembered)
        for number in count - SharedFetches.remembered..<count {
            #expect(isEnded(number, in: fetches))
        }
        #expect(!isEnded(0, in: fetches))
        #expect(!isEnded(count, in: fetches))
    }

    /// A fetch that is made again is remembered once, and one that failed is not remembered.
    @Test func onlyWhatIsStoredIsRemembered() {
        struct Refused: Error {}
        let fetches = SharedFetches()
        for _ in 0..<3 { run(1, in: fetches) }
        #expect(fetches.endedCount == 1)
        for outcome in [SharedFetch.Outcome.failed(Refused()), .abandoned] {
            guard case .first(let fetch) = fetches.join(key(2), ignoringEnded: false) else {
                Issue.record("not made")
                return
            }
            fetches.end(key(2), fetch, outcome)
        }
        #expect(fetches.endedCount == 1)
        #expect(!isEnded(2, in: fetches))
    }
}
