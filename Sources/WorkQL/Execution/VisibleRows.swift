import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner

/// Drops the rows of each page that the user may not see, before SQLite or anything else computes
/// from them: neither a condition that fails nor a count can reveal them.
struct VisibleRows {
    private let values: RowRestriction.Values
    /// The index of the deciding column in a page; nil if it was not fetched, and no row is
    /// visible.
    private let index: Int?

    /// nil if all rows are visible.
    init?(scan: Scan) {
        guard let rows = scan.table.visibleRows else { return nil }
        values = rows.values
        index = scan.columns.firstIndex(of: rows.column)
    }

    /// - Parameter rows: the rows that are kept so far, ascending; nil for all.
    /// - Returns: those of them that are visible; nil for all of the page.
    func kept(of page: Page, among rows: [Int32]?) -> [Int32]? {
        guard let index else { return [] }
        let vector = page.columns[index]
        let visible = (rows ?? Array(0..<Int32(page.count))).filter { row in
            switch values {
            case .texts(let texts):
                vector.string(Int(row)).map { texts.contains($0.ignoringCase) } ?? false
            case .numbers(let numbers): vector.integer(Int(row)).map(numbers.contains) ?? false
            }
        }
        return visible.count == page.count ? nil : visible
    }
}
