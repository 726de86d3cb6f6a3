import TestSupport
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner

@testable import WorkQL

/// The reference of the tables, generated from the catalog.
struct Reference {
    let catalog: Catalog

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

    /// The text of `tables.md`.
    var page: String {
        let head = [
            "# The tables", "",
            "This page is made from the catalog; `DESCRIBE` shows the same of one table. Columns "
                + "bear the names that the services give their fields. *Condition* tells how a "
                + "condition on a column saves calls or rows; all other conditions are checked when "
                + "the rows have come.", "",
        ]
        let lines = head + catalog.tables.flatMap(section)
        return lines.joined(separator: "\n")
    }

    private func section(_ table: Table) -> [String] {
        let endpoint = table.endpoint
        var facts = [
            "- **Endpoint**: " + table.endpoints.map(\.inFull).joined(separator: "; "),
            "- **Range**: \(endpoint.rangeInFull)",
            "- **Keys**: \(endpoint.keysInShort)",
            "- **Page**: \(endpoint.pageInShort)",
            "- **Quota**: \(endpoint.quota.map(\.text).joined(separator: ", "))",
        ]
        if let detail = table.detail {
            facts.append(
                "- **Details**: one call a row for the columns that say so, "
                    + detail.endpoint.inFull)
        }
        if !table.identity.isEmpty {
            let columns = table.identity.map { "`\($0)`" }.joined(separator: ", ")
            facts.append("- **One row each**: rows alike in \(columns) are one row")
        }
        let columns = table.columns.map { column in
            [
                "`\(column.name)`", column.type.rawValue, table.pushdown(of: column) ?? "",
                [column.summary, column.values(explained: true)].compactMap { $0 }.joined(
                    separator: ": "),
                column.label,
            ]
        }
        return ["## \(table.name)", "", "\(table.label): \(table.summary).", ""] + facts + [""]
            + Markdown.table(["column", "type", "condition", "meaning", "中文"], columns) + [""]
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
    fileprivate var inFull: String {
        "`\(method.rawValue) \(path)`, [the service's page](\(page))"
    }

    fileprivate var rangeInShort: String {
        let days = range.longest / 86_400
        return switch range.meaning {
        case .instants(let column): "`\(column)`, \(days) d"
        case .near(let column, let padding): "`\(column)`, \(days - 2 * padding / 86_400) d"
        case .chosenByService: "the service's choice, \(days) d"
        case .absent: "none"
        }
    }

    fileprivate var rangeInFull: String {
        let days = range.longest / 86_400
        return switch range.meaning {
        case .instants(let column): "`\(column)`, at most \(days) d per call"
        case .near(let column, let padding):
            "`\(column)`, at most \(days) d per call, of which \(padding / 86_400) d on either "
                + "side are asked for in addition, because the service goes by days of attendance"
        case .chosenByService:
            "by the instant of a row that the service chooses, perhaps with the very end, at most "
                + "\(days) d per call"
        case .absent: "none: the table tells what is there now"
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
