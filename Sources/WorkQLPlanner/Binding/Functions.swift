package import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// A function that statements may call, as a value: its arguments, its result, and what planning
/// may conclude from it. All facts about a function are in its literal in `FunctionList.swift`, and
/// no other code identifies functions by name.
package struct Function: Sendable {
    package private(set) var name: String
    /// Other names under which users of other databases know it.
    package let aliases: [String]
    /// The name of SQLite's function; the same name by default.
    let sqlName: String
    package let kind: Kind
    package let arity: ClosedRange<Int>
    /// The kind of each argument; the last applies to all further ones.
    let parameters: [ArgumentKind]
    package let result: Result
    /// The purpose for which arguments of the kind `meeting` are converted to one type.
    let meeting: Binder.Meeting
    /// The replacement of a call that SQLite does not compute as it is written.
    let rewriting: Rewriting?
    /// Whether `*` can be its argument, for the number of rows.
    package let takesStar: Bool
    /// Whether it depends on the order of rows, which ORDER BY in its parentheses specifies.
    let takesOrder: Bool
    /// Whether an aggregate can have OVER.
    let takesWindow: Bool
    /// Whether it chooses a row by its time; the default is the table's time.
    package let takesTime: Bool
    /// The end of the order of its last argument at which the deciding rows are; nil where all rows
    /// count.
    let extreme: TimeOrder?
    /// Its value for no rows.
    let ofNoRows: Literal
    /// How it is computed from rows that each represent several; nil where it cannot be.
    let combination: Combination?
    /// Whether equal arguments always have the same result.
    package let isDeterministic: Bool
    /// The form of a call, and what it computes.
    package let signature: String
    package let summary: String

    package enum Kind: String, Hashable, Sendable {
        case scalar
        /// Over the rows of a group, or over a window with OVER.
        case aggregate
        /// With OVER only.
        case window
    }

    package enum Result: Hashable, Sendable {
        case type(ColumnType)
        /// The type of the first argument.
        case argument
        /// The common type of the arguments of the kind `meeting`.
        case meeting
        /// Integer for integers, real otherwise.
        case number
    }

    /// How an aggregate is computed from one row that represents several equal ones.
    enum Combination: Sendable {
        /// By adding the numbers of rows that each row represents.
        case numberOfRows
        /// Unchanged: repeated rows make no difference.
        case unchanged
    }

    init(
        _ name: String, _ kind: Kind, _ arity: ClosedRange<Int>,
        takes parameters: [ArgumentKind] = [],
        gives result: Result, meets meeting: Binder.Meeting = .result,
        takesStar: Bool = false, takesOrder: Bool = false, takesTime: Bool = false,
        takesWindow: Bool = true,
        extreme: TimeOrder? = nil, ofNoRows: Literal = .null, combination: Combination? = nil,
        rewriting: Rewriting? = nil, sqlName: String? = nil, isDeterministic: Bool = true,
        aliases: [String] = [], signature: String, summary: String
    ) {
        self.name = name
        self.aliases = aliases
        self.sqlName = sqlName ?? name
        self.kind = kind
        self.arity = arity
        self.parameters = parameters
        self.result = result
        self.meeting = meeting
        self.takesStar = takesStar
        self.takesOrder = takesOrder
        self.takesTime = takesTime
        self.takesWindow = takesWindow
        self.extreme = extreme
        self.ofNoRows = ofNoRows
        self.combination = combination
        self.rewriting = rewriting
        self.isDeterministic = isDeterministic
        self.signature = signature
        self.summary = summary
    }

    /// Returns the function of a name; of several, the one that takes this number of arguments, if
    /// one does.
    package static func named(_ name: String, arguments: Int) -> Function? {
        guard let places = places[name], let first = places.first else { return nil }
        return all[places.first { all[$0].arity.contains(arguments) } ?? first]
    }

    /// For each name, the indices of its functions in `all`. A plan asks for each of its calls more
    /// than once, and `all` is long.
    private static let places: [String: [Int]] = {
        var places: [String: [Int]] = Dictionary(minimumCapacity: 2 * all.count)
        for (index, function) in all.enumerated() {
            places[function.name, default: []].append(index)
            for alias in function.aliases { places[alias, default: []].append(index) }
        }
        return places
    }()

    /// Returns the same function under another name, for messages.
    func called(_ name: String) -> Function {
        var function = self
        function.name = name
        return function
    }

    /// Returns the kind of an argument.
    func argumentKind(_ index: Int) -> ArgumentKind {
        parameters.indices.contains(index) ? parameters[index] : parameters.last ?? .any
    }

    /// Whether its ordered rows are a JSON list, and otherwise a text.
    var isList: Bool { takesOrder && result == .type(.json) }

    /// Whether DISTINCT is allowed in its parentheses.
    var takesDistinct: Bool { kind == .aggregate && !takesTime }
}

extension FunctionCall {
    /// The function that is called; nil for the engine's own functions.
    package var function: Function? {
        let count = if case .list(let list) = arguments { list.count } else { 0 }
        return Function.named(name.folded, arguments: count)
    }

    /// Whether equal arguments always have the same result, also where the name is the one by which
    /// SQLite knows the function.
    var isDeterministic: Bool {
        function?.isDeterministic
            ?? Function.all.allSatisfy { $0.isDeterministic || $0.sqlName != name.folded }
    }
}

/// The kind of an argument of a function.
enum ArgumentKind: Sendable {
    case any
    /// A text; any other value is converted to the text by which it is displayed.
    case text
    case number
    /// A number without a fraction.
    case whole
    /// The share of a quantile: 0 to 1.
    case share
    case json
    /// A path into JSON: `$.name`.
    case jsonPath
    /// The name of a value in a JSON object.
    case jsonName
    /// An element of a JSON list or object.
    case jsonValue
    case condition
    /// A timestamp or a date.
    case day
    /// A timestamp or a time of day.
    case clock
    /// A timestamp; a date is its midnight.
    case timestamp
    /// One of several values that are converted to one type.
    case meeting
}
