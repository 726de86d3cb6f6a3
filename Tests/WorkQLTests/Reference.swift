import TestSupport
import WorkQLCatalog
import WorkQLLanguage
import WorkQLPages
import WorkQLPlanner

@testable import WorkQL

/// The reference of the tables, generated from the catalog, in the language of its readers.
struct Reference {
    let catalog: Catalog
    private let translation: Translation

    init(catalog: Catalog, in language: Language = .en) {
        self.catalog = catalog
        translation = Translation(language)
    }

    /// Returns one of two texts that only this page has.
    private func own(_ english: String, _ chinese: String) -> String {
        translation.language == .zh ? chinese : english
    }

    /// One row for each endpoint.
    var overview: [String] {
        var endpoints: [Endpoint] = []
        for table in catalog.tables
        where !endpoints.contains(where: { $0.name == table.endpoint.name }) {
            endpoints.append(table.endpoint)
        }
        let rows = endpoints.map { endpoint in
            let tables = catalog.tables.filter { $0.endpoint.name == endpoint.name }
            return [
                tables.map { "[`\($0.name)`](tables.md#\($0.name))" }.joined(separator: ", "),
                (tables.first?.endpoints ?? [endpoint]).map { "`\($0.name)`" }.joined(
                    separator: ", "), endpoint.rangeInShort, endpoint.keysInShort,
                endpoint.pageInShort, endpoint.quotaInShort,
            ]
        }
        return Markdown.table(
            ["table", "endpoint", "range, window", "keys", "page", "quota"], rows)
    }

    /// The text of `tables.md`, or of `tables.zh-CN.md`.
    var page: String {
        let head = [
            own("# The tables", "# 表"), "",
            own("[中文](tables.zh-CN.md)", "[English](tables.md)"), "",
            own(
                "This page is generated from the catalog; `DESCRIBE` shows the same for one table. "
                    + "Columns have the names that the services give their fields. *Condition* states "
                    + "how a condition on a column saves calls or rows; all other conditions are "
                    + "checked on the rows that arrive.",
                "本页由程序中的目录生成；`DESCRIBE` 显示其中一张表的内容。列名就是服务返回的字段名，"
                    + "查询时也可以写中文名。“条件”一栏说明在该列上写什么条件能减少调用或返回的行；"
                    + "其他条件在收到行之后再检查。"), "",
        ]
        let lines = head + catalog.tables.flatMap(section)
        return lines.joined(separator: "\n")
    }

    private func section(_ table: Table) -> [String] {
        let endpoint = table.endpoint
        let separator = own(", ", "、")
        func fact(_ english: String, _ chinese: String, _ text: String) -> String {
            own("- **\(english)**: \(text)", "- **\(chinese)**：\(text)")
        }
        var facts = [
            fact("Endpoint", "接口", table.endpoints.map(inFull).joined(separator: own("; ", "；"))),
            fact("Range", "时间范围", range(of: endpoint)),
            fact(
                "Keys", "键",
                own(endpoint.keysInShort, keys(of: endpoint))),
            fact("Page", "每页", own(endpoint.pageInShort, page(of: endpoint))),
            fact(
                "Quota", "配额",
                endpoint.quota.map { translation($0.text) }.joined(separator: separator)),
        ]
        if let detail = table.detail {
            facts.append(
                fact(
                    "Details", "详情",
                    own("one call per row for the columns that say so, ", "标明的列每行多一次调用，")
                        + inFull(detail.endpoint)))
        }
        if !table.identity.isEmpty {
            let columns = table.identity.map { "`\($0)`" }.joined(separator: separator)
            facts.append(
                own(
                    "- **One row each**: rows with equal \(columns) are one row",
                    "- **去重**：\(columns) 都相同的行只算一行"))
        }
        let columns = table.columns.map { column in
            let values = column.values(explained: translation.language == .en)
            let meaning = [translation(column.summary), values.map { translation($0) }]
            return [
                "`\(column.name)`", column.type.rawValue,
                table.pushdown(of: column).map { translation($0) } ?? "",
                meaning.compactMap(\.self).joined(separator: own(": ", "：")), column.label,
            ]
        }
        let heads = ["column", "type", "condition", "meaning", "中文"]
        return [
            "## \(table.name)", "",
            own(
                "\(table.label): \(table.summary).", "\(table.label)：\(translation(table.summary))。"
            ),
            "",
        ] + facts + [""]
            + Markdown.table(
                translation.language == .zh ? ["列", "类型", "条件", "含义", "中文名"] : heads, columns)
            + [""]
    }

