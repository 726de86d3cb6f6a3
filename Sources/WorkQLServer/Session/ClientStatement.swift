import Synchronization
import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

/// Where a statement stands in what a client sent.
struct SentText {
    var text: String
    /// The offset of the statement, in bytes.
    var start: Int

    /// Returns the number of the character, counted from 1, where an error begins.
    func position(of error: UserError) -> Int? {
        error.offset.map { offset in
            String(decoding: text.utf8.prefix(start + offset), as: UTF8.self).unicodeScalars.count
                + 1
        }
    }
}

/// A parsed statement, which may be run many times.
final class ClientStatement {
    enum Kind {
        /// Only whitespace and comments.
        case empty
        case session(SessionStatement)
        /// For the catalog or the engine.
        case query
    }

    let text: String
    let kind: Kind
    /// Whether it is answered within microseconds.
    let isShort: Bool
    /// The OIDs of the parameters' types that the client declares; 0 leaves a type open.
    let types: [UInt32]
    /// Where the client sent it, in the extended protocol.
    var sent: SentText?
    /// The tree of a statement for the engine, once it has been needed.
    var parsed: Statement?
    /// The types of its parameters, once they have been needed.
    var parameters: [ServerType]?
    /// The columns that were described to the client; nil before that, and if there are none.
    var columns: [ServerColumn]?
    /// Whether it has been described: the description remains valid.
    var isDescribed = false

    init(_ text: String, types: [UInt32] = []) throws(UserError) {
        self.text = text
        self.types = types
        isShort = StatementText.isShort(text)
        if text.isEmpty {
            kind = .empty
        } else if let statement = try SessionStatementReader.read(text) {
            kind = .session(statement)
        } else {
            kind = .query
        }
    }

    /// The number of its parameters, which is the highest number of any.
    var parameterCount: Int {
        // Those of what is prepared get their values from EXECUTE.
        if case .session(.prepare) = kind { return 0 }
        return StatementText.parameterNumbers(in: text).max() ?? 0
    }
}

/// A statement with values for its parameters, and the position in its rows.
final class Portal {
    enum Rows {
        case engine(QueryCursor, Spending)
        /// Rows of the engine that are already in memory.
        case values([[RowValue]], next: Int)
        case catalog([[ServerValue]], next: Int)
        /// All rows have been read.
        case finished
    }

    let statement: ClientStatement
    /// Whether its statement failed while it ran.
    var hasFailed = false
    let parameters: [ServerParameter]
    /// The formats of the columns: 0 for text, 1 for binary; a single one applies to all, none
    /// means text.
    let formats: [Int16]
    /// Whether it outlives its transaction.
    var outlives = false
    /// Whether it is a cursor that goes backward.
    var canScroll = false
    var position = CursorPosition()
    /// The rows that have been read, if it scrolls.
    var kept = KeptRows.values([])
    /// Whether an error has ended it.
    var isBroken = false
    /// Whether a statement of the session has run, which it does once.
    var hasRun = false
    /// The rows that a FETCH has yet to fetch.
    var unfetched: ClientSession.FetchedRows?
    /// What an EXECUTE runs.
    var executed: Portal?
    /// The rows; nil before it is run.
    var rows: Rows?
    /// The columns; nil before they are known.
    var columns: [ServerColumn]?
    /// The command tag of a statement without rows.
    var tag: String?
    /// Counts the calls of a query whose rows were not all read.
    var abandon: ((QueryStatistics, Spending) -> Void)?

    init(
        _ statement: ClientStatement, parameters: [ServerParameter] = [], formats: [Int16] = []
    ) {
        self.statement = statement
        self.parameters = parameters
        self.formats = formats
    }

    deinit {
        if case .engine(let cursor, let spending)? = rows { abandon?(cursor.statistics, spending) }
    }

    func format(of column: Int) -> Int16 {
        switch formats.count {
        case 0: 0
        case 1: formats[0]
        default: column < formats.count ? formats[column] : 0
        }
    }
}

/// What: the plan of a portal that Bind or Describe made, for an Execute that follows at once.
/// Why: drivers describe each portal before they run it, and planning takes as long as reading
/// some rows.
/// When not: after any other message, which may change a setting; in another second; where the
/// visible people have changed; for REFRESH, which plans without the store.
struct DescribedPlan {
    let portal: Portal
    /// With the time and the settings of the plan.
    let session: ScriptSession
    let plan: Plan
    let isStoreAlone: Bool
}

/// The call budget of a statement.
struct Spending: Sendable {
    /// The calls reserved from the day's budget; nil without a limit.
    var reserved: CallLedger.Reservation?
    /// The budget that limits its calls; nil if none does, or `max_calls` is lower.
    var bound: CallBound?
    /// The calls that were made for the people whom the user sees, before the statement's own.
    var callsForPeople = 0
    /// The calls that it has begun.
    let begun = BegunCalls()
    /// Whether it only reads the store, because neither a range nor a key determines the calls.
    var isStoreAlone = false
    /// For such a one, what the store does not have; nil if that is not known.
    var missing: [String]? = []
}

/// The number of calls that a statement has begun: a statement that fails has cost them.
final class BegunCalls: Sendable {
    private let count = Atomic(0)

    var number: Int { count.load(ordering: .relaxed) }

    /// - Parameter number: with all earlier ones.
    func raise(to number: Int) { count.max(number, ordering: .relaxed) }
}
