/// Rows of one answer, column by column.
package struct Page: Sendable {
    /// How many rows.
    package let count: Int
    /// In the order of the columns asked for.
    package let columns: [Vector]
    /// The rows that the same answer holds of other tables, one page for each that was asked for.
    package var further: [Page]
    /// Whether no two rows are one record, and the columns that would tell are not there.
    package var hasDistinctRows = false
    /// Whether all texts are known to be UTF-8, because who made them has looked at each byte.
    package var isUTF8 = false

    package init(count: Int, columns: [Vector], further: [Page] = []) {
        self.count = count
        self.columns = columns
        self.further = further
    }

    /// The same rows with some of their columns, and with other pages beside them. What is known of
    /// the rows and of their texts stays known.
    ///
    /// - Parameter indices: in `columns`, in the order of the new page.
    package func selecting(_ indices: [Int], further: [Page] = []) -> Page {
        var page = Page(count: count, columns: indices.map { columns[$0] }, further: further)
        page.hasDistinctRows = hasDistinctRows
        page.isUTF8 = isUTF8
        return page
    }

    /// The rows of some ranges, in their order. What is known of the texts stays known.
    package func slicing(_ ranges: [Range<Int>]) -> Page {
        var page = Page(
            count: ranges.reduce(0) { $0 + $1.count },
            columns: columns.map { $0.slicing(ranges) })
        page.isUTF8 = isUTF8
        return page
    }
}

extension Page {
    /// What tells each row apart by all of its columns.
    package var keys: [[UInt8]] { keys(of: columns.indices) }

    /// What tells each row apart by some of its columns.
    package func keys(of columns: some Sequence<Int>) -> [[UInt8]] {
        let vectors = columns.map { self.columns[$0] }
        return (0..<count).map { row in
            var key: [UInt8] = []
            for vector in vectors { vector.appendKey(row, to: &key) }
            return key
        }
    }
}
