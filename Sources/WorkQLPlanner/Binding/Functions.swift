package import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// A function that statements may call, as a value: what it takes, what it gives, and what planning
/// may conclude from it. Everything that is known of a function stands in its literal in
/// `FunctionList.swift`, and nothing else knows functions by their names.
package struct Function: Sendable {
    package private(set) var name: String
    /// Other names under which users of other databases know it.
    package let aliases: [String]
    /// What SQLite calls it; the name where nothing else is said.
    let sqlName: String
    package let kind: Kind
    package let arity: ClosedRange<Int>
    /// What it takes for each argument; the last stands for those that follow.
    let parameters: [ArgumentKind]
    package let result: Result
    /// How arguments of the kind `meeting` come to one type.
    let meeting: Binder.Meeting
    /// What a call becomes that is not SQLite's as it is written.
    let rewriting: Rewriting?
    /// Whether it counts rows by a star.
    package let takesStar: Bool
    /// Whether it depends on the order of rows, which ORDER BY in its parentheses gives.
    let takesOrder: Bool
    /// Whether an aggregate can stand with OVER.
    let takesWindow: Bool
    /// Whether it takes a row by its time, which is the table's where none is given.
    package let takesTime: Bool
    /// At which end of the order of its last argument the rows are that decide; nil where all do.
    let extreme: TimeOrder?
    /// What it is of no rows.
    let ofNoRows: Literal
    /// How it is had from rows that stand for several; nil where it cannot be.
    let combination: Combination?
    /// How it is called and what it does.
    package let signature: String
    package let summary: String

    package enum Kind: String, Hashable, Sendable {
        case scalar
        /// Over the rows of a group, or with OVER of a window.
        case aggregate
        /// With OVER alone.
        case window
    }

    package enum Result: Hashable, Sendable {
        case type(ColumnType)
        /// The type of the first argument.
        case argument
        /// The one type of the arguments that stand for each other.
        case meeting
        /// Integer for integers, real for the rest.
        case number
    }

    /// How an aggregate is computed from one row in place of several that are alike.
    enum Combination: Sendable {
        /// The number of rows that each stands for is added up.
        case numberOfRows
        /// That there are several makes no difference.
        case unchanged
    }

    init(
        _ name: String, _ kind: Kind, _ arity: ClosedRange<Int>,
        takes parameters: [ArgumentKind] = [],
        gives result: Result, meets meeting: Binder.Meeting = .result,
        takesStar: Bool = false, takesOrder: Bool = false, takesTime: Bool = false,
        takesWindow: Bool = true,
        extreme: TimeOrder? = nil, ofNoRows: Literal = .null, combination: Combination? = nil,
        rewriting: Rewriting? = nil, sqlName: String? = nil, aliases: [String] = [],
        signature: String, summary: String
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
        self.signature = signature
        self.summary = summary
    }

    /// The function of a name; of several, the one that takes so many arguments, if one does.
    package static func named(_ name: String, arguments: Int) -> Function? {
        var other: Function?
        for function in all where function.name == name || function.aliases.contains(name) {
            if function.arity.contains(arguments) { return function }
            other = other ?? function
        }
        return other
    }

    /// The same under another name, for messages.
    func called(_ name: String) -> Function {
        var function = self
        function.name = name
        return function
    }

    /// What it takes for an argument.
    func argumentKind(_ index: Int) -> ArgumentKind {
        parameters.indices.contains(index) ? parameters[index] : parameters.last ?? .any
    }

    /// Whether DISTINCT can stand in its parentheses.
    var takesDistinct: Bool { kind == .aggregate && !takesTime }
}

extension FunctionCall {
    /// What it calls; nil for the engine's own functions.
    var function: Function? {
        let count = if case .list(let list) = arguments { list.count } else { 0 }
        return Function.named(name.folded, arguments: count)
    }
}

/// What a function takes for an argument.
enum ArgumentKind: Sendable {
    case any
    /// A text; everything else as the text by which it is shown.
    case text
    case number
    case json
    /// An element of a JSON list or object.
    case jsonValue
    case condition
    /// A timestamp or a date.
    case day
    /// A timestamp or a time of day.
    case clock
    /// A timestamp; a date is its midnight.
    case timestamp
    /// One of several values that come to one type.
    case meeting
}
