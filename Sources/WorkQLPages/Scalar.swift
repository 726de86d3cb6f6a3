import WorkQLTime

/// A value in a condition or a parameter.
public enum Scalar: Hashable, Sendable, Comparable {
    case integer(Int64)
    case text(String)

    /// The value as it stands in a message or between a request's quotes.
    package var description: String {
        switch self {
        case .integer(let value): String(value)
        case .text(let value): value
        }
    }
}

extension Scalar: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension Scalar {
    /// The same value for all spellings that differ in the case of ASCII letters alone.
    package var ignoringCase: Scalar {
        guard case .text(let text) = self, text.hasASCIICapitals else { return self }
        return .text(text.ignoringCase)
    }
}

extension String {
    /// Whether `ignoringCase` changes anything.
    package var hasASCIICapitals: Bool {
        func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
        // Bytes side by side are looked at in a fraction of the time, and a plan reads thousands.
        return utf8.withContiguousStorageIfAvailable { $0.contains(where: isCapital) }
            ?? utf8.contains(where: isCapital)
    }

    /// With small ASCII letters, and every other character as it is: what NOCASE compares in SQLite.
    package var ignoringCase: String { foldedASCII(self) }
}
