import WorkQLSyntax
import WorkQLTime

// What a TIMESERIES or a COMPARE reads: its buckets, its groups and its parts.

extension PeriodRewriter {
    /// The join of the buckets, the groups, and the parts.
    var source: Relation {
        var from: Relation?
        if isSeries { from = buckets }
        if !keys.isEmpty {
            let groups = groups
            from = from.map { $0.joined(.cross, groups, on: nil) } ?? groups
        }
        for name in [Self.current] + (previous == nil ? [] : [Self.previous]) {
            let part = Relation.table(name, as: name)
            var same = keys.indices.map { index in
                Expression.binary(
                    cell(.key(index), of: name), .isNotDistinct, cell(.key(index), of: Self.group))
            }
            if isSeries {
                let number: Cell = name == Self.previous && pairs != nil ? .earlier : .bucket
                same.insert(
                    .binary(cell(.bucket, of: name), .equal, cell(number, of: Self.bucket)), at: 0)
            }
            let condition = Expression.all(same)
            from =
                from.map { $0.joined(condition == nil ? .cross : .left, part, on: condition) }
                ?? part
        }
        return from ?? .table(Self.current, as: Self.current)
    }

    private var buckets: Relation {
        let rows = starts.enumerated().map { index, start in
            var row = [Expression.integer(index), Expression(.instant(start))]
            if let pairs {
                row.append(pairs[index].map(Expression.integer) ?? Expression(.literal(.null)))
            }
            return row
        }
        let inner = "period buckets\(EngineNames.named)"
        let all = Select(
            items: [SelectItem(.star(StarChange()))], from: [.table(inner, as: inner)])
        var columns = [Name(Cell.bucket.name), Name("start")]
        if pairs != nil { columns.append(Name(Cell.earlier.name)) }
        let list = CommonTable(
            name: Name(inner), columns: columns, query: Query(body: .values(rows)))
        return Relation(
            .query(
                Query(with: [list], body: .select(all)), alias: TableAlias(Name(Self.bucket))))
    }

    /// The numbers of the earlier buckets that no bucket is compared with, such as 31 January beside
    /// a February.
    private var unpaired: [Int] {
        let paired = Set((pairs ?? []).compactMap(\.self))
        return paired.max().map { (0...$0).filter { !paired.contains($0) } } ?? []
    }

    /// The groups that exist in either range, within the buckets.
    private var groups: Relation {
        let cells = keys.indices.map(Cell.key) + grouped.map(Cell.item)
        func part(_ table: String) -> QueryBody {
            var part = Select(
                distinct: true,
                items: cells.map { .item(cell($0, of: table), $0.name) },
                from: [.table(table, as: table)])
            if isSeries {
                part.condition = Expression(.test(cell(.bucket, of: table), .null, negated: true))
                let gaps = table == Self.previous ? unpaired : []
                if !gaps.isEmpty {
                    part.condition = Expression(
                        .inList(
                            cell(.bucket, of: table), gaps.map(Expression.integer), negated: true))
                }
            }
            return .select(part)
        }
        let body =
            previous == nil
            ? part(Self.current)
            : .combined(.union, all: false, part(Self.current), part(Self.previous))
        return Relation(.query(Query(body: body), alias: TableAlias(Name(Self.group))))
    }
}
