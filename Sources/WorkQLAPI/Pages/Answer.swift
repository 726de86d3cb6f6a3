import CSimdJSON
import WorkQLCatalog
import WorkQLPages

/// The contents of one answer: an error, or a page and its pagination marks.
struct Answer: Sendable {
    /// The service's error codes, the most specific first; empty if there is none.
    var codes: [Int64] = []
    /// Whether the answer contains a code at all, even if it is 0.
    var holdsCode = false
    var message: String?
    /// Whether the list was present, even if empty.
    var holdsList = false
    /// The number of elements in the list; paging ends when it is 0. With a nested list a page can
    /// have rows that belong to no element, and elements without rows.
    var elements = 0
    /// The keys that identify the list's elements, if pages are numbered; nil if they have none.
    var keys: [[UInt8]]?
    var marks = PageMarks()
    var page = Page(count: 0, columns: [])
    /// Other lists of the same answer, if several are requested.
    var further: [Page] = []

    var reportsError: Bool { !codes.isEmpty }
}

/// The marks of an answer about the pages after it; nil for absent marks.
struct PageMarks: Sendable, Equatable {
    var more: Bool?
    var nextCursor: String?
    var nextCounter: Int64?
    var end: Bool?
    var pages: Int64?
    var total: Int64?
}

/// Why an answer cannot be read.
enum DecodingFailure: Error, Equatable {
    /// Not one complete JSON object, with the parser's message: worth another try.
    case malformed(String)
    /// The same, if the contents or the missing part can be named in a sentence.
    case foreign(String, help: String? = nil)
    /// A value of a kind that its column cannot have.
    case unexpected(String)
    /// The list is absent, and another list is present that may be the same one under a new name.
    case strayList(expected: String, found: String)
    case outOfMemory
    /// The JSON library is not installed; with the loader's message.
    case noLibrary(String)

    init(_ failure: wql_failure, _ status: wql_status) {
        let reason = failure.reason.map { String(cString: $0) } ?? ""
        switch status {
        case WQL_UNEXPECTED_KIND: break
        case WQL_OUT_OF_MEMORY:
            self = .outOfMemory
            return
        case WQL_NO_LIBRARY:
            self = .noLibrary(reason)
            return
        default:
            self = .malformed(reason.lowercasedFirst)
            return
        }
        let name = String(failure.field) ?? ""
        let subject = failure.row < 0 ? "\"\(name)\"" : "\"\(name)\" of row \(failure.row + 1)"
        let found = Self.words(found: failure.found)
        self = .unexpected(
            failure.of_value != 0
                ? "\(subject) is \(found) out of range for "
                    + "\(Self.words(expected: failure.expected))"
                : "\(subject) is \(found) where \(Self.words(expected: failure.expected)) is "
                    + "expected"
        )
    }

    var message: String {
        switch self {
        case .malformed(let reason): "the response is not complete JSON: \(reason)"
        case .foreign(let found, _): found
        case .unexpected(let reason): "in the response, \(reason)"
        case .strayList(let expected, let found):
            "the response has no \"\(expected)\" but \"\(found)\""
        case .outOfMemory: "out of memory while decoding the response"
        case .noLibrary(let reason): "the response cannot be decoded: \(reason)"
        }
    }

    private static func words(found: CChar) -> String {
        switch UInt8(bitPattern: found) {
        case UInt8(ascii: "s"): "a string"
        case UInt8(ascii: "n"): "a number"
        case UInt8(ascii: "b"): "a boolean"
        case UInt8(ascii: "o"): "an object"
        case UInt8(ascii: "a"): "an array"
        default: "null"
        }
    }

    private static func words(expected: Int32) -> String {
        switch expected {
        case -1: "an array"
        case -2: "an object"
        case Int32(WQL_TEXT.rawValue): "text"
        case Int32(WQL_INTEGER.rawValue): "an integer"
        case Int32(WQL_BOOLEAN.rawValue): "a boolean"
        case Int32(WQL_MILLIONTHS.rawValue), Int32(WQL_REAL.rawValue): "a number"
        case Int32(WQL_JSON.rawValue): "a JSON value"
        default: "a time"
        }
    }
}

extension String {
    /// Parsers' messages begin with a capital letter, messages here do not, unless with an
    /// abbreviation.
    var lowercasedFirst: String {
        dropFirst().first?.isUppercase == true ? self : prefix(1).lowercased() + dropFirst()
    }
}

extension Call {
    /// Returns the only requested value of a column; nil if there are none or several.
    func onlyValue(of column: String) -> Scalar? {
        let values = keys.filter { $0.parameter.column == column }.flatMap(\.values)
        return values.count == 1 ? values.first : nil
    }
}
