import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLTime
import sqlite3

/// An answer that needs no scan: that of EXPLAIN, DESCRIBE or SHOW TABLES.
struct StaticResult {
    var columns: [ResultColumn]
    /// nil is NULL.
    var rows: [[String?]]

    init(columns: [String], rows: [[String?]]) {
        self.init(columns: columns.map { ($0, .text) }, rows: rows)
    }

    /// Creates an answer. Values are texts whatever their columns' types; timestamps are seconds
    /// since 1970.
    init(columns: [(name: String, type: ColumnType)], rows: [[String?]]) {
        self.columns = columns.map { name, type in
            var column = ResultColumn(name: name, type: type)
            column.label = Self.labels[name] ?? ""
            return column
        }
        self.rows = rows
    }

    /// The Chinese terms for the columns, as the services have them for those of tables.
    private static let labels = [
        "column": "列", "type": "类型", "pushed": "条件", "description": "说明", "label": "中文名",
        "values": "取值", "table": "表", "service": "服务", "endpoint": "接口", "quota": "配额",
        "used": "已用", "left": "剩余", "until": "重置时间", "setting": "设置", "value": "当前值",
        "function": "函数", "signature": "写法", "kind": "种类", "other_names": "别名",
        "rows": "行数", "keys": "键数", "since": "起点", "as_of": "取回时间", "bytes": "字节",
        "rows_forgotten": "删除的行数", "plan": "计划", "calls": "调用次数", "at_least": "可能更多",
        "lower_bound": "下限", "eta_seconds": "预计秒数", "scans": "扫描", "execution": "执行",
    ]

    /// The columns whose texts are sentences, or words with a meaning.
    private static let sentences: Set = ["description", "plan", "pushed", "quota", "kind"]

    func worded(by wording: Wording) -> StaticResult {
        guard !wording.isReference else { return self }
        var result = self
        for (index, column) in columns.enumerated() where Self.sentences.contains(column.name) {
            for row in rows.indices {
                result.rows[row][index] = rows[row][index].map(wording.callAsFunction)
            }
        }
        return result
    }

    func write(to writer: inout some ResultWriter, zone: Zone) throws {
        try writer.begin(columns, zone: zone)
        for row in rows {
            let cells = RowCells(row.enumerated().map { value($1, $0) })
            try writer.write(cells.row)
            withExtendedLifetime(cells) {}
        }
        try writer.finish()
    }

    private func value(_ text: String?, _ column: Int) -> RowValue {
        guard let text else { return .null }
        return switch columns[column].type {
        case .integer, .boolean: .integer(Int64(text) ?? 0)
        case .real, .timestamp: .real(Double(text) ?? 0)
        default: .text(Array(text.utf8))
        }
    }
}

extension StaticResult {
    /// Returns the settings with their values.
    ///
    /// - Parameter pattern: a pattern of LIKE, in any case, for the name or one of the Chinese words
    ///   for it; nil for all settings.
    static func settings(_ values: SettingValues, like pattern: String? = nil) -> StaticResult {
        let settings = Setting.all.filter { setting in
            let names = [setting.name] + ChineseSettings.words(for: setting.name)
            return pattern.map { pattern in
                names.contains { sqlite3_strlike(pattern, $0, 0) == 0 }
            } ?? true
        }
        return StaticResult(
            columns: ["setting", "value", "description"],
            rows: settings.map { [$0.name, $0.text(in: values), $0.summary] })
    }

    /// Returns the functions of the dialect.
    ///
    /// - Parameter pattern: a pattern of LIKE, in any case; nil for all functions.
    static func functions(like pattern: String? = nil) -> StaticResult {
        let functions = Function.all.filter { function in
            pattern.map { pattern in
                ([function.name] + function.aliases).contains {
                    sqlite3_strlike(pattern, $0, 0) == 0
                }
            } ?? true
        }
        return StaticResult(
            columns: ["function", "signature", "kind", "description", "other_names"],
            rows: functions.map { function in
                [
                    function.name, function.signature, function.kind.rawValue, function.summary,
                    function.aliases.isEmpty ? nil : function.aliases.joined(separator: ", "),
                ]
            })
    }

    static func tables(_ catalog: Catalog) -> StaticResult {
        StaticResult(
            columns: ["table", "service", "description", "label"],
            rows: catalog.tables.map { [$0.name, $0.service.name, $0.summary, $0.label] })
    }

    static func file(_ columns: [ResultColumn]) -> StaticResult {
        StaticResult(
            columns: ["column", "type"], rows: columns.map { [$0.name, $0.type?.rawValue] })
    }

    static func table(_ table: Table, in wording: Wording = .reference) -> StaticResult {
        StaticResult(
            columns: ["column", "type", "pushed", "description", "label", "values"],
            rows: table.visibleColumns.map { column in
                [
                    column.name, column.type.rawValue, table.pushdown(of: column), column.summary,
                    column.label, column.values(explained: wording.isReference),
                ]
            })
    }
}

extension Table {
    /// Returns how a condition on a column saves calls or rows; nil when it does not.
    func pushdown(of column: Column) -> String? {
        if let key = endpoint.keys.parameters.first(where: { $0.column == column.name }) {
            let count = key.maximum == 1 ? "one per call" : "at most \(key.maximum) per call"
            switch endpoint.keys.rule {
            case .exactlyOne where key.suppliedBy != nil:
                return "= or IN, \(count); \(key.suppliedBy?.summary ?? "") without it"
            case .exactlyOne where endpoint.keys.parameters.count == 1:
                return "required, = or IN, \(count)"
            case .exactlyOne where endpoint.keys.parameters.contains { $0.suppliedBy != nil }:
                return "one of these, = or IN, \(count)"
            case .exactlyOne: return "one of these required, = or IN, \(count)"
            case .atMostOne, .any: return "= or IN, \(count)"
            }
        }
        if endpoint.range.column == column.name { return "range" }
        if source.local?.filters.contains(column.name) ?? false { return "=, IN, <, >, BETWEEN" }
        switch column.source {
        case .detail: return "costs one call per row"
        case .directory(.departmentName), .directory(.path): return "costs one call per department"
        default: break
        }
        if endpoint.choices.contains(where: { $0.column == column.name }) { return "=, IN" }
        return nil
    }
}

extension Column {
    /// Returns the values of an enumerated column with their meanings; nil for the others.
    ///
    /// - Parameter explained: whether the Chinese labels are explained in English.
    func values(explained: Bool) -> String? {
        guard !codes.isEmpty else { return nil }
        return codes.map { code in
            (code.value.description == code.label ? "" : "\(code.value.description) ")
                + code.label + (explained ? " (\(code.summary))" : "")
        }.joined(separator: ", ")
    }
}
