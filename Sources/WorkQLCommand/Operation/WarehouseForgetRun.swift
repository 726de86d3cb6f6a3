import Foundation
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLOutput
import WorkQLStore
import WorkQLSyntax
import WorkQLWarehouse

/// Carries what FORGET deleted from a store into a warehouse, and what was deleted there by others
/// into the store.
extension WarehouseRun {
    /// Records the warehouse in the store, so that what is forgotten from now on is carried into it.
    func enroll(in session: ScriptSession) throws(UserError) {
        let store = try store(of: session)
        do { try store.add(target) } catch { throw UserError(wrapping: error) }
    }

    func isEnrolled(in session: ScriptSession) throws(UserError) -> Bool {
        let store = try store(of: session)
        do { return try store.targets().contains { $0.id == target.id } } catch {
            throw UserError(wrapping: error)
        }
    }

    /// Nothing was carried there.
    func dismiss(in session: ScriptSession) {
        guard let store = try? store(of: session) else { return }
        try? store.remove(target)
    }

    /// What was forgotten in the store and not yet in the warehouse.
    func pendingForgotten(in session: ScriptSession) throws(UserError) -> Set<Tombstone> {
        let store = try store(of: session)
        do { return Set(try store.tombstones(missingIn: target)) } catch {
            throw UserError(wrapping: error)
        }
    }

    /// - Parameter earlier: marks of earlier statements, whose deletions are counted separately; a
    ///   row that a later statement deletes too is counted with that statement.
    /// - Returns: what the warehouse deleted; zero where nothing was pending.
    func carryForgotten(
        in session: ScriptSession, besides earlier: Set<Tombstone> = []
    ) async throws(UserError) -> (own: WarehouseDeletion, earlier: WarehouseDeletion) {
        let store = try store(of: session)
        do {
            let pending = try store.tombstones(missingIn: target)
            let own = try await carry(
                pending.filter { !earlier.contains($0) }, from: store, session.catalog)
            let rest = try await carry(
                pending.filter { earlier.contains($0) }, from: store, session.catalog)
            try await adoptForgotten(of: session.catalog.tables, into: store)
            return (own, rest)
        } catch {
            throw UserError(wrapping: error)
        }
    }

    private func carry(
        _ tombstones: [Tombstone], from store: Store, _ catalog: Catalog
    ) async throws -> WarehouseDeletion {
        var deletion = WarehouseDeletion()
        for forgetting in WarehouseForgetting.all(of: tombstones, catalog) {
            deletion.add(try await warehouse.forget(forgetting, patience: options.patience))
            try store.carried(forgetting.tombstones, into: target)
        }
        return deletion
    }

    /// Deletes from a store what other machines have deleted from the warehouse.
    func adoptForgotten(
        of tables: [WorkQLCatalog.Table], into store: Store
    ) async throws {
        let marks = Dictionary(grouping: try await warehouse.tombstones(), by: \.source)
        guard !marks.isEmpty else { return }
        var seen: Set<String> = []
        for table in tables
        where table.source.isAnswers && seen.insert(table.tombstoneSource).inserted {
            try store.apply(
                marks[table.tombstoneSource] ?? [], of: table.endpoint, from: target)
        }
    }

    /// Deletes rows that are older than the setting `retention` allows.
    ///
    /// - Returns: what was deleted, and the tables that another sync writes meanwhile.
    func retain(
        in session: ScriptSession
    ) async throws(UserError) -> (deletion: WarehouseDeletion, busy: [String]) {
        var deletion = WarehouseDeletion()
        guard let retention = session.options.retention else { return (deletion, []) }
        let oldest = (Int64(session.client.unixSeconds) - Int64(retention)) * 1000
        let answers = session.catalog.tables.filter(\.source.isAnswers)
        let timed = Set(answers.filter(\.isTimed).map(\.tombstoneSource))
        var busy: [String] = []
        for source in timed.sorted() {
            let tables = answers.filter { $0.tombstoneSource == source }
            do {
                deletion.add(
                    try await warehouse.forget(
                        WarehouseForgetting(tables, before: oldest), patience: options.patience))
            } catch let error as UserError where error.code == .alreadyRunning {
                busy.append(tables[0].name)
            } catch {
                throw UserError(wrapping: error)
            }
        }
        return (deletion, busy)
    }

    private func store(of session: ScriptSession) throws(UserError) -> Store {
        guard let store = try session.openedStore() else {
            throw UserError(
                .usage, "FORGET with --into needs a store", help: "specify its file with --store",
                code: .commandLine)
        }
        return store
    }

    // MARK: Words

    /// What was deleted, in a line; nil for nothing.
    func words(for deletion: WarehouseDeletion) -> String? {
        guard deletion.ranges + deletion.rows > 0 else { return nil }
        let answers =
            deletion.answers.isEmpty ? "" : ", \(deletion.answers.sorted().listed) among its tables"
        return "\(counted(deletion.rows, "row")) in \(counted(deletion.ranges, "range")) deleted "
            + "from \(target.name)\(answers)"
    }

    /// What FORGET does not reach in a warehouse.
    func remainder(after deletion: WarehouseDeletion) -> String {
        let others = deletion.others.sorted()
        let answers =
            others.isEmpty ? "" : "; rows of \(others.listed) stay until their next sync"
        return "\(target.name): FORGET does not reach \(warehouse.remains)\(answers)"
    }
}

extension Script {
    /// Whether it has a FORGET statement.
    var forgets: Bool {
        statements.contains { if case .forget = $0.kind { true } else { false } }
    }
}

extension QueryRun {
    /// - Throws: for a target of no statement.
    func checkInto(_ scripts: [Script]) throws(UserError) {
        guard let warehouse = query.sync.warehouse else { return }
        guard scripts.contains(where: \.forgets) else {
            throw UserError(
                .usage, "--into needs a FORGET statement",
                help: "workql sync --into carries records into a warehouse")
        }
        // It would be remembered as a warehouse that still has the rows.
        guard case .folder(let path) = warehouse else { return }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
            isFolder.boolValue
        else {
            throw UserError(
                .noInput, "the folder \(path) does not exist",
                help: "specify the folder that workql sync --into writes")
        }
    }

    /// Runs FORGET where it reaches warehouses too, or says which still have the rows.
    func forget(
        in session: ScriptSession, _ body: () async throws(UserError) -> Output
    ) async throws(UserError) -> Output {
        guard !query.isDry else { return try await body() }
        let warehouse = query.sync.warehouse.map { WarehouseRun($0, query.sync) }
        let isNew = try warehouse?.isEnrolled(in: session) == false
        try warehouse?.enroll(in: session)
        let earlier = try warehouse?.pendingForgotten(in: session) ?? []
        let output = try await body()
        if let warehouse {
            var deletion: WarehouseDeletion
            let others: WarehouseDeletion
            do throws(UserError) {
                (deletion, others) = try await warehouse.carryForgotten(
                    in: session, besides: earlier)
            } catch {
                // An address that was mistyped is none that still has the rows.
                if isNew { warehouse.dismiss(in: session) }
                throw error
            }
            messages.note(
                warehouse.words(for: deletion) ?? "no rows deleted from \(warehouse.target.name)")
            if let words = warehouse.words(for: others) {
                messages.note("earlier FORGET statements: \(words)")
            }
            deletion.add(others)
            messages.note(warehouse.remainder(after: deletion))
        }
        for name in session.warehousesBehind() {
            messages.warn(
                "\(name) still has the rows until the next sync into it",
                help: "write --into with its address to delete them there now")
        }
        return output
    }
}
