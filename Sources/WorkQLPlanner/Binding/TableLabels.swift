package import WorkQLCatalog
import WorkQLSyntax

extension Catalog {
    /// Returns the tables that a Chinese text may mean: that whose label it is, those whose labels
    /// contain it or are contained in it, or those that have its words for what is in them. Empty
    /// if nothing is meant, or nearly everything.
    package func tables(meantBy text: String) -> [Table] {
        guard text.count > 1, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return [] }
        if let table = tables.first(where: { $0.label == text }) { return [table] }
        let labelled = tables.filter {
            !$0.label.isEmpty && ($0.label.contains(text) || text.contains($0.label))
        }
        if labelled.count == 1 { return labelled }
        let names = Set(ChineseNames.tables(meantBy: text))
        let found = tables.filter { names.contains($0.name) }
        return found.count < 4 ? found : []
    }
}

extension ResultColumn {
    /// Takes over what is known of the values of a column that is selected as it is.
    mutating func takeValues(of source: SourceColumn?) {
        texts = source?.texts
        codes = source?.codes ?? []
        joined = source?.joined
        absence = source?.absence
        asked = source?.asked ?? []
    }
}

extension SourceColumn {
    init(_ column: ResultColumn) {
        self.init(
            name: Name(column.name), type: column.type, codes: column.codes,
            joined: column.joined, absence: column.absence, ignoresCase: column.ignoresCase,
            isPadded: column.isPadded, isWallClock: column.isWallClock,
            integerSize: column.integerSize, hasNull: column.hasNull, texts: column.texts,
            holds: column.holds, asked: column.asked, time: column.time,
            label: column.label, origins: column.origins)
    }
}
