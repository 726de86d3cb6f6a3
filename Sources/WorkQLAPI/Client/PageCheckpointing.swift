package import WorkQLCatalog
import WorkQLPages

/// Keeps the pages of calls that are not at their end, so that what was begun and broken off goes on
/// where it stopped.
package protocol PageCheckpointing: Sendable {
    /// How many pages of the very same call are kept, and where it goes on behind them; nil when
    /// there are none that can be used.
    func begun(_ call: Call) async throws -> (pages: Int, next: PagePosition)?

    /// - Parameter number: counted from 1.
    func page(_ number: Int, of call: Call) async throws -> Page

    /// Is given every page but the last, before it is delivered.
    func keep(
        _ page: Page, number: Int, of call: Call, next: PagePosition
    ) async throws

    /// The service does not go on where the kept pages end: the call begins anew.
    func drop(_ call: Call) async throws
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
