package import WorkQL
package import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
package import WorkQLStore
package import WorkQLSyntax
import WorkQLTime

/// Sessions whose service answers from memory or from files.
package enum AnswerSession {
    static let extent = AnswerFolder.Extent(users: 100, windows: 5, rowsPerUser: 20)
    static let condition = AnswerFolder.condition(extent)

    /// The options without a store, whose work is measured separately.
    static var options: ScriptSession.Options { options(store: nil) }

    package static func options(store: Store.Location?) -> ScriptSession.Options {
        var settings = SettingValues()
        settings.store = store
        return ScriptSession.Options(now: Instant(seconds: 1_893_427_200), settings: settings)
    }

    package static func client(_ transport: any Transport) -> ServiceClient {
        ServiceClient(
            credentials: Credentials([.wecomCorpID: "corp", .wecomSecret: "secret"]),
            quotas: ["checkin/getcheckindata": [Quota(calls: 1_000_000, seconds: 60)]],
            transport: transport)
    }

    /// Returns a client for which each answer is generated once, on its first use.
    static func client() throws -> ServiceClient {
        let text = AnswerText(rowsPerUser: extent.rowsPerUser)
        let memory = AnswerMemory()
        return client(AnswerTransport { call in memory.answer(to: call, text) })
    }

    static func table() throws -> Table {
        guard let table = Catalog.builtIn.table("checkin") else {
            throw Astray("there are no check-ins")
        }
        return table
    }

    package static func statement(_ text: String) throws -> Statement {
        guard case .complete(let statements) = Parser.parse(text), let first = statements.first
        else { throw Astray("the query has mistakes: \(text.prefix(200))") }
        return first
    }

    static func query(_ text: String) throws -> Query {
        guard case .query(let query) = try statement(text).kind else { throw Astray("no query") }
        return query
    }
}
