import WorkQLCatalog

/// What kinds of values a column holds, over all of its rows.
struct SeenTypes: OptionSet, Sendable {
    var rawValue: UInt16

    /// Whole numbers in the shape of a mobile number of mainland China.
    static let mobile = SeenTypes(rawValue: 1)
    /// Other whole numbers of up to 15 digits, which a real holds exactly.
    static let short = SeenTypes(rawValue: 2)
    /// Other whole numbers.
    static let long = SeenTypes(rawValue: 4)
    static let real = SeenTypes(rawValue: 8)
    static let boolean = SeenTypes(rawValue: 16)
    static let timestamp = SeenTypes(rawValue: 32)
    static let text = SeenTypes(rawValue: 64)
    static let nested = SeenTypes(rawValue: 128)

    static let whole: SeenTypes = [.mobile, .short, .long]

    /// The type that holds all of them without loss.
    ///
    /// Mobile numbers are text, because they are compared with text and never added up. Whole
    /// numbers among reals are text where a real would round them.
    var type: ColumnType {
        if contains(.nested) { return .json }
        if isEmpty || self == .mobile || contains(.text) { return .text }
        if isSubset(of: .whole) { return .integer }
        if isSubset(of: [.mobile, .short, .real]) { return .real }
        if self == .boolean { return .boolean }
        if self == .timestamp { return .timestamp }
        return .text
    }
}

extension SeenTypes {
    /// What a cell of a delimited file is. Empty text says nothing, quoted or not.
    init(delimited bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        let bytes = bytes.withoutBlanks
        guard let first = bytes.first else {
            self = []
            return
        }
        switch first {
        case 0x2D, 0x2E, 0x30...0x39:
            self = NumberShape(bytes).seen ?? (WrittenMoment(bytes) == nil ? .text : .timestamp)
        case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
            self = bytes.isBoolean ? .boolean : .text
        default: self = .text
        }
    }

    /// What a value of JSON is. Strings are no numbers, even where they hold digits only.
    init(json kind: Cell.Kind, _ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        switch kind {
        case .null: self = []
        case .boolean: self = .boolean
        case .nested: self = .nested
        case .number:
            let shape = NumberShape(bytes)
            self = shape.isMobile ? .short : shape.seenInJSON
        case .plain, .quoted:
            if bytes.isEmpty {
                self = []
            } else {
                self = WrittenMoment(bytes.withoutBlanks) == nil ? .text : .timestamp
            }
        }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Spaces and tabs at either end do not change what a number or a time is.
    @inline(__always)
    var withoutBlanks: Self {
        var (start, end) = (startIndex, endIndex)
        while start < end, Ascii.isBlank(base[start]) { start += 1 }
        while start < end, Ascii.isBlank(base[end - 1]) { end -= 1 }
        return Slice(base: base, bounds: start..<end)
    }

    /// `true` or `false` in any case.
    fileprivate var isBoolean: Bool {
        let folded = lazy.map { $0 | 0x20 }
        return folded.elementsEqual("true".utf8) || folded.elementsEqual("false".utf8)
    }
}
