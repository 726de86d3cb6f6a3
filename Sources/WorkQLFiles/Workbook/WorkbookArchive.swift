import CMinizip
import WorkQLSyntax

/// The parts of a workbook, which is a ZIP archive.
final class WorkbookArchive {
    private let archive: OpaquePointer
    private let name: String
    /// The remaining number of bytes that may be decompressed from all parts together: a small
    /// archive can contain parts of any size.
    private var room = WorkbookArchive.maxBytes

    static let maxBytes = 1 << 30

    /// - Parameter bytes: must outlive the archive.
    init(_ bytes: UnsafeBufferPointer<UInt8>, of name: String) throws(UserError) {
        self.name = name
        guard let base = bytes.baseAddress, let archive = cminizip_open(base, bytes.count) else {
            throw UserError(
                .malformedFile,
                "\(name) is a damaged workbook: its directory of parts cannot be read",
                help: "save it again, or copy it again")
        }
        self.archive = archive
    }

    deinit { cminizip_close(archive) }

    /// Decompresses a part in pieces.
    ///
    /// - Returns: false if there is no part of that name.
    func read(
        _ part: String, _ body: (UnsafeBufferPointer<UInt8>, Bool) throws(UserError) -> Void
    ) throws(UserError) -> Bool {
        switch cminizip_begin(archive, part) {
        case -1: return false
        case -3:
            throw UserError(
                .malformedFile, "\(name) is protected by a password", help: "save it without one")
        case ..<0: throw damaged(part)
        default: break
        }
        var failure: UserError?
        var count: Int32 = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        repeat {
            buffer.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                count = cminizip_read(archive, base, UInt32(buffer.count))
                guard count >= 0 else { return }
                room -= Int(count)
                guard room >= 0 else {
                    failure = UserError(
                        .malformedFile,
                        "\(name) is larger than \(Self.maxBytes >> 20) MB when unpacked",
                        help: "keep only the sheets and columns that are needed")
                    return
                }
                do throws(UserError) {
                    try body(
                        UnsafeBufferPointer(rebasing: buffer[..<Int(count)]), count == 0)
                } catch {
                    failure = error
                }
            }
        } while count > 0 && failure == nil
        let isWhole = cminizip_end(archive) == 0
        if let failure { throw failure }
        guard count == 0, isWhole else { throw damaged(part) }
        return true
    }

    func damaged(_ part: String) -> UserError {
        UserError(
            .malformedFile, "\(name) is a damaged workbook: \(part) cannot be unpacked",
            help: "save it again, or copy it again")
    }
}
