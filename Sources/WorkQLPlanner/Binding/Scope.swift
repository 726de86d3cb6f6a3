import WorkQLCatalog
import WorkQLSyntax

/// A column that a name in an expression can mean.
struct SourceColumn {
    var name: Name
    var type: ColumnType?
    /// The possible values of an enumerated column.
    var codes: [Column.Code] = []
    /// How one value holds several of an enumeration.
    var joined: Column.Joined?
    /// How rows show that they have no value; nil where that is not known.
    var absence: Column.Absence?
    /// Whether a value costs a call.
    var isDetail = false
    /// Whether texts that differ only in case are the same value.
    var ignoresCase = false
    /// Whether the texts are digits, some with leading zeros: `0012`.
    var isPadded = false
    /// Whether its texts are dates and times in another zone, as AT TIME ZONE gives them.
    var isWallClock = false
    /// The size of its integers, where they have fewer than 64 bits.
    var integerSize: IntegerSize?
    /// Whether it is known to contain a NULL.
    var hasNull = false
    /// Whether its texts are names or may be ids; nil where that is not known.
    var texts: SampledTexts?
    /// Of what its values are the ids.
    var holds: Column.Reference?
    /// The columns that it shows of scans whose rows need not contain them.
    var asked: Set<AskedColumn> = []
    /// The table's time that it contains, for a column of a query.
    var time: TableTime?
    /// The service's own Chinese label.
    var label = ""
    /// Its name in SQLite's statement, where another column has the same name.
    var printed: Name?
    /// The type of the elements of its lists; nil where that is not known.
    var elements: ColumnType?
    /// Its value in SQLite's statement, where that is not a column's.
    var computed: Expression?
    /// What it is in the scans inside a query.
    var origins: [ColumnOrigin] = []
    /// Whether it is there only to keep the numbers of the others: no name means it.
    var isHidden = false

    /// Returns the columns with unique printed names where names repeat, as in `SELECT a.*, b.*`:
    /// for a repeated name SQLite would always return the first column.
    static func distinguished(_ columns: [SourceColumn]) -> [SourceColumn] {
        var taken = Set(columns.map(\.name))
        guard taken.count < columns.count else { return columns }
        var seen: Set<Name> = []
        return columns.map { column in
            var column = column
            if seen.insert(column.name).inserted { return column }
            var number = 2
            while taken.contains(Name("\(column.name.text) \(number)")) { number += 1 }
            let printed = Name("\(column.name.text) \(number)")
            taken.insert(printed)
            column.printed = printed
            return column
        }
    }
}

/// One relation of a FROM, under the name that qualifies its columns.
struct Source {
    var name: Name
    var columns: [SourceColumn]
    /// The index of its scan among the statement's; nil for a relation that is computed or read
    /// from a file.
    var scan: Int?
    /// The index among the statement's local sources of a relation that is not a scan.
    var local: Int?
    /// The notes to add where a column is used, keyed by the columns' indices.
    var remarks: [Int: Diagnostic] = [:]
    /// The index among the statement's files, for a file that has every column that is named.
    var openFile: Int?
    /// The Chinese words for its table, by which its columns can be qualified.
    var label = ""

    /// Its columns that names can mean.
    var visible: [SourceColumn] { columns.filter { !$0.isHidden } }

    func index(of column: Name) -> Int? {
        columns.firstIndex { $0.name == column && !$0.isHidden }
    }

    /// Returns the index of the column that a name means.
    ///
    /// - Throws: where several columns have the name.
    func onlyIndex(of column: Name, at span: Span) throws(Diagnostic) -> Int? {
        guard let first = index(of: column) else { return nil }
        guard columns[(first + 1)...].contains(where: { $0.name == column && !$0.isHidden }) else {
            return first
        }
        throw Diagnostic(
            .ambiguousName, "\"\(column.text)\" is the name of several columns of \(name.text)",
            at: span, help: "give them different names inside: … AS \(column.text)2")
    }
}

/// The meanings of names in one SELECT: the columns of its relations and the aliases of its select
/// list.
struct Scope {
    var sources: [Source] = []
    /// Columns that USING merged from two: they need no qualifier, and take none here.
    var merged: [Name: Merged] = [:]
    /// Filled once the select list is bound; other clauses may then use its aliases.
    var aliases: [Name: Alias] = [:]
    /// Those of the aliases that several different expressions have.
    var repeatedAliases: Set<Name> = []
    /// The windows of the WINDOW clause.
    var windows: [Name: Window] = [:]
    /// Columns that a join or a condition makes equal.
    var equalities: [(Expression, Expression)] = []
    /// Whether a join of the FROM may fill columns with NULL.
    var hasOuterJoin = false
    /// Keys in the rows of one record, which two tables have from it.
    var keysOfRecords: [(Expression, Expression)] = []

    /// An expression of the select list that has a name.
    struct Alias {
        var expression: Expression
        var type: ColumnType?

        var isAggregate: Bool { expression.first(where: \.isAggregate) != nil }
    }

    /// An unused name for a query in FROM that has none.
    var freeName: Name {
        var number = sources.count + 1
        while sources.contains(where: { $0.name == Name(Self.given + "\(number)") }) {
            number += 1
        }
        return Name(Self.given + "\(number)")
    }

    private static let given = "query "

    /// Whether `freeName` gave a query the name, which no statement can write.
    static func isGiven(_ name: Name) -> Bool { name.text.hasPrefix(given) }

