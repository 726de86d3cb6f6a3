import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner

/// The spellings of ids in stored rows that do not carry the service's own.
///
/// What: a column that answers do not contain has the id as the statement writes it, as it does in
/// rows that the statement fetches.
/// Why: stored rows have the spelling of the statement that fetched them, and ids that ignore case
/// are found in any: an answer would depend on who asked first.
/// When not: where rows carry the id, they have the service's spelling. A statement without keys,
/// which reads only the store, has each id in lower case.
struct AskedSpellings {
    /// For each table of an answer, the indices of these columns on its pages.
    private let columns: [[Int]]
    /// By the spelling that represents all others.
    private let spellings: [String: String]

    /// - Parameter tables: the scan's own table first, with the columns of its pages.
    /// - Returns: nil if all columns have the service's spelling.
    init?(of scan: Scan, _ tables: [(table: Table, columns: [Int])]) {
        columns = tables.map { table, columns in
            columns.indices.filter { index in
                let column = table.columns[columns[index]]
                return column.ignoresCase && column.source == .asked
            }
        }
        guard columns.contains(where: { !$0.isEmpty }) else { return nil }
        var spellings: [String: String] = [:]
        for batches in (scan.stored?.asked ?? scan.splitPlan).batches
        where batches.parameter.ignoresCase {
            for case .text(let text) in batches.values { spellings[text.ignoringCase] = text }
        }
        self.spellings = spellings
    }

    /// Returns the rows of the store with the statement's spellings.
    func applied(to page: Page) -> Page {
        var spelt = applied(to: page, columns[0])
        for (index, other) in page.further.enumerated() {
            spelt.further[index] = applied(to: other, columns[index + 1])
        }
        return spelt
    }

    private func applied(to page: Page, _ columns: [Int]) -> Page {
        guard page.count > 0, !columns.isEmpty else { return page }
        var vectors = page.columns
        for column in columns { vectors[column] = applied(to: vectors[column], page.count) }
        var spelt = Page(count: page.count, columns: vectors, further: page.further)
        spelt.hasDistinctRows = page.hasDistinctRows
        spelt.isUTF8 = page.isUTF8
        return spelt
    }

    private func applied(to vector: Vector, _ count: Int) -> Vector {
        switch vector {
        case .constant(.text(let text)): return .constant(.text(spelling(of: text)))
        case .dictionary(let texts):
            let entries = Vector.text(texts.entries)
            let spelt = (0..<texts.entries.offsets.count - 1).map { index in
                entries.string(index).map(spelling)
            }
            guard case .text(let entries) = Vector.text(spelt) else { return vector }
            return .dictionary(
                DictionaryVector(codes: texts.codes, entries: entries, validity: texts.validity))
        case .text: return .text((0..<count).map { vector.string($0).map(spelling) })
        case .integers, .reals, .constant: return vector
        }
    }

    private func spelling(of text: String) -> String {
        let folded = text.ignoringCase
        return spellings[folded] ?? folded
    }
}
