import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner

/// The pages of a scan some columns of which cost a call a row: the list is fetched as always, and
/// the details of its rows before they are handed over.
///
/// A row that came before, or whose values cannot satisfy the statement's conditions, costs no call.
/// For a reader who may stop at any row, details are asked for no further ahead than it wants rows.
final class DetailedPages: Sendable {
    private let scan: Scan
    private let client: ServiceClient
    private let observe: @Sendable (CallEvent) -> Void
    /// Is asked before each page of the list.
    private let admit: ServiceClient.Admission
    /// Refuses so many calls more when they are more than the statement may still make.
    private let allow: @Sendable (_ calls: Int) throws -> Void
    /// Places in the table of the columns that the list tells, and of those that details tell.
    private let listed: [Int]
    private let detailed: [Int]
    private let state: Mutex<State>

    private struct State {
        /// The rows seen so far; nil where their time and not their identity tells them apart.
        var seen: Set<[Scalar?]>?
        /// How many more rows the reader wants; nil when it reads all.
        var wanted: Int?
    }

    /// How many details are asked for at a time: as many as a service answers side by side, for a
    /// reader who may stop.
    private static let sideBySide = 8

    init(
        scan: Scan, client: ServiceClient, observe: @escaping @Sendable (CallEvent) -> Void,
        admit: @escaping ServiceClient.Admission,
        allow: @escaping @Sendable (_ calls: Int) throws -> Void
    ) {
        self.admit = admit
        self.scan = scan
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

    func fetch(
        _ tile: Tiling.Tile, deliver: @escaping @Sendable (Page) async throws -> Void
    ) async throws {
        try await client.fetch(
            tile.call, of: scan.table, columns: listed, observe: observe, admit: admit
        ) { page in
            let rows = self.useful(page)
            var next = 0
            while next < rows.count {
                let end = next + self.chunk(of: rows.count - next)
                try await deliver(try await self.detailed(page, rows[next..<end]))
                next = end
            }
        }
    }

    /// The rows whose details are worth a call.
    private func useful(_ page: Page) -> [Int] {
        let identity = scan.table.identity.compactMap { name in
            scan.table.columnIndex(name).flatMap(listed.firstIndex)
        }
        return (0..<page.count).filter { row in
            for (place, column) in listed.enumerated() {
                guard let values = scan.useful[column] else { continue }
                guard let value = page.columns[place].scalar(row), values.contains(value) else {
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

    /// How many of so many rows to ask for next, 1 or more.
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
            let place = listed.firstIndex(of: key)
        else { return page }
        let values = rows.compactMap { page.columns[place].scalar($0) }
        try allow(values.count)
        let details = try await client.details(
            of: values, in: scan.table, columns: detailed, observe: observe)
        let columns = scan.columns.compactMap { column in
            if let place = detailed.firstIndex(of: column) { return details[place] }
            return listed.firstIndex(of: column).map { page.columns[$0].picking(rows) }
        }
        return Page(count: rows.count, columns: columns)
    }
}

extension Vector {
    fileprivate func scalar(_ row: Int) -> Scalar? {
        integer(row).map { .integer($0) } ?? string(row).map { .text($0) }
    }
}
