package import WorkQLCatalog
import WorkQLPages

extension ServiceClient {
    /// Fetches the details of rows from a table's detail endpoint, one call per row, concurrently.
    ///
    /// - Parameters:
    ///   - values: the rows' values of the key's column, in the order of the rows.
    ///   - columns: indices in `table.columns` of columns of the detail endpoint.
    /// - Returns: a vector for each column, with a value for each row; NULL in the rows that the
    ///   service refuses, which `.withheld` names.
    /// - Throws: `ServiceFailure`, also for a table without details.
    package func details(
        of values: [Scalar], in table: Table, columns: [Int],
        observe: @escaping @Sendable (CallEvent) -> Void = { _ in }
    ) async throws -> [Vector] {
        guard let detail = table.detail else {
            throw ServiceFailure(.defect, table.endpoint.name, "\(table.name) has no details")
        }
        let wanted = columns.map { table.columns[$0] }
        let pages = try await withThrowingTaskGroup(of: (Int, Page?).self) { group in
            for (index, value) in values.enumerated() {
                group.addTask {
                    (
                        index,
                        try await self.detail(detail, value, wanted, of: table.name, observe)
                    )
                }
            }
            var pages: [Page?] = Array(repeating: nil, count: values.count)
            for try await (index, page) in group { pages[index] = page }
            return pages
        }
        return wanted.indices.map { column in
            Vector(
                pages.map { page in page.map { ($0.columns[column], 0) } }, of: wanted[column].type)
        }
    }

    /// Fetches the single row of a detail; returns nil if the service refuses it.
    private func detail(
        _ detail: Detail, _ value: Scalar, _ columns: [Column], of table: String,
        _ observe: @escaping @Sendable (CallEvent) -> Void
    ) async throws -> Page? {
        let name = detail.endpoint.name
        let decoder: AnswerDecoder
        do {
            decoder = try AnswerDecoder(
                of: detail.endpoint, detail.rows, columns: columns, isPlain: false)
        } catch {
            throw ServiceFailure(.defect, name, error.message)
        }
        guard
            let answer = try await ask(
                detail.endpoint, Call.Key(detail.key, [value]), decoder, table: table, observe)
        else {
            observe(.withheld(value.description))
            return nil
        }
        guard answer.page.count == 1 else {
            throw ServiceFailure(
                .malformed, name, "the response contains nothing about \(value.description)")
        }
        return answer.page
    }
}
