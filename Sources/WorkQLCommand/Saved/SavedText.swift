import WorkQL
import WorkQLSyntax

/// A statement of a session as a script that runs on its own: the definitions of PARAM and LET come
/// before it, each parameter with its value as the default.
struct SavedText {
    private let session: ScriptSession
    private var known: Set<Name> = []
    private var lines: [String] = []

    /// - Parameter statement: the text of one statement, without its semicolon.
    static func text(of statement: String, in session: ScriptSession) -> String {
        var saved = SavedText(session: session)
        saved.visit(statement)
        return (saved.lines + ["\(statement);", ""]).joined(separator: "\n")
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
                guard session.queries[name] == nil, let value = session.parameters[name],
                    known.insert(name).inserted
                else { continue }
                add(Self.declaration(of: name, value))
            }
        }
    }

    private mutating func add(_ kind: Statement.Kind) {
        lines.append(Printer().print(Statement(kind)) + ";")
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
