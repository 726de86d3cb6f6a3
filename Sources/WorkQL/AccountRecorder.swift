import Synchronization
import WorkQLAPI

/// Adds up what the calls of a statement report, from whichever task they run in.
final class AccountRecorder: Sendable {
    private let state = Mutex(Account())

    var account: Account {
        state.withLock { account in
            var account = account
            account.refused.sort()
            account.withheld.sort()
            return account
        }
    }

    func record(_ event: CallEvent) {
        state.withLock { account in
            switch event {
            case .sent: account.calls += 1
            case .retried(_, let delay):
                account.retries += 1
                account.waited += delay.seconds
            case .waiting(let duration): account.waited += duration.seconds
            case .refused(let users):
                for user in users where !account.refused.contains(user) {
                    account.refused.append(user)
                }
            case .withheld(let id):
                if !account.withheld.contains(id) { account.withheld.append(id) }
            case .answered: break
            }
        }
    }
}
