import Synchronization
import WorkQL
package import WorkQLCatalog
import WorkQLEditor
import WorkQLPlanner
import WorkQLSyntax

/// What a session knows that can be completed.
package struct Vocabulary: Sendable {
    var catalog: Catalog
    /// What LET has given names to.
    var queries: [Name: Query] = [:]
    /// Those of the last result; none where there is none.
    var lastColumns: [ResultColumn] = []
    /// Whoever is known by name; nil where nobody is.
    var people: DirectoryNames?
    /// What stands behind a colon.
    var parameters: Set<Name> = []
    /// What paths of files are relative to; nil is the working folder.
    var folder: String?
    /// The columns of a file that a statement names; nil where they are not to be had at once.
    var fileColumns: @Sendable (FileName) -> [ResultColumn]? = { _ in nil }

    /// What completes commands of the shell; nil for other texts.
    var commands: @Sendable (_ text: String, _ cursor: Int) -> Completion? = { _, _ in nil }

    package init(catalog: Catalog) { self.catalog = catalog }

    init(_ session: ScriptSession) {
        catalog = session.catalog
        queries = session.queries
        lastColumns = session.lastColumns
        people = session.knownPeople
        parameters = Set(session.parameters.keys)
        folder = session.options.folder
        commands = { DotCommand.completion(of: $0, at: $1, in: session) }
        fileColumns = { session.columns(of: $0, upTo: Self.maxFileBytes) }
    }

    /// Larger files are not read while somebody types.
    private static let maxFileBytes = 64 << 10
}

/// Completes for an editor by what the session of the shell knows at the time.
final class CompletionSource: Sendable {
    private let vocabulary: Mutex<Vocabulary>

    init(_ session: ScriptSession) { vocabulary = Mutex(Vocabulary(session)) }

    func learn(_ session: ScriptSession) {
        let learnt = Vocabulary(session)
        vocabulary.withLock { $0 = learnt }
    }

    /// - Parameter cursor: in the text's UTF-8.
    func complete(_ text: String, _ cursor: Int) -> Completion {
        Completer.complete(text, cursor, vocabulary.withLock(\.self))
    }
}
