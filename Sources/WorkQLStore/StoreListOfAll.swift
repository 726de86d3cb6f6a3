import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

extension Store {
    /// Returns the usable intervals of the list of all keys, for each cell of which it has a row.
    ///
    /// - Parameter scope: of the cells.
    static func spans(
        ofAll all: CoverageQuery.OfAll, _ scope: StoreScope, _ question: CoverageQuery,
        _ age: StoreAgeLimit, _ tables: [WorkQLCatalog.Table], _ database: Connection
    ) throws -> [String: [CachedInterval]] {
        var scope = scope
        scope.parameters = []
        let list = PartitionScheme(question.endpoint, []).cell([])
        let spans = try spans(of: scope, [list], question, age, database)[list] ?? []
        let parts = spans.map { span in
            CachedRows(
                owner: span.owner,
                instants: IntervalSet(span.instants).intersection(all.instants))
        }
        let used = parts.filter { !$0.instants.isEmpty }
        guard !used.isEmpty, let table = tables.first,
            let column = table.columnIndex(all.column)
        else { return [:] }
        var shown: Set<String>
        do {
            shown = try StoreReader.values(of: column, in: used, of: table, database)
        } catch is DamagedBlock {
            // Whoever reads the rows sets the block aside.
            return [:]
        }
        if table.columns[column].ignoresCase { shown = Set(shown.map(\.ignoringCase)) }
        if let cells = question.cells { shown.formIntersection(cells) }
        return Dictionary(uniqueKeysWithValues: shown.map { ($0, spans) })
    }
}
