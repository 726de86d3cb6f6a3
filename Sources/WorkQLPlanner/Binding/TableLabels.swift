import WorkQLCatalog
import WorkQLSyntax

extension Catalog {
    /// Returns the only table whose Chinese label equals, contains or is contained in a text.
    func table(labelled text: String) -> Table? {
        guard text.count > 1, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        if let table = tables.first(where: { $0.label == text }) { return table }
        let found = tables.filter {
            !$0.label.isEmpty && ($0.label.contains(text) || text.contains($0.label))
        }
        return found.count == 1 ? found.first : nil
    }
}

extension SourceColumn {
    init(_ column: ResultColumn) {
        self.init(
            name: Name(column.name), type: column.type, ignoresCase: column.ignoresCase,
            isPadded: column.isPadded, hasNull: column.hasNull, texts: column.texts,
            holds: column.holds,
            label: column.label)
    }
}
