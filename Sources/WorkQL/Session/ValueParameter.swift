import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

// Programs that do not declare tables write this type, and import only WorkQL.
@_exported public import struct WorkQLCatalog.Value

extension Value {
    /// The value in the form that a statement takes; nil for a list within a list.
    var parameter: ParameterValue? {
        guard case .list(let values) = storage else {
            return literal.map { .literal(Expression(.literal($0))) }
        }
        let items = values.compactMap { value in value.literal.map { Expression(.literal($0)) } }
        return items.count == values.count ? .list(items) : nil
    }

    private var literal: Literal? {
        switch storage {
        case .null: .null
        case .text(let text), .json(let text): .text(text)
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .boolean(let truth): .boolean(truth)
        case .date(let text): .date(text)
        case .time(let text): .time(text)
        case .timestamp: .timestamp(description)
        case .duration(let duration): .duration(DurationLiteral(duration))
        case .list: nil
        }
    }
}

extension DurationLiteral {
    /// Creates a duration in exact units only, none of which depends on a calendar.
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let parts: [(Int64, TimeUnit)] = [
            (seconds / 3600, .hour), (seconds % 3600 / 60, .minute), (seconds % 60, .second),
            (attoseconds / 1_000_000_000_000_000, .millisecond),
        ]
        let whole = parts.filter { $0.0 > 0 }.map { Part(Int($0.0), $0.1) }
        self.init(whole.isEmpty ? [Part(0, .second)] : whole)
    }
}
