import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLStore

/// The pages of a scan of which some columns cost one call per row: the list is fetched as usual,
/// and the details of its rows before they are delivered.
///
/// A row that was seen before, or whose values cannot satisfy the statement's conditions, costs no
/// call. For a reader that may stop at any row, details are requested no further ahead than the
/// number of rows it wants.
final class DetailedPages: Sendable {
    private let scan: Scan
    private let client: ServiceClient
    private let observe: @Sendable (CallEvent) -> Void
    /// Throws if this number of further calls exceeds what the statement may still make, or the user
    /// does not agree to them.
    private let allow: @Sendable (_ calls: Int) async throws -> Void
    /// The indices in the table of the columns that the list contains, and of those in the details.
    private let listed: [Int]
    private let detailed: [Int]
    private let state: Mutex<State>

    private struct State {
        /// The rows seen so far; nil if their time and not their identity distinguishes them.
        var seen: Set<[Scalar?]>?
        /// The number of further rows that the reader wants; nil when it reads all.
        var wanted: Int?
    }

    /// The number of details requested at a time for a reader that may stop: as many as a service
    /// answers concurrently.
    private static let sideBySide = 8

    /// The store in which details are kept.
    struct Kept: Sendable {
        let store: Store
        /// Notified when the store cannot be used.
        let stores: StorePool
        let identity: String
        let age: StoreAgeLimit
        /// Receives the number of rows that lack their details, which are then not requested; nil
        /// if they may be requested.
        var lack: (@Sendable (Int) -> Void)?
    }

    private let kept: Kept?

    init(
        scan: Scan, client: ServiceClient, kept: Kept?,
        observe: @escaping @Sendable (CallEvent) -> Void,
        allow: @escaping @Sendable (_ calls: Int) async throws -> Void
    ) {
        self.scan = scan
        self.kept = kept
        self.client = client
        self.observe = observe
        self.allow = allow
        detailed = scan.details
        listed = scan.columns.filter { !scan.table.columns[$0].isDetail }
        let ownsByTime = scan.table.endpoint.range.column != nil
        state = Mutex(
            State(
                seen: ownsByTime || scan.table.identity.isEmpty ? nil : [],
                wanted: scan.rowsWanted))
    }

    /// A function that fetches a split of the list.
    typealias List =
        @Sendable (
            SplitPlan.Split, _ observe: @escaping @Sendable (CallEvent) -> Void,
            @escaping @Sendable (Page) async throws -> Void
        ) async throws -> Void

    /// Delivers the rows of a page of the list with their details.
    func complete(
        _ page: Page, deliver: @Sendable (Page) async throws -> Void
    ) async throws {
        let rows = useful(page)
        var next = 0
        while next < rows.count {
            let end = next + chunk(of: rows.count - next)
            try await deliver(try await detailed(page, rows[next..<end]))
            next = end
        }
    }

    /// Returns the rows whose details are worth a call.
    private func useful(_ page: Page) -> [Int] {
        let identity = scan.table.identity.compactMap { name in
            scan.table.columnIndex(name).flatMap(listed.firstIndex)
        }
        return (0..<page.count).filter { row in
            for (index, column) in listed.enumerated() {
                guard let values = scan.useful[column] else { continue }
                guard let value = page.columns[index].scalar(row), values.contains(value) else {
                    return false
                }
            }
            return state.withLock { state in
                guard state.seen != nil else { return true }
                let key = identity.map { page.columns[$0].scalar(row) }
                return state.seen?.insert(key).inserted ?? true
            }
        }
    }

    /// Returns the number of rows to request next, out of `rows`; 1 or more.
    private func chunk(of rows: Int) -> Int {
        guard scan.stopsEarly else { return rows }
        return state.withLock { state in
            guard let wanted = state.wanted else { return 1 }
            let chunk = min(max(wanted, 1), Self.sideBySide, rows)
            state.wanted = wanted - chunk
            return chunk
        }
    }

    private func detailed(_ page: Page, _ rows: ArraySlice<Int>) async throws -> Page {
        guard let detail = scan.table.detail, let key = scan.table.columnIndex(detail.key.column),
            let index = listed.firstIndex(of: key)
        else { return page }
        let values = rows.compactMap { page.columns[index].scalar($0) }
        let details = try await details(of: values)
        let columns = scan.columns.compactMap { column in
            if let index = detailed.firstIndex(of: column) { return details[index] }
            return listed.firstIndex(of: column).map { page.columns[$0].picking(rows) }
        }
        return Page(count: rows.count, columns: columns)
    }

    /// Returns details from the store if it has them; otherwise requests and stores them.
    private func details(of values: [Scalar]) async throws -> [Vector] {
        guard let kept else {
            try await allow(values.count)
            return try await client.details(
                of: values, in: scan.table, columns: detailed, observe: observe)
        }
        let (stored, rows) =
            try await kept.stores.trying(kept.store) {
                try await kept.store.details(
                    of: values, in: scan.table, columns: detailed, identity: kept.identity,
                    age: kept.age)
            } ?? (page: Page(count: 0, columns: detailed.map { _ in .constant(nil) }), rows: [:])
        let missing = values.filter { rows[$0] == nil }
        guard !missing.isEmpty else {
            let indices = values.compactMap { rows[$0] }
            return stored.columns.map { $0.picking(indices) }
        }
        if let lack = kept.lack {
            lack(missing.count)
            return detailed.enumerated().map { index, column in
                Vector(
                    values.map { value in
                        rows[value].map { (stored.columns[index], $0) } ?? (.constant(nil), 0)
                    }, of: scan.table.columns[column].type)
            }
        }
        try await allow(missing.count)
        let all = scan.table.detailed
        let withheld = Mutex<Set<String>>([])
        let begin = Int64(client.unixSeconds)
        let vectors = try await client.details(of: missing, in: scan.table, columns: all) {
            [observe] event in
            if case .withheld(let id) = event { withheld.withLock { _ = $0.insert(id) } }
            observe(event)
        }
        let told = missing.indices.filter { index in
            !withheld.withLock { $0.contains(missing[index].description) }
        }
        _ = try await kept.stores.trying(kept.store) {
            try await kept.store.keepDetails(
                of: told.map { missing[$0] }, in: scan.table, vectors.map { $0.picking(told) },
                identity: kept.identity, fetched: begin)
        }
        let fresh = Dictionary(
            zip(missing, missing.indices), uniquingKeysWith: { first, _ in first })
        return detailed.enumerated().map { index, column in
            let vector = vectors[all.firstIndex(of: column) ?? 0]
            return Vector(
                values.map { value in
                    if let row = rows[value] { return (stored.columns[index], row) }
                    return (vector, fresh[value] ?? 0)
                }, of: scan.table.columns[column].type)
        }
    }
}