    /// A column that USING merged from two.
    struct Merged {
        var type: ColumnType?
        /// Its value where the two columns have different types, so that USING became ON; nil where
        /// SQLite merges them itself.
        var value: Expression?
        /// Its value in any case, for a further USING: the column of the side whose rows are all
        /// there, or the first that is not NULL.
        var meaning: Expression

        func expression(_ name: Name, at span: Span) -> Expression {
            Expression(value?.kind ?? .column(qualifier: [], name: name), span: span)
        }
    }

    enum Meaning {
        /// A column of a source, by their indices.
        case column(source: Int, column: Int)
        case merged(Merged)
        case alias(Alias)
    }

    /// - Parameter aliasFirst: whether the name is a whole item of ORDER BY, which means the select
    ///   list before the tables; every other name means the tables before the select list, as in
    ///   SQLite.
    /// - Returns: nil when the name has no meaning here, and may have one in an enclosing scope.
    func meaning(
        qualifier: [Name], name: Name, at span: Span, aliasFirst: Bool
    ) throws(Diagnostic) -> Meaning? {
        if let qualifier = qualifier.last {
            let named = sources.firstIndex { $0.name == qualifier }
            guard let source = named ?? sources.firstIndex(where: { $0.isCalled(qualifier) }) else {
                return nil
            }
            guard let column = try sources[source].onlyIndex(of: name, at: span) else {
                if try labelled(name, of: qualifier, at: span) != nil { return nil }
                throw unknown(name, among: [sources[source]], at: span)
            }
            return .column(source: source, column: column)
        }
        if aliasFirst, let alias = try self.alias(name, at: span) { return .alias(alias) }
        if let shared = merged[name] { return .merged(shared) }
        var found: [(source: Int, column: Int)] = []
        for (index, source) in sources.enumerated() {
            if let column = source.index(of: name) { found.append((index, column)) }
        }
        if found.count > 1 {
            let names = found.map { "\(sources[$0.source].name.text).\(name.text)" }
            throw Diagnostic(
                .ambiguousName, "\"\(name.text)\" is a column of several tables", at: span,
                help: "write " + names.joined(separator: " or "))
        }
        if let only = found.first {
            _ = try sources[only.source].onlyIndex(of: name, at: span)
            return .column(source: only.source, column: only.column)
        }
        return try alias(name, at: span).map { .alias($0) }
    }

    private func alias(_ name: Name, at span: Span) throws(Diagnostic) -> Alias? {
        guard repeatedAliases.contains(name) else { return aliases[name] }
        throw Diagnostic(
            .ambiguousName, "\"\(name.text)\" is the name of several selected columns", at: span,
            help: "give one of them another name")
    }

    func unknown(_ name: Name, among sources: [Source], at span: Span) -> Diagnostic {
        let known =
            sources.flatMap { $0.visible.map(\.name.text) } + aliases.keys.map(\.text).sorted()
        let near =
            timeColumn(meantBy: name, in: sources) ?? nearest(name.text, in: known)
            ?? nearLabel(name, in: sources)
        // A text between double quotes, as MySQL has it.
        let text = name.isQuoted && near == nil ? Printer.quoted(name.text) : nil
        func mistake(_ message: String, _ help: String) -> Diagnostic {
            if let text {
                return Diagnostic(.unknownColumn, message, at: span, writing: text)
            }
            return Diagnostic(
                .unknownColumn, message, at: span, meaning: near, for: name.span, otherwise: help)
        }
        if text == nil, !name.isQuoted, name.isBeyondASCII,
            let instead = timeHelp(name, in: sources)
                ?? (near == nil ? ChineseKeywords.help(for: name.text) : nil)
        {
            return Diagnostic(
                .unknownColumn, "unknown column \"\(name.text)\"", at: span, help: instead)
        }
        if near == nil, text == nil, !name.isQuoted,
            let instead = FunctionEquivalents.withoutParentheses(name.folded)
        {
            return mistake("unknown column \"\(name.text)\"", instead)
        }
        guard let first = sources.first else {
            return mistake(
                "unknown column \"\(name.text)\": this SELECT has no FROM",
                "write text in single quotes: '\(name.text)'")
        }
        guard sources.count == 1 else {
            let names = sources.map(\.name.text).joined(separator: ", ")
            return mistake(
                "unknown column \"\(name.text)\" in \(names)",
                "text is written in single quotes")
        }
        let names = first.visible.map { column in
            // Who writes in Chinese reads the names in it.
            name.isBeyondASCII ? column.words.last ?? column.name.text : column.name.text
        }
        // Names that share a word with it come first: end_time is record_end_time.
        let words = Set(name.folded.split(separator: "_").filter { $0.utf8.count > 2 })
        let related = zip(first.visible, names).filter { column, shown in
            !words.isDisjoint(with: shown.split(separator: "_")) || column.sharesWords(with: name)
        }.map(\.1)
        let ordered = related + names.filter { !related.contains($0) }
        let shown = first.scan == nil ? ordered : ordered.fitting
        var help = "there are " + shown.joined(separator: ", ")
        if shown.count < names.count { help += ", …" }
        if first.scan != nil, related.isEmpty { help += "; text is written in single quotes" }
        return mistake(
            "unknown column \"\(name.text)\" in \(first.name.text)",
            help)
    }
}

extension Name {
    /// Whether it was written in double quotes.
    fileprivate var isQuoted: Bool { span.end - span.start == text.utf8.count + 2 }
}

extension [String] {
    /// As many names as fit into a line.
    fileprivate var fitting: [String] {
        var width = 0
        let shown = prefix { name in
            width += name.displayWidth + 2
            return width <= 90
        }
        return Array(shown)
    }
}
