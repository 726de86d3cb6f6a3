import WorkQLTime

/// A value in a condition or a parameter.
public enum Scalar: Hashable, Sendable, Comparable {
    case integer(Int64)
    case text(String)

    /// The value as it appears in a message or between the quotes of a request.
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
    /// A value that is the same for all spellings that differ only in the case of ASCII letters.
    package var ignoringCase: Scalar {
        guard case .text(let text) = self, text.hasASCIICapitals else { return self }
        return .text(text.ignoringCase)
    }
}

extension String {
    /// Whether `ignoringCase` changes anything.
    package var hasASCIICapitals: Bool {
        func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
        // Contiguous bytes are scanned in a fraction of the time, and a plan reads thousands of
        // texts.
        return utf8.withContiguousStorageIfAvailable { $0.contains(where: isCapital) }
            ?? utf8.contains(where: isCapital)
    }

    /// The text with ASCII letters in lower case and all other characters unchanged, as SQLite's
    /// NOCASE compares it.
    package var ignoringCase: String { foldedASCII(self) }
}
