import Synchronization
import WorkQLFiles
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

/// The files that statements name: each is examined once, for its columns, and read when its rows
/// are needed. A file that changed since then, by COPY or otherwise, is examined again by the next
/// statement; a statement sees one content of it.
final class FileTableCache: Sendable {
    private struct State {
        var known: [FileName: (table: FileTable, stamps: [FileStamp?])] = [:]
        /// The contents of pipes, which can be read only once.
        var pipes: [String: FileInput] = [:]
        /// The files of the running statement.
        var used: [FileName] = []
        /// The files whose notes were already returned, and what they were then: new content has
        /// guesses of its own.
        var noted: [FileName: [FileStamp?]] = [:]
    }

    private let folder: String?
    private let inputIsScript: Bool
    private let isStopped: FileStop
    private let state: Mutex<State>

    /// - Parameters:
    ///   - folder: the base of relative paths; nil is the working folder.
    ///   - inputIsScript: whether the script came through standard input, which then holds no
    ///     table.
    ///   - earlier: a cache whose pipes are kept, and which notes were returned.
    ///   - whileBusy: called while a file keeps the thread busy.
    init(
        folder: String?, inputIsScript: Bool, after earlier: FileTableCache? = nil,
        whileBusy: (@Sendable () -> Void)? = nil
    ) {
        self.folder = folder
        self.inputIsScript = inputIsScript
        isStopped = {
            whileBusy?()
            return Task.isCancelled
        }
        state = Mutex(
            earlier?.state.withLock { State(pipes: $0.pipes, noted: $0.noted) } ?? State())
    }

    func table(_ file: FileName) throws(Diagnostic) -> FileTable {
        let (known, isChecked) = state.withLock { state in
            let isChecked = state.used.contains(file)
            // A later statement has the file at another position.
            state.used.removeAll { $0 == file }
            state.used.append(file)
            return (state.known[file], isChecked)
        }
        if let known, isChecked { return known.table }
        // Before the file is read: what is written meanwhile is seen by the next statement.
        let stamps = stamps(of: file)
        if let known, known.stamps == stamps { return known.table }
        do {
            let table = try read(file)
            state.withLock { $0.known[file] = (table, stamps) }
            return table
        } catch {
            throw Diagnostic(error, at: file.span)
        }
    }

    private func stamps(of file: FileName) -> [FileStamp?] {
        let paths = try? FileGlob.files(file.path, relativeTo: folder)
        return (paths ?? [file.path]).map { FileStamp($0, relativeTo: folder) }
    }

    private func read(_ file: FileName) throws(UserError) -> FileTable {
        let options = try FileOptions(file.options)
        func source(_ path: String) throws(UserError) -> FileSource {
            try FileSource(
                path, relativeTo: folder, format: options.format, inputIsScript: inputIsScript,
                isStopped: isStopped)
        }
        guard let paths = try FileGlob.files(file.path, relativeTo: folder) else {
            let source = try source(file.path)
            return try FileTable.open(source, with: options, contents: try contents(of: source))
        }
        var tables: [(name: String, table: FileTable)] = []
        // Together they keep at most as much in memory as one file.
        var room = FileSource.maxResident
        for path in paths {
            let source = try source(path)
            let table = try FileTable.open(
                source, with: options, contents: contents(of: source), maxResident: room)
            if source.format != .parquet, source.bytes <= room { room -= source.bytes }
            tables.append((path, table))
        }
        return try FileTable.union(tables)
    }

    private func contents(of source: FileSource) throws(UserError) -> FileInput? {
        guard source.isPipe else { return nil }
        if let input = state.withLock({ $0.pipes[source.name] }) { return input }
        let input = try source.read()
        state.withLock { $0.pipes[source.name] = input }
        return input
    }

    /// Begins a statement, whose files' notes are to be returned.
    func beginStatement() { state.withLock { $0.used = [] } }

    /// Returns the notes about guesses on the statement's files that were not yet returned, with
    /// their positions in it.
    ///
    /// - Parameter isNamed: whether the statement names a text, as one does that leaves out totals.
    func takeNotes(unless isNamed: (String) -> Bool) -> [Diagnostic] {
        state.withLock { state in
            state.used.flatMap { file -> [Diagnostic] in
                guard let (table, stamps) = state.known[file], state.noted[file] != stamps else {
                    return []
                }
                state.noted[file] = stamps
                return table.notes.filter { !($0.total.map(isNamed) ?? false) }
                    .map { Diagnostic($0, at: file.span) }
            }
        }
    }

    /// Returns the columns of a file, without keeping it: it may change before a statement reads
    /// it. Nil if no file can be read, or only a larger one, and for pipes.
    func columns(_ file: FileName, upTo bytes: Int) -> [ResultColumn]? {
        guard let options = try? FileOptions(file.options),
            let source = try? FileSource(file.path, relativeTo: folder, format: options.format),
            !source.isPipe, source.bytes <= bytes,
            let table = try? FileTable.open(source, with: options)
        else { return nil }
        return table.resultColumns
    }

    func columns(_ file: FileName) throws(Diagnostic) -> [ResultColumn] {
        try table(file).resultColumns
    }
}

extension FileTable {
    /// Its columns as a statement knows them.
    fileprivate var resultColumns: [ResultColumn] {
        columns.indices.map { index in
            let column = columns[index]
            return ResultColumn(
                // Like NULL, a column without values takes the type of what it meets.
                name: column.name, type: column.isEmpty ? nil : column.type,
                isPadded: column.isPadded,
                hasNull: column.hasNull,
                texts: column.type == .text && !column.isEmpty
                    ? SampledTexts(firstTexts(ofColumn: index)) : nil)
        }
    }
}
