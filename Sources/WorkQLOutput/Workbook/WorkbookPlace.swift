import Synchronization
import WorkQL

/// The workbook of a file, from its first answer to its last.
package final class SheetPosition: Sendable {
    package init() {}

    private let book = Mutex<Workbook?>(nil)

    /// The workbook, which is begun if there is none yet.
    ///
    /// - Throws: where workbooks cannot be written here.
    func open() throws(QueryError) -> Workbook {
        let result: Result<Workbook, QueryError> = book.withLock { book in
            if let book { return .success(book) }
            do throws(QueryError) {
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

    /// Takes the workbook away, for its file to be put together; nil where none was begun.
    func take() -> Workbook? {
        book.withLock { book in
            defer { book = nil }
            return book
        }
    }

    /// The answer that was written last is whole.
    package func keepSheets() { book.withLock { $0?.keepSheets() } }

    /// The answer that was being written failed, and is not to be there.
    package func dropSheets() { book.withLock { $0?.dropSheets() } }
}
