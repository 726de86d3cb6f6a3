import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// The query of SUMMARIZE: one row of aggregates of each column, read in one pass, and then a row
/// for each column.
///
/// The columns are DuckDB's, with exact numbers of distinct values.
struct SummaryQuery {
    let query: Query

    /// The Chinese terms for its columns.
    static let labels = [
        "column": "列", "type": "类型", "min": "最小值", "max": "最大值", "distinct": "不同值数",
        "avg": "平均值", "std": "标准差", "q25": "下四分位数", "q50": "中位数", "q75": "上四分位数",
        "count": "行数", "null_percentage": "空值百分比",
    ]

    private static let source = Name("summarized")
    private static let totals = Name("totals")

    init(of query: Query, with columns: [ResultColumn]) {
        let names = columns.indices.map { Name("c\($0 + 1)") }
        var items = [Self.item(Self.count(), "n")]
        var rows: [QueryBody] = []
        for (index, column) in columns.enumerated() {
            let cell = Expression(.column(qualifier: [], name: names[index]))
            let statistics = Self.statistics(of: cell, column.type)
            for statistic in statistics {
                guard let value = statistic.value else { continue }
                items.append(Self.item(value, "\(statistic.name)\(index + 1)"))
            }
            rows.append(Self.row(column, index, statistics))
        }
        let read = CommonTable(name: Self.source, columns: names, query: query)
        let aggregates = Select(items: items, from: [Self.table(Self.source)])
        let all = CommonTable(name: Self.totals, query: Query(body: .select(aggregates)))
        let body = rows.dropFirst().reduce(rows.first ?? .values([])) {
            .combined(.union, all: true, $0, $1)
        }
        self.query = Query(with: [read, all], body: body)
    }

    private struct Statistic {
        let name: String
        let type: TypeName
        /// nil if it has no meaning for the column's type.
        let value: Expression?
    }

    private static func statistics(of cell: Expression, _ type: ColumnType?) -> [Statistic] {
        let isNumber = type == .integer || type == .real
        func text(_ function: String) -> Expression? {
            type == .json ? nil : Expression(.cast(call(function, cell), .text))
        }
        func number(_ function: String, _ share: Double? = nil) -> Expression? {
            guard isNumber else { return nil }
            guard let share else { return call(function, cell) }
            return call(function, cell, Expression(.literal(.real(share))))
        }
        return [
            Statistic(name: "min", type: .text, value: text("min")),
            Statistic(name: "max", type: .text, value: text("max")),
            Statistic(name: "distinct", type: .integer, value: count(cell, distinct: true)),
            Statistic(name: "avg", type: .real, value: number("avg")),
            Statistic(name: "std", type: .real, value: number("stddev")),
            Statistic(name: "q25", type: .real, value: number("quantile_cont", 0.25)),
            Statistic(name: "q50", type: .real, value: number("quantile_cont", 0.5)),
            Statistic(name: "q75", type: .real, value: number("quantile_cont", 0.75)),
            Statistic(name: "filled", type: .integer, value: count(cell)),
        ]
    }

    private static func row(
        _ column: ResultColumn, _ index: Int, _ statistics: [Statistic]
    ) -> QueryBody {
        func total(_ name: String) -> Expression {
            Expression(.column(qualifier: [], name: Name(name)))
        }
        let null = Expression(.literal(.null))
        var items = [
            item(Expression(.literal(.text(column.name))), "column"),
            item(Expression(.literal(column.type.map { .text($0.rawValue) } ?? .null)), "type"),
        ]
        for statistic in statistics where statistic.name != "filled" {
            let value = statistic.value == nil ? null : total("\(statistic.name)\(index + 1)")
            items.append(item(Expression(.cast(value, statistic.type)), statistic.name))
        }
        items.append(item(total("n"), "count"))
        // 100.0 * (n - filled) / n, and NULL of no rows
        let missing = Expression(.binary(.subtract, total("n"), total("filled\(index + 1)")))
        let hundredfold = Expression(
            .binary(.multiply, Expression(.literal(.real(100))), missing))
        let share = Expression(
            .binary(
                .divide, hundredfold, call("nullif", total("n"), Expression(.literal(.integer(0)))))
        )
        items.append(
            item(call("round", share, Expression(.literal(.integer(2)))), "null_percentage"))
        return .select(Select(items: items, from: [table(totals)]))
    }

    private static func table(_ name: Name) -> Relation {
        Relation(.table(TableName(name: name), alias: nil, time: nil))
    }

    private static func item(_ expression: Expression, _ name: String) -> SelectItem {
        SelectItem(.expression(expression, alias: Name(name)))
    }

    private static func call(_ name: String, _ arguments: Expression...) -> Expression {
        Expression(.call(FunctionCall(name: Name(name), arguments: .list(arguments))))
    }

    private static func count(_ cell: Expression? = nil, distinct: Bool = false) -> Expression {
        Expression(
            .call(
                FunctionCall(
                    name: Name("count"), arguments: cell.map { .list([$0]) } ?? .star,
                    distinct: distinct)))
    }
}
