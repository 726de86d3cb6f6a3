import Foundation

/// The type of a file, determined from its first bytes.
enum StoreHeaderKind {
    /// The file does not exist or is empty.
    case nothing
    case store
    /// An SQLite database whose application is not known from these bytes, or is another.
    case database
    case other
    case folder

    /// The first bytes of SQLite database files, and the position of the application id.
    private static let magic = Array("SQLite format 3\0".utf8)
    private static let application = 68..<72

    init(of path: String) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        {
            self = .folder
            return
        }
        // If the file cannot be read, SQLite will report the error.
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
