/// The words of an answer that describes something, for whoever reads it.
package struct Wording: Sendable {
    private let translate: (@Sendable (String) -> String)?

    /// English, which programs read.
    package static let reference = Wording()

    private init() { translate = nil }

    /// - Parameter translate: returns a message in another language.
    package init(_ translate: @escaping @Sendable (String) -> String) { self.translate = translate }

    package var isReference: Bool { translate == nil }

    package func callAsFunction(_ english: String) -> String { translate?(english) ?? english }
}
