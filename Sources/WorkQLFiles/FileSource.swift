import Foundation
package import WorkQLSyntax

/// What changes when a file is replaced or written.
package struct FileStamp: Hashable, Sendable {
    private let path: String
    private let device, inode, size, seconds, nanoseconds: Int

    /// - Returns: nil for pipes, and where there is no file.
    package init?(_ name: String, relativeTo folder: String?) {
        path = UserPath.resolved(name, in: folder)
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        (device, inode) = (Int(truncatingIfNeeded: status.st_dev), Int(status.st_ino))
        size = Int(status.st_size)
        let modified = OpenFile.modified(status)
        (seconds, nanoseconds) = (modified.tv_sec, modified.tv_nsec)
    }
}

/// The location of a file, and the reasons in its name and kind why it cannot be a table.
package struct FileSource: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case csv, tsv, txt, json, ndjson, jsonl, xlsx, parquet

        var family: FileOption.Family {
            switch self {
            case .csv, .tsv, .txt: .delimited
            case .json, .ndjson, .jsonl: .json
            case .xlsx: .workbook
            case .parquet: .parquet
            }
        }

        /// Detects the format of contents without a name.
        init(of bytes: [UInt8]) {
            if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
                self = .xlsx
                return
            }
            if bytes.starts(with: "PAR1".utf8) {
                self = .parquet
                return
            }
            let first = bytes.first { !Ascii.isBlank($0) && !Ascii.isLineBreak($0) }
            self = first == Ascii.openBrace || first == Ascii.openBracket ? .json : .csv
        }
    }

    /// The name as the statement writes it.
    package let name: String
    /// The format; nil if the contents determine it, because a pipe has no file extension.
    package let format: Format?
    /// Whether it can be read only once.
    package let isPipe: Bool
    /// The size of the file when it was examined.
    package let bytes: Int
    private let path: String
    private let isStopped: FileStop

    /// The maximum size of workbooks, and of a single JSON object: larger ones would not fit into
    /// memory together with their table.
    static let maxBytes = 256 << 20
    /// The size above which files are read in parts.
    package static let maxResident = 32 << 20

    /// - Parameters:
    ///   - format: the format that the statement gives.
    ///   - inputIsScript: whether the statement itself came through standard input.
    ///   - isStopped: returns whether reading has to end.
    package init(
        _ name: String, relativeTo folder: String?, format given: Format? = nil,
        inputIsScript: Bool = false, isStopped: @escaping FileStop = { Task.isCancelled }
    ) throws(UserError) {
        self.name = name
        self.isStopped = isStopped
        guard !name.utf8.isEmpty, !name.utf8.contains(0) else {
            throw UserError(
                .missingFile, "the name of a file is missing", help: Self.endings)
        }
        path = UserPath.resolved(name, in: folder)
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.unreachable(name, path, errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: isPipe = false
        case S_IFIFO: isPipe = true
        case S_IFDIR:
            throw UserError(
                .missingFile, "\(name) is a folder", help: Self.contents(of: path))
        default:
            throw UserError(
                .missingFile, "\(name) is neither a file nor a pipe", help: Self.endings)
        }
        var input = stat()
        if inputIsScript, fstat(STDIN_FILENO, &input) == 0, input.st_dev == status.st_dev,
            input.st_ino == status.st_ino
        {
            throw UserError(
                .missingFile, "\(name) is the script itself",
                help: "pass the script with -c or as a file, and the table on standard input")
        }
        let last = Self.lastPart(name)
        let ending = last.lastIndex(of: ".").map { String(last[$0...].dropFirst()) } ?? ""
        format = given ?? Format(rawValue: Name.fold(ending))
        guard format != nil || isPipe || path.hasPrefix("/dev/") else {
            throw UserError(
                .unknownFormat, "\(name) has no known extension",
                help: Name.fold(ending).hasPrefix("xls")
                    ? "save it from Excel as .xlsx" : Self.endings)
        }
        bytes = Int(status.st_size)
        guard isPipe || status.st_size > 0 || format == .ndjson || format == .jsonl else {
            throw UserError(.malformedFile, "\(name) is empty")
        }
    }

    private static let endings =
        "tables are .csv, .tsv, .txt, .xlsx, .json, .ndjson, .jsonl and .parquet files"

    /// Opens the file for reading; the caller closes it.
    func open() throws(UserError) -> Int32 {
        // Without O_NONBLOCK, a pipe without a writer would block the thread here.
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreachable(name, path, errno) }
        return descriptor
    }

    /// - Parameter maxResident: the maximum number of bytes in memory at once.
    package func read(
        maxResident: Int = FileSource.maxResident
    ) throws(UserError) -> FileInput {
        let descriptor = try open()
        guard isPipe else {
            let file = try OpenFile(descriptor, name: name, isStopped: isStopped)
            guard file.size <= maxResident else { return .file(file) }
            return .text(FileText(bytes: try file.read(at: 0, count: file.size), name: name))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count <= maxResident {
            let part = try readPipe(descriptor)
            guard !part.isEmpty else { return .text(FileText(bytes: bytes, name: name)) }
            bytes += part
        }
        return .file(
            try OpenFile.temporary(holding: bytes, name: name, isStopped: isStopped) {
                () throws(UserError) in try readPipe(descriptor)
            })
    }

    /// Returns the available bytes of a pipe, after waiting until there are any; empty at its end.
    private func readPipe(_ descriptor: Int32) throws(UserError) -> [UInt8] {
        while true {
            guard !isStopped() else { throw .stopped }
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, 20)
            if ready == 0 || ready < 0 && errno == EINTR { continue }
            guard ready > 0 else { throw Self.unreachable(name, path, errno) }
            var problem: Int32 = 0
            let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let read = Foundation.read(descriptor, buffer.baseAddress, 1 << 16)
                if read < 0 { problem = errno } else { count = read }
            }
            if problem == EINTR || problem == EAGAIN { continue }
            guard problem == 0 else { throw Self.unreachable(name, path, problem) }
            return part
        }
    }

    private static func unreachable(
        _ name: String, _ path: String, _ code: Int32
    ) -> UserError {
        switch code {
        case ENOENT, ENOTDIR:
            let folder = Self.folder(of: path)
            guard FileManager.default.fileExists(atPath: folder) else {
                return UserError(
                    .missingFile, "\(name) does not exist",
                    help: "the folder \(folder) does not exist")
            }
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let near = nearest(String(lastPart(path)), in: files.sorted())
                .map { "\(name.dropLast(lastPart(name).count))\($0)" }
            var error = UserError(
                .missingFile, "\(name) does not exist",
                help: near.map { "did you mean '\($0)'?" } ?? contents(of: folder))
            error.correction = near.map { UserError.Correction(wrong: name, right: $0) }
            return error
        case EACCES, EPERM:
            return UserError(
                .missingFile, "permission denied: \(name)", help: "chmod +r makes a file readable")
        default: return UserError(unreadable: name, code)
        }
    }

    /// Returns the names of the first tables in a folder.
    private static func contents(of folder: String) -> String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let tables = files.sorted().filter { file in
            file.lastIndex(of: ".").map {
                Format(rawValue: Name.fold(String(file[$0...].dropFirst()))) != nil
            } ?? false
        }
        guard !tables.isEmpty else { return endings }
        let more = tables.count > 5 ? " and \(tables.count - 5) more" : ""
        return "the folder contains " + tables.prefix(5).joined(separator: ", ") + more
    }

    private static func lastPart(_ path: String) -> Substring {
        path.lastIndex(of: "/").map { path[$0...].dropFirst() } ?? path[...]
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
