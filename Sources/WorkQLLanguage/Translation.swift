import CCatalogs
import Synchronization

/// The language in which somebody is spoken to, which may change while they are.
///
/// One for each terminal; those who speak hold the same one.
package final class Translation: Sendable {
    private struct State {
        var language: Language
        var isASCII = false
        var catalog: MessageCatalog?
    }

    private let state: Mutex<State>

    package init(_ language: Language = .en) {
        state = Mutex(State(language: language))
    }

    package var language: Language { state.withLock(\.language) }

    /// Whether nothing but ASCII can be shown.
    package var isASCII: Bool { state.withLock(\.isASCII) }

    /// - Parameter environment: of the terminal, which decides what can be shown of it.
    package func change(to language: Language, in environment: [String: String]) {
        state.withLock {
            $0.language = language.shown(in: environment)
            $0.isASCII = Language.needsASCII(in: environment)
        }
    }

    /// A message in the language, without a line break at its end or with one.
    package func callAsFunction(_ english: String) -> String {
        if let catalog { return catalog.text(english) }
        return isASCII ? english.inASCII : english
    }

    /// Nil in English. The first message pays for reading it.
    private var catalog: MessageCatalog? {
        state.withLock { state in
            guard state.language == .zh else { return nil }
            if let catalog = state.catalog { return catalog }
            let bytes = UnsafeBufferPointer(start: catalog_zh(), count: catalog_zh_size())
            let catalog = MessageCatalog(portableObject: bytes)
            state.catalog = catalog
            return catalog
        }
    }
}
