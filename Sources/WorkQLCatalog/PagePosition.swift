/// Where in a call's answer the next request continues.
package enum PagePosition: Sendable, Hashable {
    case first
    case cursor(String)
    /// A counter or a page's number.
    case number(Int64)
    /// A page's number, where the answers so far told how many rows there are.
    case page(Int64, total: Int64)

    package var number: Int64? {
        switch self {
        case .number(let number), .page(let number, _): number
        case .first, .cursor: nil
        }
    }
}

extension PagePosition {
    /// To be kept and read again.
    package var text: String {
        switch self {
        case .first: "first"
        case .cursor(let cursor): "cursor \(cursor)"
        case .number(let number): "number \(number)"
        case .page(let number, let total): "page \(number) \(total)"
        }
    }

    /// nil for what `text` never is.
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
