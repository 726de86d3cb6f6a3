import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Reads the values that a caller passes for a script's parameters, by the types that PARAM
/// declares.
///
/// A value becomes part of the statement's tree and never of its text, so that its contents are
/// always data.
struct ParameterReader {
    let context: TimeContext

    /// Returns the value of a parameter.
    ///
    /// - Parameter text: the text of `-p name=text`.
    func value(
        _ text: String, of declaration: ParameterDeclaration
    ) throws(UserError) -> ParameterValue {
        switch declaration.type {
        case .text, .any: return .literal(Expression(.literal(.text(text))))
        case .integer:
            guard let number = Int64(text) else { throw wrong(text, declaration, "a whole number") }
            return .literal(Expression(.literal(.integer(number))))
        case .real:
            guard let number = Double(text), number.isFinite else {
                throw wrong(text, declaration, "a number")
            }
            return .literal(Expression(.literal(.real(number))))
        case .boolean:
            guard let truth = ["true": true, "false": false][text.lowercased()] else {
                throw wrong(text, declaration, "true or false")
            }
            return .literal(Expression(.literal(.boolean(truth))))
        case .timestamp:
            guard context.parseTimestamp(text) != nil else {
                throw wrong(text, declaration, "a time such as 2026-08-01, yesterday or 7d")
            }
            return .time(TimePoint(.text(text)))
        case .date:
            let point = TimePoint(.text(text))
            do throws(Diagnostic) {
                _ = try context.day(of: point, at: Span(0, 0))
            } catch {
                let wanted = "a date such as 2026-08-01 or yesterday"
                guard context.parseTimestamp(text) != nil else {
                    throw wrong(text, declaration, wanted)
                }
                throw wrong(text, declaration, wanted, help: error.help)
            }
            return .date(point)
        case .time:
            guard (try? context.timeOfDay(text)) != nil else {
                throw wrong(text, declaration, "a time of day such as 09:00")
            }
            return .literal(Expression(.literal(.time(text))))
        case .duration:
            guard let duration = DurationLiteral(text) else {
                throw wrong(text, declaration, "a duration such as 7d or 1d12h")
            }
            return .literal(Expression(.literal(.duration(duration))))
        case .list:
            guard let values = ListParameter.values(text) else {
                throw wrong(text, declaration, "values separated by commas")
            }
            return .list(values.map { Expression(.literal(.text($0))) })
        }
    }

    /// Checks what the parser cannot know without the zone: whether a default is a day or a time of
    /// day.
    func check(
        _ initial: ParameterValue, of declaration: ParameterDeclaration
    ) throws(Diagnostic) {
        switch initial {
        case .date(let point): _ = try context.day(of: point, at: point.span)
        case .literal(let value):
            guard case .literal(.time(let text)) = value.kind else { return }
            _ = try context.timeOfDay(text, at: value.span)
        case .time, .list: break
        }
    }

    private func wrong(
        _ text: String, _ declaration: ParameterDeclaration, _ wanted: String,
        help: String? = nil
    ) -> UserError {
        UserError(
            .usage, "parameter \(declaration.name.text) takes \(wanted), not '\(text)'",
            help: help ?? "it is declared as \(declaration.type.rawValue)", code: .parameterValue)
    }
}
