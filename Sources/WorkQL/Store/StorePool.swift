import Foundation
import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLFiles
import WorkQLPlanner
import WorkQLSQLite
package import WorkQLStore

/// The store of a session, opened when it is first needed.
final class StorePool: Sendable {
    private struct State {
        var store: Store?
        var warnings: [StoreFailure] = []
        /// The stores that statements no longer use.
        var disabled: [Store.Location: StoreFailure] = [:]
        /// Whether statements are only of use with their store.
        var isRequired = false

        mutating func disable(_ location: Store.Location, _ failure: StoreFailure) {
            guard disabled[location] == nil else { return }
            var failure = failure
            failure.reason = isRequired ? .end : .obstacle
            disabled[location] = failure
            if store?.location == location { store = nil }
            guard !isRequired else { return }
            failure.help =
                "fetched rows are not stored; " + (failure.help ?? "results are not affected")
            warnings.append(failure)
        }
    }

    private let catalog: Catalog
    private let client: ServiceClient
    private let state = Mutex(State())
    let fetches = SharedFetches()

    init(catalog: Catalog, client: ServiceClient) {
        self.catalog = catalog
        self.client = client
    }

    /// Makes statements fail whose store the disk or another process makes unusable.
    func require() { state.withLock { $0.isRequired = true } }

    /// Whether a store is open by now.
    var isOpen: Bool { state.withLock { $0.store != nil } }

    /// Returns the store at a location; nil for no store, and if the disk or another process makes
    /// it unusable: a store saves calls, and a statement can be answered without one.
    func store(at location: Store.Location?) throws(StoreFailure) -> Store? {
        guard let location else { return nil }
        let result: Result<Store?, StoreFailure> = state.withLock { state in
            if let failure = state.disabled[location] {
                return failure.reason == .end ? .failure(failure) : .success(nil)
            }
            if let store = state.store, store.location == location { return .success(store) }
            do throws(StoreFailure) {
                let store = try Store(location, catalog: catalog, now: Int64(client.unixSeconds))
                state.store = store
                state.warnings += [store.warning].compactMap(\.self)
                return .success(store)
            } catch  where error.reason == .obstacle {
                state.disable(location, error)
                if let failure = state.disabled[location], failure.reason == .end {
                    return .failure(failure)
                }
                return .success(nil)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Calls `body` with a store. If the disk or another process makes it unusable, the session
    /// does not use it from now on, and warns about this once.
    ///
    /// - Returns: nil in that case.
    func trying<Value>(_ store: Store, _ body: () throws -> Value) throws -> Value? {
        do { return try body() } catch let error as SQLiteError {
            disable(store, error)
            try checkRequired(store)
            return nil
        }
    }

    func trying<Value>(
        _ store: Store, _ body: () async throws -> Value
    ) async throws -> Value? {
        do { return try await body() } catch let error as SQLiteError {
            disable(store, error)
            try checkRequired(store)
            return nil
        }
    }

    /// - Throws: if a store that is unusable was required.
    private func checkRequired(_ store: Store) throws(StoreFailure) {
        let failure = state.withLock { $0.disabled[store.location] }
        if let failure, failure.reason == .end { throw failure }
    }

    /// Stops using a store from now on.
    func disable(_ store: Store, _ error: SQLiteError) {
        state.withLock { $0.disable(store.location, StoreFailure(error, of: store.location)) }
    }

    /// Records a warning for the user.
    func warn(_ failure: StoreFailure) { state.withLock { $0.warnings.append(failure) } }

    /// Returns the warnings about stores that were opened, each once.
    func takeWarnings() -> [StoreFailure] {
        state.withLock { state in
            defer { state.warnings = [] }
            return state.warnings
        }
    }
}

extension Store.Location {
    /// Returns the location that a setting names: a path, `memory`, or `off` for none.
    ///
    /// - Parameter folder: the base of relative paths; nil is the working folder.
    package static func named(_ text: String, in folder: String? = nil) -> Store.Location? {
        switch text {
        case "off": return nil
        case "memory": return .session
        default: return .file(UserPath.resolved(text, in: folder))
        }
    }

    /// Returns the location as a setting names it.
    static func text(_ location: Store.Location?) -> String {
        switch location {
        case nil: "off"
        case .session: "memory"
        case .file(let path): path
        }
    }
}