    private func inFull(_ endpoint: Endpoint) -> String {
        "`\(endpoint.method.rawValue) \(endpoint.path)`"
            + own(", [the service's page](\(endpoint.page))", "，[官方文档](\(endpoint.page))")
    }

    private func range(of endpoint: Endpoint) -> String {
        let days = endpoint.range.longest / 86_400
        return switch endpoint.range.meaning {
        case .instants(let column):
            own("`\(column)`, at most \(days) d per call", "`\(column)`，每次调用最多 \(days) 天")
        case .near(let column, let padding):
            own(
                "`\(column)`, at most \(days) d per call, of which \(padding / 86_400) d on either "
                    + "side are requested in addition, because the service goes by days of attendance",
                "`\(column)`，每次调用最多 \(days) 天，其中两端各 \(padding / 86_400) 天是额外请求的，"
                    + "因为服务按考勤日归属记录")
        case .chosenByService:
            own(
                "by the instant of a row that the service chooses, perhaps with the very end, at most "
                    + "\(days) d per call",
                "按服务为每条记录选定的时刻，可能包含终点本身，每次调用最多 \(days) 天")
        case .absent:
            own("none: the table has what is there now", "无：表中是当前的内容")
        }
    }

    private func keys(of endpoint: Endpoint) -> String {
        let parameters = endpoint.keys.parameters
        guard let first = parameters.first else { return "无" }
        let names = parameters.map { "`\($0.column)`" }
        let all = names.joined(separator: "、")
        let maximum = first.maximum == 1 ? "每次调用一个值" : "每次调用最多 \(first.maximum) 个"
        return switch endpoint.keys.rule {
        case .any: "\(all)，\(maximum)"
        case .atMostOne: "\(names.joined(separator: " 或 "))，\(maximum)"
        case .exactlyOne where first.suppliedBy != nil:
            (names.count == 1 ? all : "\(all) 之一")
                + "，不写则为\(translation(first.suppliedBy?.summary ?? ""))，\(maximum)"
        case .exactlyOne: "\(names.count == 1 ? all : "\(all) 之一")，必须给出，\(maximum)"
        }
    }

    private func page(of endpoint: Endpoint) -> String {
        endpoint.paging.pageSize.map { "最多 \($0) 条记录" } ?? "一次返回全部"
    }

    /// The functions, by name and signature.
    static var functions: [String] {
        let rows = Function.all.map { function in
            [
                "`\(function.signature)`",
                function.summary + (function.kind == .aggregate ? " *" : ""),
            ]
        }
        return Markdown.table(["function", "gives"], rows)
    }
}

extension Endpoint {
    fileprivate var rangeInShort: String {
        let days = range.longest / 86_400
        return switch range.meaning {
        case .instants(let column): "`\(column)`, \(days) d"
        case .near(let column, let padding): "`\(column)`, \(days - 2 * padding / 86_400) d"
        case .chosenByService: "the service's choice, \(days) d"
        case .absent: "none"
        }
    }

    fileprivate var keysInShort: String {
        let parameters = keys.parameters
        guard let first = parameters.first else { return "none" }
        let names = parameters.map { "`\($0.column)`" }
        let maximum = first.maximum == 1 ? "one value a call" : "≤ \(first.maximum) a call"
        return switch keys.rule {
        case .any: names.joined(separator: ", ") + ", \(maximum)"
        case .atMostOne: names.joined(separator: " or ") + ", \(maximum)"
        case .exactlyOne where first.suppliedBy != nil:
            (names.count == 1 ? names[0] : "one of " + names.joined(separator: ", "))
                + ", else \(first.suppliedBy?.summary ?? ""), \(maximum)"
        case .exactlyOne where names.count == 1: names[0] + ", required, \(maximum)"
        case .exactlyOne: "one of \(names.joined(separator: ", ")), required, \(maximum)"
        }
    }

    fileprivate var pageInShort: String {
        paging.pageSize.map { "≤ \($0) records" } ?? "whole"
    }

    fileprivate var quotaInShort: String {
        quota.map { quota in
            let period =
                switch quota.seconds {
                case 60: "min"
                case 3600: "h"
                default: "\(Int(quota.seconds)) s"
                }
            return "\(quota.calls)/\(period)" + (quota.spaced ? ", spaced" : "")
        }.joined(separator: ", ")
    }
}
