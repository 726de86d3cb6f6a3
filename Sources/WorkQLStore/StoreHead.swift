import Foundation

/// Whose a file is, by the bytes it begins with.
enum StoreHead {
    /// There is no file, or nothing in it.
    case nothing
    case store
    /// A database whose program is not known from these bytes, or is another.
    case database
    case other
    case folder

    /// What the database files of SQLite begin with, and where the number of their program stands.
    private static let magic = Array("SQLite format 3\0".utf8)
    private static let application = 68..<72

    init(of path: String) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        {
            self = .folder
            return
        }
        // What cannot be read is for SQLite to refuse.
        guard let file = FileHandle(forReadingAtPath: path),
            let head = try? file.read(upToCount: Self.application.upperBound)
        else {
            self = .nothing
            return
        }
        try? file.close()
        guard !head.isEmpty else {
            self = .nothing
            return
        }
        guard head.count == Self.application.upperBound, head.starts(with: Self.magic) else {
            self = .other
            return
        }
        let number = head[Self.application].reduce(0) { $0 << 8 | Int($1) }
        self = number == StoreFile.application ? .store : .database
    }
}
