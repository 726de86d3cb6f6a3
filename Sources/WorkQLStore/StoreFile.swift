import Foundation
import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime
import sqlite3

/// The file of a store. Opening creates a missing file, which only its owner can read, migrates a
/// file to the version of this program, rejects files of other programs, and sets damaged ones
/// aside.
struct StoreFile {
    let path: String
    let tables: [Table]
    /// In seconds since 1970.
    let now: Int64

    /// The maximum wait for other processes' locks, in milliseconds.
    static let patience = 60_000

    /// Incremented with each change of the fixed tables.
    static let version = 6
    /// "WQLS": the application id in the file.
    static let application = 0x5751_4C53

    func open() throws(StoreFailure) -> (ConnectionQueue, warning: StoreFailure?) {
        let isOurs: Bool
        switch StoreHeaderKind(of: path) {
        case .other:
            throw StoreFailure(
                "\(path) is not a store", help: "choose another file with --store, or move it away")
        case .folder:
            throw StoreFailure(
                "the store \(path) cannot be opened: it is a folder",
                help: "specify a file with --store")
        case .store: isOurs = true
        case .nothing, .database: isOurs = false
        }
        do {
            return try openAsItIs()
        } catch let error as SQLiteError where error.isDamage && isOurs {
            let aside = try setAside()
            do {
                let warning = StoreFailure(
                    "the store \(path) is damaged and was set aside as \(aside)",
                    help: "its contents are fetched again when needed")
                return (try openAsItIs().0, warning)
            } catch {
                throw failure(error)
            }
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: any Error) -> StoreFailure {
        if let failure = error as? StoreFailure { return failure }
        let reason = (error as? SQLiteError)?.message ?? "\(error)"
        return StoreFailure(
            "the store \(path) cannot be opened: \(reason)",
            help: "choose another with --store, or use --store off",
            (error as? SQLiteError)?.isObstacle ?? false ? .obstacle : .unusable)
    }

    private func openAsItIs() throws -> (ConnectionQueue, warning: StoreFailure?) {
        try makeFile()
        let database = try Connection(writing: path, patience: Self.patience)
        var warning: StoreFailure?
        // Of one state: another process may create the same store meanwhile.
        let (version, application, isEmpty) = try database.transaction(.deferred) { database in
            (
                try database.integer("PRAGMA user_version") ?? 0,
                try database.integer("PRAGMA application_id") ?? 0,
                try database.integer("SELECT count(*) FROM sqlite_schema") == 0
            )
        }
        guard isEmpty || application == Self.application else {
            throw StoreFailure(
                "\(path) is not a store but a database of another program",
                help: "choose another file with --store")
        }
        guard version <= Self.version else {
            throw StoreFailure(
                "the store \(path) has version \(version), but this workql supports "
                    + "\(Self.version)", help: "use a newer workql, or another file")
        }
        // Written before anything else, so that the owner of a file that breaks later can be
        // identified.
        if isEmpty, application == 0 {
            try retried {
                try database.run("PRAGMA application_id = \(Self.application)")
            }
        }
        // The change to WAL needs exclusive access to the file, and the busy timeout does not wait
        // for that.
        try retried { try database.run("PRAGMA journal_mode = WAL") }
        try database.run("PRAGMA synchronous = NORMAL")
        // Deleted data is overwritten.
        try database.run("PRAGMA secure_delete = ON")
        try checkHealth(database)
        // A store that needs no change is not locked, nor written.
        let isCurrent =
            try version == Self.version && application == Self.application
            && StoreSchema.isCurrent(tables, in: database)
        if try !isCurrent || Store.hasUnusable(now: now, in: database) {
            try database.transaction(.immediate) { database in
                try migrate(database)
                try Store.dropOldCalls(now: now, in: database)
                try Store.deleteFutureData(now: now, in: database)
            }
        }
        // Returns the space of rewritten rows to the file system.
        if !isEmpty, version < Self.version { try? database.run("VACUUM") }
        if !isEmpty, version < 3 {
            warning = StoreFailure(
                "the store \(path) was written by an older workql, which did not distinguish two "
                    + "apps of one corp by their secrets",
                help: "its contents are fetched again when needed")
        }
        return (ConnectionQueue(database, label: "workql.store"), warning)
    }

    /// Creates the file so that no other user can read it, nor the files that SQLite creates beside
    /// it.
    private func makeFile() throws {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            let folder = String(path[..<slash])
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        guard errno == EEXIST else {
            let isObstacle = [ENOSPC, EDQUOT, EROFS].contains(errno)
            throw StoreFailure(
                "the store \(path) cannot be created: \(systemMessage(errno))",
                help: "choose another with --store, or use --store off",
                isObstacle ? .obstacle : .unusable)
        }
        var status = stat()
        // Never change the mode of a device: a superuser who keeps no data, with /dev/null, would
        // make it inaccessible to all other users.
        let isFile = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        if isFile, status.st_mode & 0o077 != 0 { chmod(path, 0o600) }
    }

    private func retried(_ body: () throws -> Void) throws {
        var attempts = 0
        while true {
            do { return try body() } catch let error as SQLiteError
                where error.isWait && attempts < 600
            {
                attempts += 1
                usleep(20_000)
            }
        }
    }

    /// Checks the integrity of small files; for large ones it would take too long.
    private func checkHealth(_ database: Connection) throws {
        let pages = try database.integer("PRAGMA page_count") ?? 0
        guard pages <= 1_024 else { return }
        let found = try database.rows("PRAGMA quick_check(1)") { $0.text(0) }
        if found != ["ok"] {
            throw SQLiteError(SQLITE_CORRUPT, message: found.first)
        }
    }

    private func migrate(_ database: Connection) throws {
        let version = Int(try database.integer("PRAGMA user_version") ?? 0)
        for step in StoreMigrations.steps[version...] { try step(tables, database) }
        try StoreSchema.create(tables, in: database)
        try database.run("PRAGMA application_id = \(Self.application)")
        try database.run("PRAGMA user_version = \(Self.version)")
    }

    private func setAside() throws(StoreFailure) -> String {
        let aside = "\(path).damaged-\(now)"
        guard rename(path, aside) == 0 else {
            throw StoreFailure(
                "the store \(path) is damaged and cannot be set aside: "
                    + systemMessage(errno), help: "move it away")
        }
        // Files that belong to the old database must not be taken for those of the new one.
        for ending in ["-wal", "-shm"] { _ = rename(path + ending, aside + ending) }
        return aside
    }
}
