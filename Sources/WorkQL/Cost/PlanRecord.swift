import Foundation
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

/// The scans of a report as JSON. The names are a contract; more may be added.
private struct ScanRecord: Encodable {
    let table: String
    let calls: Int
    let atLeast: Bool
    let lowerBound: Int
    /// The number of calls that the store saves.
    let callsSaved: Int
    let windows: Int
    let batches: Int
    let etaSeconds: Double
    let pagesExpected: Int?
    let since: String
    let until: String
    let quota: [String]
    let pushed: [Condition]
    let local: [Condition]
    let requests: [RequestRecord]
    let actual: Actual?

    enum CodingKeys: String, CodingKey {
        case table, calls, windows, batches, since, until, quota, pushed, local, requests, actual
        case atLeast = "at_least"
        case lowerBound = "lower_bound"
        case callsSaved = "calls_saved"
        case etaSeconds = "eta_seconds"
        case pagesExpected = "pages_expected"
    }

    struct Condition: Encodable {
        let condition: String
        let degree: String
        let reason: String
        let cost: String
    }

    struct RequestRecord: Encodable {
        let number: Int
        let since: String
        let until: String
        let keys: [Key]
        let request: String
    }

    struct Key: Encodable {
        let column: String
        let count: Int
        let first: String?
        let last: String?
    }

    struct Actual: Encodable {
        let calls: Int
        let pages: Int
        let rows: Int
        let retries: Int
        /// The number of calls that divided calls added.
        let divided: Int
        let waitedSeconds: Double

        enum CodingKeys: String, CodingKey {
            case calls, pages, rows, retries, divided
            case waitedSeconds = "waited_seconds"
        }
    }
}

extension ScanRecord {
    init(_ report: PlanReport.ScanReport, zone: Zone) {
        let (scan, format) = (report.scan, TimestampFormat(.rfc3339, zone: zone))
        table = scan.table.name
        calls = scan.knownCalls
        atLeast = scan.mayExceed
        lowerBound = scan.lowerBound
        callsSaved = scan.stored?.saved(scan.splitPlan) ?? 0
        windows = scan.splitPlan.windowCount
        batches = scan.splitPlan.batchCount
        etaSeconds = report.estimate.seconds ?? 0
        pagesExpected =
            scan.table.endpoint.paging.pageSize == nil
            ? scan.knownCalls
            : report.estimate.pagesPerCall.map { Int((Double(scan.knownCalls) * $0).rounded(.up)) }
        since = format.string(scan.range.since)
        until = format.string(scan.range.until)
        quota = report.estimate.quotas
        let conditions = scan.predicates.map { predicate in
            Condition(
                condition: predicate.text, degree: predicate.pushdown.rawValue,
                reason: predicate.reason, cost: predicate.cost)
        }
        pushed = conditions.filter { $0.degree != Predicate.Pushdown.local.rawValue }
        local = conditions.filter { $0.degree == Predicate.Pushdown.local.rawValue }
        requests = report.requests.map { request in
            RequestRecord(
                number: request.number, since: format.string(request.range.since),
                until: format.string(request.range.until),
                keys: request.call.keys.map { key in
                    Key(
                        column: key.parameter.column, count: key.values.count,
                        first: key.values.first?.description, last: key.values.last?.description)
                },
                request: request.line)
        }
        actual = report.actual.map { actual in
            Actual(
                calls: actual.calls, pages: actual.pages, rows: actual.rows,
                retries: actual.retries, divided: actual.divided, waitedSeconds: actual.waited)
        }
    }
}

extension PlanReport {
    /// The scans as a JSON list, names in alphabetical order.
    var scansAsJSON: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let records = (before.flatMap(\.scans) + scans).map { ScanRecord($0, zone: plan.zone) }
            return String(decoding: try encoder.encode(records), as: UTF8.self)
        }
    }
}
