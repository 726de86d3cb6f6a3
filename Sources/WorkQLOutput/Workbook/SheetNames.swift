import WorkQLPlanner
import WorkQLSyntax

/// The names of the sheets of a workbook, which are unique regardless of case.
///
/// A name comes from a heading or a table. What a spreadsheet program does not accept in it is
/// replaced or left out: it has at most 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at either
/// end, and is not `History`, which Excel uses itself.
struct SheetNames: Sendable {
    private static let longest = 31

    /// The names in use, lowercase.
    private var used: Set<String> = ["history"]
    private var begun = 0

    /// Returns the name of the next sheet.
    ///
    /// - Parameter wanted: a heading, or the name of a table; nil if the result has neither.
    mutating func next(_ wanted: String?) -> String {
        begun += 1
        let base = wanted.map(Self.allowed) ?? ""
        var name = base.isEmpty ? "Sheet\(begun)" : base
        var number = 1
        while !used.insert(name.lowercased()).inserted {
            number += 1
            let ending = " (\(number))"
            let start = base.isEmpty ? "Sheet\(begun)" : base
            name = start.prefix(utf16: Self.longest - ending.utf16.count) + ending
        }
        return name
    }

    /// Returns a text without what the name of a sheet cannot contain; empty if nothing is left.
    private static func allowed(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "/", "\\", ":": result += "-"
            case "[": result += "("
            case "]": result += ")"
            case "*", "?": break
            // An apostrophe inside a name is doubled in formulas, which not every program reads.
            case "'": result += "’"
            case _ where character.isNewline || character == "\t": result += " "
            case _ where character.unicodeScalars.contains(where: isInvisible): break
            default: result.append(character)
            }
        }
        return result.trimmed.prefix(utf16: longest)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            true
        default: false
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// Returns as many whole characters from the start as have so many UTF-16 units, without spaces
    /// at the end.
    fileprivate func prefix(utf16 count: Int) -> String {
        var result = ""
        var used = 0
        for character in self {
            used += character.utf16.count
            guard used <= count else { break }
            result.append(character)
        }
        return result.trimmed
    }
}

extension Statement {
    /// The name of the first table or file that the rows of the statement come from; nil if there
    /// is none.
    package var sourceName: String? {
        switch kind {
        case .query(let query), .refresh(let query), .copy(let query, _, _),
            .describeQuery(let query), .summarize(let query):
            query.body.sourceName
        case .describe(let table), .forget(let table, _, _): table.sourceName
        case .describeFile(let file): file.sourceName
        case .show(let show):
            switch show {
            case .tables: "tables"
            case .quota: "quota"
            case .store: "store"
            case .settings: "settings"
            case .functions: "functions"
            }
        case .explain, .set, .reset, .parameters, .bind, .save, .run: nil
        }
    }
}

extension QueryBody {
    fileprivate var sourceName: String? {
        switch self {
        case .select(let select): select.from.first?.sourceName
        case .values: nil
        case .combined(_, _, let left, let right): left.sourceName ?? right.sourceName
        case .query(let query): query.body.sourceName
        }
    }
}

extension Relation {
    fileprivate var sourceName: String? {
        switch kind {
        // The last result is named by what it is called in the statement.
        case .table(let table, let alias, _): table.sourceName ?? alias?.name.text
        case .file(let file, _): file.sourceName
        case .rows(let call, _): call.name.text
        case .query(let query, _): query.body.sourceName
        case .join(_, let left, let right, _): left.sourceName ?? right.sourceName
        }
    }
}

extension TableName {
    fileprivate var sourceName: String? { isLastResult ? nil : name.text }
}

extension FileName {
    /// The name without its folders and extension.
    fileprivate var sourceName: String? {
        guard let file = path.split(separator: "/").last else { return nil }
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return String(file) }
        return String(file[..<dot])
    }
}
