import Synchronization
import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax

/// The store of a session, made when it is first needed.
final class StoreShelf: Sendable {
    private let catalog: Catalog
    private let open = Mutex<Store?>(nil)

    init(catalog: Catalog) { self.catalog = catalog }

    /// The store at a place; nil for no store.
    ///
    /// - Throws: `StoreFailure`.
    func store(at place: Store.Place?) throws(StoreFailure) -> Store? {
        guard let place else { return nil }
        let result: Result<Store, StoreFailure> = open.withLock { open in
            if let open, open.place == place { return .success(open) }
            do throws(StoreFailure) {
                let store = try Store(place, catalog: catalog)
                open = store
                return .success(store)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
