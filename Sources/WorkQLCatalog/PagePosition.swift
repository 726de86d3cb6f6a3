/// The position in a call's pages at which the next request continues.
package enum PagePosition: Sendable, Hashable {
    case first
    case cursor(String)
    /// A counter or a page number.
    case number(Int64)
    /// A page number, where the responses so far contained the total number of rows.
    case page(Int64, total: Int64)

    package var number: Int64? {
        switch self {
        case .number(let number), .page(let number, _): number
        case .first, .cursor: nil
        }
    }
}

extension PagePosition {
    /// The text form, to be stored and parsed again.
    package var text: String {
        switch self {
        case .first: "first"
        case .cursor(let cursor): "cursor \(cursor)"
        case .number(let number): "number \(number)"
        case .page(let number, let total): "page \(number) \(total)"
        }
    }

    /// Parses a text; returns nil for texts that `text` never returns.
    package init?(text: String) {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("first", 1): self = .first
        case ("cursor", 2): self = .cursor(String(parts[1]))
        case ("number", 2):
            guard let number = Int64(parts[1]) else { return nil }
            self = .number(number)
        case ("page", 2):
            let numbers = parts[1].split(separator: " ").compactMap { Int64($0) }
            guard numbers.count == 2 else { return nil }
            self = .page(numbers[0], total: numbers[1])
        default: return nil
        }
    }
}
