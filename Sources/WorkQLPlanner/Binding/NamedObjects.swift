package import WorkQLCatalog
package import WorkQLSyntax

/// The name of a person or of a department in a statement, at its span.
package struct NamedObject: Hashable, Sendable {
    package var kind: Column.Reference
    package var name: Name

    init(_ kind: Column.Reference, _ name: Name) {
        self.kind = kind
        self.name = name
    }
}

/// What: names that a statement compares with those of people or departments are remembered.
/// Why: once the lists are fetched, a note informs that nobody is called so; without it a mistyped
/// name looks like a department without people.
/// When not: for patterns, and for names that are computed.
extension Binder {
    mutating func rememberNames(_ values: [Bound]) {
        var found: Column.Reference?
        for value in values where found == nil { found = nameKind(of: value.expression) }
        guard let kind = found else { return }
        for value in values {
            guard case .literal(.text(let text)) = value.expression.kind, !text.isEmpty else {
                continue
            }
            remember(NamedObject(kind, Name(text, span: value.expression.span)))
        }
    }

    mutating func remember(_ object: NamedObject) {
        if !namedObjects.contains(object) { namedObjects.append(object) }
    }

    /// Returns the kind of object whose names a column of a list has; nil for everything else.
    private func nameKind(of expression: Expression) -> Column.Reference? {
        guard case .column(let qualifier, let name) = expression.kind,
            let scan = innermost.sources.first(where: { $0.name == qualifier.last })?.scan,
            let column = scans[scan].table.columnIndex(name.folded)
        else { return nil }
        return switch scans[scan].table.columns[column].attribute {
        case .name: .person
        case .departmentName: .department
        default: nil
        }
    }
}
