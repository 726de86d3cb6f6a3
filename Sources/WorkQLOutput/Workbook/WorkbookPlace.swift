import Synchronization
import WorkQL
import WorkQLSyntax

/// The workbook of a file, from its first answer to its last.
package final class SheetPosition: Sendable {
    package init() {}

    private let book = Mutex<Workbook?>(nil)

    /// Returns the workbook, and begins it if there is none yet.
    ///
    /// - Throws: if workbooks cannot be written on this system.
    func open() throws(UserError) -> Workbook {
        let result: Result<Workbook, UserError> = book.withLock { book in
            if let book { return .success(book) }
            do throws(UserError) {
                let new = try Workbook()
                book = new
                return .success(new)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    var isBegun: Bool { book.withLock { $0 != nil } }

    /// Removes and returns the workbook, so that its file can be assembled; nil if none was begun.
    func take() -> Workbook? {
        book.withLock { book in
            defer { book = nil }
            return book
        }
    }

    /// Marks the last answer as complete.
    package func keepSheets() { book.withLock { $0?.keepSheets() } }

    /// Discards the last answer, which failed.
    package func dropSheets() { book.withLock { $0?.dropSheets() } }
}
