import WorkQLCatalog
import WorkQLPages

/// What is known of the directory, and whose turn it is.
extension DirectoryReader {
    struct Known {
        var visibility: VisibilityScope?
        var stamp = DirectoryRecord.Stamp(id: 0, fetched: 0)
        var members: [Member]?
        var names: [Int64: String]?
        /// The combination of these; nil if one of them has changed since.
        var found: DirectoryNames?
        /// The number of calls that each share took.
        var calls: [Directory.Share: Int] = [:]
        /// How often the lists were dropped.
        var drops = 0
        /// The number of the last turn.
        var lastTurn = 0
        /// How the last fetch of each share failed, if it did.
        var failures: [Directory.Share: SharedFailure] = [:]

        var shares: Set<Directory.Share> {
            var shares: Set<Directory.Share> = []
            if visibility != nil { shares.insert(.visibility) }
            if members != nil { shares.insert(.members) }
            if names != nil { shares.insert(.names) }
            return shares
        }

        mutating func drop() {
            var empty = Known()
            (empty.drops, empty.lastTurn, empty.failures) = (drops + 1, lastTurn, failures)
            self = empty
        }
    }

    /// A fetch of a share that failed for a reason that holds for everybody.
    struct SharedFailure {
        var failure: ServiceFailure
        /// The last turn that had begun by then.
        var lastTurn: Int
        /// As they were when the fetch began.
        var drops: Int
    }

    /// One reader's turn, from before it waits for those before it.
    struct Turn {
        var number: Int
        /// What was known, and how often the lists had been dropped, before it waited.
        var shares: Set<Directory.Share>
        var drops: Int
        /// How often the lists had been dropped when it began to fetch.
        var dropsAtStart: Int
    }

    /// The users and departments that the app's description and its tags name, and the departments
    /// below those.
    struct VisibilityScope {
        /// In the order in which they are named; a user has a name only if a tag contains it.
        var users: [(userid: String, name: String?)]
        /// In ascending order.
        var departments: [Department]
    }

    struct Department {
        let id: Int64
        let parent: Int64?
    }

    struct Member {
        let userid: String
        let name: String?
        let department: Int64?
    }
}

extension DirectoryReader.VisibilityScope {
    var page: Page {
        Page(
            count: users.count, columns: [.text(users.map(\.userid)), .text(users.map(\.name))],
            further: [
                Page(
                    count: departments.count,
                    columns: [
                        .integers(departments.map(\.id)), .integers(departments.map(\.parent)),
                    ])
            ])
    }

    /// Returns nil for a page of another shape.
    init?(_ page: Page) {
        let users = page.rows(2) { row in
            page.columns[0].string(row).map { ($0, page.columns[1].string(row)) }
        }
        guard let users, let tree = page.further.first,
            let departments = tree.rows(
                2,
                { row in
                    tree.columns[0].integer(row).map {
                        DirectoryReader.Department(id: $0, parent: tree.columns[1].integer(row))
                    }
                })
        else { return nil }
        self.init(users: users.map { (userid: $0.0, name: $0.1) }, departments: departments)
    }
}

extension Page {
    /// Returns the value of each row; nil for a page of another width.
    func rows<Value>(_ width: Int, _ body: (Int) -> Value?) -> [Value]? {
        columns.count == width ? (0..<count).compactMap(body) : nil
    }
}
