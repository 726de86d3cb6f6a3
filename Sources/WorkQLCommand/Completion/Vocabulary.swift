import Synchronization
import WorkQL
package import WorkQLCatalog
import WorkQLEditor
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax
package import WorkQLTime

/// The names of a session that can be completed.
package struct Vocabulary: Sendable {
    var catalog: Catalog
    /// The queries that LET has named.
    var queries: [Name: Query] = [:]
    /// The columns of the last result; empty if there is none.
    var lastColumns: [ResultColumn] = []
    /// The people whose names are known; nil if there are none.
    var people: DirectoryNames?
    /// The names that can follow a colon.
    var parameters: Set<Name> = []
    /// The folder that paths of files are relative to; nil for the working folder.
    var folder: String?
    /// Whether those who read the completions read Chinese.
    var isChinese = false
    /// The current day.
    var today: CivilDate
    /// Returns the columns of a file that a statement names; nil if they are not available
    /// immediately.
    var fileColumns: @Sendable (FileName) -> [ResultColumn]? = { _ in nil }

    /// Completes commands of the shell; nil for other texts.
    var commands: @Sendable (_ text: String, _ cursor: Int) -> Completion? = { _, _ in nil }

    package init(catalog: Catalog, today: CivilDate = CivilDate(day: 0)) {
        self.catalog = catalog
        self.today = today
    }

    init(_ session: ScriptSession, _ translation: Translation) {
        isChinese = translation.language == .zh
        today = session.options.zone.localTime(at: session.options.now).date
        catalog = session.catalog
        queries = session.queries
        lastColumns = session.lastColumns
        people = session.knownPeople
        parameters = Set(session.parameters.keys)
        folder = session.options.folder
        commands = { DotCommand.completion(of: $0, at: $1, in: session) }
        fileColumns = { session.columns(of: $0, upTo: Self.maxFileBytes) }
    }

    /// The maximum size of a file that is read while the user is typing.
    private static let maxFileBytes = 64 << 10
}

/// Completes for an editor with the names that the session of the shell knows at the time.
final class CompletionSource: Sendable {
    private let vocabulary: Mutex<Vocabulary>

    /// Whose language completions are in.
    private let translation: Translation

    init(_ session: ScriptSession, _ translation: Translation) {
        self.translation = translation
        vocabulary = Mutex(Vocabulary(session, translation))
    }

    func learn(_ session: ScriptSession) {
        let learnt = Vocabulary(session, translation)
        vocabulary.withLock { $0 = learnt }
    }

    /// - Parameter cursor: the offset in the text's UTF-8.
    func complete(_ text: String, _ cursor: Int) -> Completion {
        Completer.complete(text, cursor, vocabulary.withLock(\.self))
    }
}
