import TestSupport
import Testing
import WorkQLPlanner

/// Every function that statements may call exists in the engine.
@Suite struct FunctionTests {
    @Test func everyFunctionRuns() async throws {
        let calls = Function.all.map { function in
            // Without a table there is no time column to use. Names and values of objects are in
            // pairs.
            let isInPairs = function.takesTime || function.name == "json_object"
            let least = isInPairs ? 2 : max(function.arity.lowerBound, 1)
            let arguments = (0..<least).map { index in
                argument(index, of: function)
            }
            let isBare = function.arity.upperBound == 0
            return "\(function.name)(\(isBare ? "" : arguments.joined(separator: ", ")))"
                + (function.kind == .window ? " OVER (ORDER BY 1)" : "")
        }
        try await Harness.with(try await Harness()) { harness in
            for call in calls {
                do {
                    let (rows, _) = try await harness.run("SELECT \(call)")
                    #expect(rows.rows.count == 1, "\(call)")
                } catch {
                    Issue.record("\(call): \(error)")
                }
            }
        }
    }

    private func argument(_ index: Int, of function: Function) -> String {
        switch function.name {
        case "date", "time", "hour", "minute", "second", "weekday", "day", "month", "year",
            "quarter", "week", "isoyear", "dayofyear", "dayname", "monthname", "last_day", "epoch",
            "epoch_ms", "time_to_sec":
            return "now()"
        case "format", "printf": return index == 0 ? "'100%%'" : "1"
        case "json_object": return index == 0 ? "'k'" : "1"
        case "add_months": return index == 0 ? "now()" : "1"
        case "timezone": return "now()"
        case "date_bin": return index == 0 ? "15min" : "now()"
        case "date_trunc", "date_part", "date_diff": return index == 0 ? "'week'" : "now()"
        case "strftime", "date_format", "to_char": return index == 0 ? "now()" : "'-'"
        case "json", "json_extract", "json_type", "json_array_length", "json_valid":
            return index == 0 ? "'[1]'" : "'$[0]'"
        // From 0 to 1.
        case "bar", "width_bucket": return index == 1 ? "0" : "1"
        default: return "1"
        }
    }
}
