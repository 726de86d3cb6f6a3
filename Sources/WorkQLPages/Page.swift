/// Rows of one answer, column by column.
package struct Page: Sendable {
    /// The number of rows.
    package let count: Int
    /// The columns, in the order in which they were requested.
    package let columns: [Vector]
    /// The rows of other tables in the same answer, one page for each requested table.
    package var further: [Page]
    /// Whether no two rows are the same record, and the columns that would show it are absent.
    package var hasDistinctRows = false
    /// Whether all texts are known to be UTF-8, because their producer has examined each byte.
    package var isUTF8 = false

    package init(count: Int, columns: [Vector], further: [Page] = []) {
        self.count = count
        self.columns = columns
        self.further = further
    }

    /// Returns the same rows with some of their columns, and with other pages beside them. Keeps
    /// what is known about the rows and their texts.
    ///
    /// - Parameter indices: indices in `columns`, in the order of the new page.
    package func selecting(_ indices: [Int], further: [Page] = []) -> Page {
        var page = Page(count: count, columns: indices.map { columns[$0] }, further: further)
        page.hasDistinctRows = hasDistinctRows
        page.isUTF8 = isUTF8
        return page
    }

    /// Returns the rows of some ranges, in their order. Keeps what is known about the texts.
    package func slicing(_ ranges: [Range<Int>]) -> Page {
        var page = Page(
            count: ranges.reduce(0) { $0 + $1.count },
            columns: columns.map { $0.slicing(ranges) })
        page.isUTF8 = isUTF8
        return page
    }
}

extension Page {
    /// Keys that distinguish the rows by all of their columns, one for each row.
    package var keys: [[UInt8]] { keys(of: columns.indices) }

    /// Returns keys that distinguish the rows by some of their columns, one for each row.
    package func keys(of columns: some Sequence<Int>) -> [[UInt8]] {
        let vectors = columns.map { self.columns[$0] }
        return (0..<count).map { row in
            var key: [UInt8] = []
            for vector in vectors { vector.appendKey(row, to: &key) }
            return key
        }
    }
}
