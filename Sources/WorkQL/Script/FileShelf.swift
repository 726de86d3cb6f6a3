import Synchronization
import WorkQLPlanner
import WorkQLSyntax

/// The files that statements name: each is looked at once, for its columns, and read when its rows
/// are wanted.
final class FileShelf: Sendable {
    private let folder: String?
    private let known = Mutex<[FileName: FileTable]>([:])

    /// - Parameter folder: what relative paths are relative to; nil is the working folder.
    init(folder: String?) { self.folder = folder }

    func table(_ file: FileName) throws(Diagnostic) -> FileTable {
        if let table = known.withLock({ $0[file] }) { return table }
        do {
            let table = try FileTable.open(path: file.path, relativeTo: folder)
            known.withLock { $0[file] = table }
            return table
        } catch {
            throw Diagnostic(error, at: file.span)
        }
    }

    /// The columns of a file, without keeping it: it may change before a statement reads it. Nil
    /// where there is none that could be read, or only a larger one.
    func columns(_ file: FileName, upTo bytes: Int) -> [ResultColumn]? {
        guard let place = try? FilePlace(file.path, relativeTo: folder), place.bytes <= bytes,
            let table = try? FileTable.open(path: file.path, relativeTo: folder)
        else { return nil }
        return table.columns.map { ResultColumn(name: $0.name, type: $0.type) }
    }

    func columns(_ file: FileName) throws(Diagnostic) -> [ResultColumn] {
        try table(file).columns.map { ResultColumn(name: $0.name, type: $0.type) }
    }
}
