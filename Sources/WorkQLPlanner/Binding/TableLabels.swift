import WorkQLCatalog
import WorkQLSyntax

extension Catalog {
    /// The one table whose Chinese label is a text, or has it in it, or stands in it.
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
            isPadded: column.isPadded, hasNull: column.hasNull, holds: column.holds,
            label: column.label)
    }
}
