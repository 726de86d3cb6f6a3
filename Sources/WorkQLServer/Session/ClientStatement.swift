import WorkQL
import WorkQLPlanner
import WorkQLSyntax

/// A statement that was read, and may be run many times.
final class ClientStatement {
    enum Kind {
        /// Nothing but blanks and comments.
        case empty
        case session(SessionStatement)
        /// For the catalog or the engine.
        case query
    }

    let text: String
    let kind: Kind
    /// What the client says of its parameters; 0 leaves it open.
    let types: [UInt32]
    /// The tree of a statement for the engine, once it was needed.
    var parsed: Statement?
    /// The types of its parameters, once they were needed.
    var parameters: [ServerType]?
    /// What the client was told of its columns; nil before, and without any.
    var columns: [ServerColumn]?
    /// Whether it was described: what was told then holds.
    var isDescribed = false

    init(_ text: String, types: [UInt32] = []) throws(ServerError) {
        self.text = text
        self.types = types
        if text.isEmpty {
            kind = .empty
        } else if let statement = try SessionStatementReader.read(text) {
            kind = .session(statement)
        } else {
            kind = .query
        }
    }

    /// How many parameters it has: the greatest number of any.
    var parameterCount: Int {
        StatementText.parameterNumbers(in: text).max() ?? 0
    }
}

/// A statement with values for its parameters, on its way through its rows.
final class Portal {
    enum Rows {
        case engine(QueryCursor, Spending)
        /// Those of the engine that are there already.
        case values([[RowValue]], next: Int)
        case catalog([[ServerValue]], next: Int)
        /// All were read.
        case finished
    }

    let statement: ClientStatement
    let parameters: [ServerParameter]
    /// Of the columns: 0 for text, 1 for binary; one stands for all, none for text.
    let formats: [Int16]
    /// Whether it stays when its transaction ends.
    var outlives = false
    /// nil before it is run.
    var rows: Rows?
    /// nil before they are known.
    var columns: [ServerColumn]?
    /// For one without rows, what to say when it is done.
    var tag: String?

    init(
        _ statement: ClientStatement, parameters: [ServerParameter] = [], formats: [Int16] = []
    ) {
        self.statement = statement
        self.parameters = parameters
        self.formats = formats
    }

    func format(of column: Int) -> Int16 {
        switch formats.count {
        case 0: 0
        case 1: formats[0]
        default: column < formats.count ? formats[column] : 0
        }
    }
}

/// What a statement may spend and has spent.
struct Spending: Sendable {
    /// Set aside of the day; nil without a limit.
    var reserved: Int?
    /// Whether it reads the store alone because nothing says what to ask for.
    var isStoreAlone = false
}
