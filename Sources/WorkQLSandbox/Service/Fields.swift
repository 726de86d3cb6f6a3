/// A request body, read strictly as its page describes it.
///
/// Fields that the page does not name are refused, and so is a string for a number or a number for
/// a string: a lenient stand-in hides defects.
struct Fields {
    private let members: [String: JSONValue]
    private let code: Int
    let canonical: String

    /// - Parameter code: the endpoint's code for wrong parameters.
    init(_ body: [UInt8], allowed: Set<String>, code: Int) throws(Refusal) {
        guard let value = JSONValue(parsing: body), case .object(let list) = value else {
            throw .forbidden(code, "the body is not a JSON object")
        }
        try self.init(list, allowed: allowed, code: code, canonical: value.canonical)
    }

    private init(
        _ list: [JSONValue.Member], allowed: Set<String>, code: Int, canonical: String
    ) throws(Refusal) {
        var members: [String: JSONValue] = [:]
        for member in list {
            guard allowed.contains(member.name) else {
                throw .forbidden(code, "unknown field \(member.name)")
            }
            guard members.updateValue(member.value, forKey: member.name) == nil else {
                throw .forbidden(code, "field \(member.name) stands twice")
            }
        }
        self.members = members
        self.code = code
        self.canonical = canonical
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    /// - Parameter code: the code for a number outside the range.
    func integer(
        _ name: String, in range: ClosedRange<Int>, code: Int? = nil
    ) throws(Refusal) -> Int? {
        guard let value = members[name] else { return nil }
        return try Fields.integer(value, name, in: range, type: self.code, range: code ?? self.code)
    }

    func required(
        _ name: String, in range: ClosedRange<Int>, code: Int? = nil
    ) throws(Refusal) -> Int {
        guard let value = try integer(name, in: range, code: code) else {
            throw .forbidden(self.code, "field \(name) is missing")
        }
        return value
    }

    /// Returns a text; an empty string is equivalent to none: 初次调用可不传, 不为空时.
    func text(_ name: String) throws(Refusal) -> String? {
        guard let value = members[name] else { return nil }
        guard case .string(let text) = value else {
            throw .forbidden(code, "field \(name) is not a string")
        }
        return text.isEmpty ? nil : text
    }

    func texts(_ name: String, code: Int? = nil) throws(Refusal) -> [String]? {
        guard let value = members[name] else { return nil }
        guard case .array(let elements) = value else {
            throw .forbidden(code ?? self.code, "field \(name) is not an array")
        }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element, !text.isEmpty else {
                throw .forbidden(code ?? self.code, "field \(name) holds something but names")
            }
            texts.append(text)
        }
        return texts
    }

    func integers(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> [Int]? {
        guard let value = members[name] else { return nil }
        guard case .array(let elements) = value else {
            throw .forbidden(code, "field \(name) is not an array")
        }
        var numbers: [Int] = []
        for element in elements {
            numbers.append(try Fields.integer(element, name, in: range, type: code, range: code))
        }
        return numbers
    }

    /// Returns the objects of an array, each read as strictly as the body.
    func objects(_ name: String, allowed: Set<String>) throws(Refusal) -> [Fields]? {
        guard let value = members[name] else { return nil }
        guard case .array(let elements) = value else {
            throw .forbidden(code, "field \(name) is not an array")
        }
        var objects: [Fields] = []
        for element in elements {
            guard case .object(let list) = element else {
                throw .forbidden(code, "field \(name) holds something but objects")
            }
            objects.append(
                try Fields(list, allowed: allowed, code: code, canonical: element.canonical))
        }
        return objects
    }

    /// The fingerprint of everything except the cursor: the part that must stay the same from page
    /// to page.
    var fingerprint: UInt64 {
        let rest = members.filter { $0.key != "cursor" }.map {
            JSONValue.Member(name: $0.key, value: $0.value)
        }
        return SplitMix64.digest(JSONValue.object(rest).canonical.utf8)
    }

    private static func integer(
        _ value: JSONValue, _ name: String, in range: ClosedRange<Int>, type typeCode: Int,
        range rangeCode: Int
    ) throws(Refusal) -> Int {
        guard case .number(let text) = value, let number = Int(text) else {
            throw .forbidden(typeCode, "field \(name) is not an integer")
        }
        guard range.contains(number) else {
            throw .forbidden(
                rangeCode,
                "field \(name) is \(number), not within \(range.lowerBound)…\(range.upperBound)")
        }
        return number
    }
}

extension ClosedRange<Int> {
    static var int32: ClosedRange<Int> { 1...2_147_483_647 }
    static var uint32: ClosedRange<Int> { 1...4_294_967_295 }
}
