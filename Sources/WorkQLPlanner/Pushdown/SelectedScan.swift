import WorkQLSyntax

/// The SELECT that reads a scan, and the SELECTs around it that only select from its rows.
///
/// Example: in `SELECT userid FROM (SELECT *, checkin_time AS t FROM checkin WHERE userid = 'lisi')
/// AS c WHERE t > '2026-08-01' ORDER BY t DESC LIMIT 3` the inner SELECT reads the scan, `c.t` means
/// its `checkin_time`, and a row counts where both conditions are true.
struct SelectedScan {
    /// The SELECT that reads the scan itself.
    let select: Select
    /// The conditions of the SELECTs around it, on columns of the scan.
    let conditions: [Expression]
    /// For each of those around it, the outermost first: what its columns mean one further inside.
    private let layers: [Layer]
    private let isOfQuery: Bool
    private let path: (Select) -> Select

    private struct Layer {
        var alias: Name
        var items: [Name: Expression]
    }

    /// - Returns: nil where a SELECT inside groups, orders or limits rows, or leaves out equal ones,
    ///   and where a condition around it is not the same for each row of the scan.
    init?(_ select: Select, reading scanName: String) {
        guard select.from.count == 1 else { return nil }
        switch select.from[0].kind {
        case .table(let table, _, _) where table.name == Name(scanName):
            self.select = select
            conditions = []
            layers = []
            isOfQuery = false
            path = { $0 }
        case .query(let query, let alias?):
            guard alias.columns.isEmpty, query.with.isEmpty, query.ordering == nil,
                query.limit == nil, query.offset == nil, case .select(let inner) = query.body,
                inner.isPlain, !inner.distinct,
                let below = SelectedScan(inner, reading: scanName)
            else { return nil }
            var items: [Name: Expression] = [:]
            for item in inner.items {
                guard case .expression(let expression, let name?) = item.kind else { return nil }
                items[name] = expression
            }
            let layers = [Layer(alias: alias.name, items: items)] + below.layers
            var conditions = below.conditions
            if let condition = select.condition {
                guard let meaning = Self.meaning(of: condition, in: layers[...]) else { return nil }
                conditions.append(meaning)
            }
            self.select = below.select
            self.conditions = conditions
            self.layers = layers
            isOfQuery = true
            path = { changed in
                var (outer, query) = (select, query)
                query.body = .select(below.path(changed))
                outer.condition = nil
                outer.from[0].kind = .query(query, alias: alias)
                return outer
            }
        default: return nil
        }
    }

    /// Returns an expression of the outermost SELECT as one of the scan's columns; nil where it has
    /// others, or where it may be another for the same row.
    func meaning(of expression: Expression) -> Expression? {
        isOfQuery ? Self.meaning(of: expression, in: layers[...]) : expression
    }

    /// Returns the outermost SELECT with another in place of the one that reads the scan, which must
    /// contain `conditions`: those around it are left out. SQLite takes a column for the constant that
    /// another condition of its WHERE compares it with, so that a second condition on the column would
    /// always be true inside a CASE.
    func replacing(with select: Select) -> Select { path(select) }

    private static func meaning(
        of expression: Expression, in layers: ArraySlice<Layer>
    ) -> Expression? {
        guard let layer = layers.first else { return expression }
        switch expression.kind {
        case .column(let qualifier, let name):
            guard qualifier == [layer.alias], let item = layer.items[name] else { return nil }
            return meaning(of: item, in: layers.dropFirst())
        case .subquery, .exists, .inQuery, .inParameter: return nil
        case .call(let call) where !call.isDeterministic || call.window != nil: return nil
        default:
            var isKnown = true
            let mapped = expression.mappingChildren { child in
                if let meaning = meaning(of: child, in: layers) { return meaning }
                isKnown = false
                return child
            }
            return isKnown ? mapped : nil
        }
    }
}

extension Select {
    /// The select list, in which binding has replaced all stars.
    var expressions: [Expression] {
        items.compactMap {
            if case .expression(let expression, _) = $0.kind { expression } else { nil }
        }
    }

    /// Whether each row of the result is computed from one row of the FROM.
    var isPlain: Bool {
        grouping == .by([]) && having == nil
            && expressions.allSatisfy { expression in
                expression.first { $0.isAggregate || $0.isWindow } == nil
            }
    }
}
