import Foundation
import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
package import WorkQLStore

/// The store of a session, opened when it is first needed.
final class StoreShelf: Sendable {
    private struct State {
        var store: Store?
        var warnings: [StoreFailure] = []
    }

    private let catalog: Catalog
    private let client: ServiceClient
    private let state = Mutex(State())

    init(catalog: Catalog, client: ServiceClient) {
        self.catalog = catalog
        self.client = client
    }

    /// The store at a place; nil for no store.
    func store(at place: Store.Place?) throws(StoreFailure) -> Store? {
        guard let place else { return nil }
        let result: Result<Store, StoreFailure> = state.withLock { state in
            if let store = state.store, store.place == place { return .success(store) }
            do throws(StoreFailure) {
                let store = try Store(place, catalog: catalog, now: Int64(client.unixSeconds))
                state.store = store
                state.warnings += [store.warning].compactMap(\.self)
                return .success(store)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// What was found when stores were opened, each told once.
    func takeWarnings() -> [StoreFailure] {
        state.withLock { state in
            defer { state.warnings = [] }
            return state.warnings
        }
    }
}

extension Store.Place {
    /// As settings name it: a path, `memory`, or `off` for none.
    ///
    /// - Parameter folder: what relative paths are relative to; nil is the working folder.
    package static func named(_ text: String, in folder: String? = nil) -> Store.Place? {
        switch text {
        case "off": return nil
        case "memory": return .session
        default:
            if text.hasPrefix("/") { return .file(text) }
            if text.hasPrefix("~/"), let home = getenv("HOME") {
                return .file(String(cString: home) + text.dropFirst(1))
            }
            return .file(folder.map { $0.hasSuffix("/") ? $0 + text : "\($0)/\(text)" } ?? text)
        }
    }

    /// The same in words.
    static func text(_ place: Store.Place?) -> String {
        switch place {
        case nil: "off"
        case .session: "memory"
        case .file(let path): path
        }
    }
}
