import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLFiles
import WorkQLPlanner
import WorkQLSyntax

/// A statement of a session as a script that runs on its own, in any folder: the definitions of
/// PARAM and LET come before it, each parameter with its value as the default, or without one where
/// it has none yet, and the names of files are absolute.
struct SavedText {
    private let session: ScriptSession
    private var known: Set<Name> = []
    private var lines: [String] = []

    /// - Parameter statement: the text of one statement, without its semicolon.
    static func text(of statement: String, in session: ScriptSession) -> String {
        var saved = SavedText(session: session)
        saved.visit(statement)
        return (saved.lines + ["\(saved.withAbsoluteNames(statement));", ""])
            .joined(separator: "\n")
    }

    private init(session: ScriptSession) { self.session = session }

    private mutating func visit(_ text: String) {
        guard case .complete(let statements) = Parser.parse(text) else { return }
        let bytes = Array(text.utf8)
        for statement in statements {
            let parameters = statement.parameters(in: bytes)
            for name in session.queries.keys.sorted(by: { $0.text < $1.text })
            where parameters.contains(name) || statement.mentions(name, in: bytes) {
                guard known.insert(name).inserted, let query = session.queries[name] else {
                    continue
                }
                visit(Printer().print(query))
                add(.bind(name, .query(query)))
            }
            for name in parameters.sorted(by: { $0.text < $1.text }) {
                guard session.queries[name] == nil, known.insert(name).inserted else { continue }
                if let value = session.parameters[name] {
                    add(Self.declaration(of: name, value))
                } else {
                    add(.parameters([declaration(of: name, usedIn: statement)]))
                }
            }
        }
    }

    /// Returns the declaration of a parameter without a value, of the type that its use needs.
    private func declaration(
        of name: Name, usedIn statement: Statement
    ) -> ParameterDeclaration {
        let used = statement.kind.query.flatMap { session.parameterTypes(of: $0)[name] }
        return ParameterDeclaration(name: name, type: used?.declared ?? .any)
    }

    /// Returns a statement with the names of its files absolute: the folder in which it will run is
    /// another.
    private func withAbsoluteNames(_ text: String) -> String {
        guard case .complete(let statements) = Parser.parse(text) else { return text }
        var bytes = Array(text.utf8)
        let files = statements.flatMap(\.kind.files).sorted { $0.span.start > $1.span.start }
        for file in files where !file.path.hasPrefix("~") {
            let path = UserPath.resolved(
                session.path(of: file), in: FileManager.default.currentDirectoryPath)
            guard path != file.path else { continue }
            bytes.replaceSubrange(
                file.span.start..<file.span.end, with: Printer.quoted(path).utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func add(_ kind: Statement.Kind) {
        lines.append(withAbsoluteNames(Printer().print(Statement(kind))) + ";")
    }

    private static func declaration(of name: Name, _ value: ParameterValue) -> Statement.Kind {
        let type: ParameterType? =
            switch value {
            case .list: .list
            case .time: .timestamp
            case .date: .date
            case .literal(let expression):
                switch expression.kind {
                case .literal(.text): .text
                case .literal(.integer): .integer
                case .literal(.real): .real
                case .literal(.boolean): .boolean
                case .literal(.duration): .duration
                default: nil
                }
            }
        if let type {
            return .parameters([ParameterDeclaration(name: name, type: type, initial: value)])
        }
        if case .literal(let expression) = value { return .bind(name, .expression(expression)) }
        return .bind(name, .list([]))
    }
}

extension Statement.Kind {
    /// The query that the statement consists of.
    fileprivate var query: Query? {
        switch self {
        case .query(let query), .refresh(let query), .explain(let query, _),
            .describeQuery(let query), .summarize(let query), .copy(let query, _, _),
            .bind(_, .query(let query)):
            query
        default: nil
        }
    }

    /// The files that the statement reads or writes.
    fileprivate var files: [FileName] {
        let read = query?.files ?? []
        return switch self {
        case .copy(_, let target, _): read + [target]
        case .describeFile(let file): [file]
        default: read
        }
    }
}

extension ParameterTypes.Inferred {
    /// The type with which PARAM declares it.
    fileprivate var declared: ParameterType {
        if isList { return .list }
        return switch type {
        case .integer: .integer
        case .real: .real
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .date: .date
        case .time: .time
        case .text, .json: .text
        case nil: isTime || isInterval ? .text : .any
        }
    }
}
